"""The pages of labels, links between goods and texts of the card."""

from typing import Any

import falcon

from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.showcase.labels import PATH as LABELS
from entrypoints.workplace.showcase.labels import Labels, NewLabel, OneLabel
from entrypoints.workplace.showcase.links import PATH as LINKS
from entrypoints.workplace.showcase.links import LinkRules, Links, LinksFile, RemoveRule
from entrypoints.workplace.showcase.reviews import PATH as REVIEWS
from entrypoints.workplace.showcase.reviews import Judge, Reviews
from entrypoints.workplace.showcase.texts import PATH as TEXTS
from entrypoints.workplace.showcase.texts import CardTexts
from entrypoints.workplace.showcase.use_cases import ShowcaseUseCases


def showcase_routes(app: "falcon.App[Any, Any]", staff: StaffDesk, showcase: ShowcaseUseCases) -> None:
    links = Links(staff, showcase)
    app.add_route(LABELS, Labels(staff, showcase))
    app.add_route(f"{LABELS}/new", NewLabel(staff, showcase))
    app.add_route(f"{LABELS}/{{label:uuid}}", OneLabel(staff, showcase))
    app.add_route(LINKS, links)
    app.add_route(f"{LINKS}/file", LinksFile(links))
    app.add_route(f"{LINKS}/rules", LinkRules(links))
    app.add_route(f"{LINKS}/rules/{{link:uuid}}", RemoveRule(links))
    reviews = Reviews(staff, showcase)
    app.add_route(REVIEWS, reviews)
    app.add_route(f"{REVIEWS}/{{review:uuid}}", Judge(reviews))
    app.add_route(TEXTS, CardTexts(staff, showcase))
