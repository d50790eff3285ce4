"""To whom a price type is assigned, and why an assignment gave way, in words."""

from collections.abc import Mapping

from attrs import frozen

from application.price_desk.assignments import AssignmentRow
from application.queries.rules import Names
from domain.pricing.assigning import Assignee
from domain.pricing.chain import Considered, WhyPassed
from entrypoints.pages.rendering import Edition
from entrypoints.workplace.rules.words import RuleWords


def assignees(edition: Edition) -> Mapping[Assignee, str]:
    say = edition.language.say
    return {
        Assignee.CONTRACT: say("contract"),
        Assignee.COUNTERPARTY: say("company"),
        Assignee.HOLDING: say("holding"),
        Assignee.GROUP: say("group of users"),
        Assignee.REGION: say("region"),
        Assignee.PLATFORM: say("everybody, by default"),
    }


def given_by(considered: Considered, edition: Edition) -> str:
    if considered.assignment is None:
        return edition.language.say("the contract itself")
    return assignees(edition)[considered.assignee]


@frozen
class AssignmentWords:
    """names: of the goods of segments."""

    edition: Edition
    names: Names

    @property
    def assignees(self) -> Mapping[Assignee, str]:
        return assignees(self.edition)

    def whom(self, row: AssignmentRow) -> str:
        """«Ромашка», or what stands for everybody; a contract's number is shown beside."""
        return row.owner or (self.assignees[row.assignee] if row.assignee is Assignee.PLATFORM else "—")

    def goods(self, row: AssignmentRow) -> str:
        return " · ".join(RuleWords(self.edition, self.names).goods(row.which))

    def given_by(self, considered: Considered) -> str:
        return given_by(considered, self.edition)

    def verdict(self, considered: Considered) -> str:
        say = self.edition.language.say
        if considered.why is WhyPassed.NEARER:
            return say("gives way: a nearer one is there")
        if considered.assignment is not None and considered.assignment.is_of_segment:
            return say("holds for these goods")
        return say("gives the price type")
