"""The pages around cards: favourites and comparison."""

from typing import Any

import falcon

from entrypoints.storefront.card.comparison import ChangeComparison, Compare, CompareFile
from entrypoints.storefront.card.favourites import Favourites, KeepFavourite
from entrypoints.storefront.card.reviews import CardPage, OwnReviews, WriteReview
from entrypoints.storefront.card.use_cases import CardUseCases
from entrypoints.storefront.card.watches import EndLetters, Watches
from entrypoints.storefront.desk import Desk


def card_routes(app: "falcon.App[Any, Any]", desk: Desk, cards: CardUseCases, product: CardPage) -> None:
    app.add_route("/favourites", Favourites(desk, cards.favourites))
    app.add_route("/favourites/keep", KeepFavourite(desk, cards.favourites))
    app.add_route("/compare", Compare(desk, cards))
    app.add_route("/compare.xlsx", CompareFile(desk, cards))
    app.add_route("/goods/{product:int(min=1)}/review", WriteReview(product, cards.reviews))
    app.add_route("/watches", Watches(desk, cards.watches))
    app.add_route("/watches/end/{token}", EndLetters(desk, cards.watches))
    app.add_route("/reviews", OwnReviews(desk, cards.reviews))
    app.add_route("/compare/change", ChangeComparison(desk, cards))
