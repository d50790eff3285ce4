"""What a client sees: his assortment, the rules that cut it, and any goods by article or name."""

from collections.abc import Callable
from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.queries.client_view import MOST, ClientView, GoodsSeen
from application.queries.tree import Section
from domain.access.permission import Permission
from domain.pricing.rules import Rule
from entrypoints.pages.rendering import Edition
from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.rules.words import RuleWords

LONGEST = 200


@frozen
class RuleSaid:
    """Of the rule's conditions those on goods alone: whom else it names is for those who may see rules."""

    rule: Rule
    text: str
    href: str


@frozen
class SectionSeen:
    section: Section
    has: int

    @property
    def hidden(self) -> int:
        return self.section.goods - self.has


@frozen
class ClientAssortment:
    """/manage/clients/{client}/assortment"""

    desk: StaffDesk
    query: Callable[[Visit, UUID, str], ClientView]

    def on_get(self, req: falcon.Request, resp: falcon.Response, client: UUID) -> None:
        visit = self.desk.visit(req)
        text = " ".join(str(req.params.get("q", "")).split())[:LONGEST].replace("\x00", "")
        view = self.query(visit, client, text)
        edition = self.desk.edition(visit, req)
        sees_rules = Permission.SEE_RULES in visit.authority.staff_permissions
        teller = Teller(edition, RuleWords(edition, view.names), sees_rules)
        self.desk.show(
            req,
            resp,
            "client_assortment.html",
            visit,
            "clients",
            view=view,
            shown=MOST,
            rules=[teller.rule(rule) for rule in view.rules],
            sections=sections(view),
            goods=[(seen, teller.sight(seen), [teller.rule(rule) for rule in seen.by]) for seen in view.goods],
        )


def sections(view: ClientView) -> list[SectionSeen]:
    whole, own = view.whole.sections, view.tree.sections
    return [SectionSeen(whole[id], own[id].goods if id in own else 0) for id in view.whole.roots if whole[id].goods]


@frozen
class Teller:
    edition: Edition
    words: RuleWords
    sees_rules: bool

    def rule(self, rule: Rule) -> RuleSaid:
        text = " · ".join([self.words.effect(rule.effect), *self.words.goods(rule.which), *self.words.when(rule)])
        return RuleSaid(rule, text, f"/manage/rules/{rule.id}" if self.sees_rules else "")

    def sight(self, seen: GoodsSeen) -> str:
        """What the buyer reads of it."""
        say, figures, language = self.edition.language.say, self.edition.figures, self.edition.language
        if seen.told is None:
            return say("no such goods")
        if seen.told > 0:
            return figures.quantity(seen.told, seen.row.goods.unit)
        if seen.days is not None:
            return language.count("on order, %(n)s day", "on order, %(n)s days", seen.days) % {"n": seen.days}
        return say("none")
