"""Rules of approval with substitutes, and budgets: set by the company's administrator."""

from collections.abc import Callable, Sequence
from uuid import UUID, uuid4

import falcon
from attrs import frozen

from application.access.context import Visit
from application.approvals.settings import NewRule, NewSubstitution
from application.queries.tree import Tree
from domain.ordering.approval import RuleKind
from domain.ordering.budget import OverBudget, Period
from domain.shared.errors import DomainError, NotAllowed, NotFound
from domain.shared.ids import CategoryId, UserId
from entrypoints.company.desk import NOTHING_SENT, CompanyDesk, Sent, sent
from entrypoints.pages.forms import uuid_of, whole
from entrypoints.pages.rendering import see_other

RULES, BUDGETS = "/company/approval", "/company/budgets"


def user_of(text: str) -> UserId | None:
    return UserId(uuid_of(text, "employee")) if text else None


@frozen
class ApprovalSettingsPage:
    """/company/approval; `do`: add, end, policy, substitute, end-substitute."""

    desk: CompanyDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self._show(req, resp, NOTHING_SENT, None)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        form = sent(req, visit)
        try:
            self._do(visit, form)
        except (NotAllowed, NotFound):
            raise
        except DomainError as refusal:
            self._show(req, resp, form, refusal)
            return
        see_other(resp, f"{RULES}?done=saved")

    def _do(self, visit: Visit, form: Sent) -> None:
        desk, one = self.desk.company.settings, form.one
        match one.get("do", ""):
            case "add":
                kind = one.get("kind", "")
                section = one.get("section", "")
                desk.add_rule(
                    visit,
                    NewRule(
                        uuid_of(one.get("id", "")), one.get("name", ""), whole(one.get("step", ""), 1, 9),
                        RuleKind(kind) if kind in set(RuleKind) else RuleKind.SUM, one.get("amount", ""),
                        int(section) if section.isascii() and section.isdigit() and len(section) < 10 else None,
                        user_of(one.get("requester", "")), user_of(one.get("approver", "")),
                    ),
                )  # fmt: skip
            case "end":
                desk.end_rule(visit, uuid_of(one.get("rule", ""), "approval-rule"))
            case "policy":
                over = OverBudget.APPROVE if one.get("over") == "approve" else OverBudget.REFUSE
                desk.set_policy(visit, over, whole(one.get("days", ""), 7, 60))
            case "substitute":
                approver, substitute = user_of(one.get("approver", "")), user_of(one.get("substitute", ""))
                if approver is None or substitute is None:
                    raise NotFound("employee", "")
                new = NewSubstitution(
                    uuid_of(one.get("id", "")), approver, substitute, form.day("from"), form.day("to")
                )
                desk.substitute(visit, new)
            case "end-substitute":
                desk.end_substitution(visit, uuid_of(one.get("substitution", ""), "employee"))
            case other:
                raise NotFound("page", other[:40])

    def _show(self, req: falcon.Request, resp: falcon.Response, form: Sent, refusal: DomainError | None) -> None:
        visit = self.desk.visit(req)
        settings = self.desk.company.settings.page(visit)
        tree = self.desk.desk.use_cases.tree(visit)
        language = self.desk.desk.edition(visit, req).language.code
        sections = sections_of(tree, lambda id: tree.sections[id].named(language))
        typed = form.one if refusal is not None else {}
        self.desk.show(
            req, resp, "company_approval.html", visit, "rules", refusal,
            settings=settings, sections=sections, names=dict(sections), form=typed, id=typed.get("id") or str(uuid4()),
            approvers=[one for one in settings.people if one.may_approve], done=str(req.params.get("done", "")),
        )  # fmt: skip


def sections_of(tree: Tree, name: Callable[[CategoryId], str]) -> Sequence[tuple[int, str]]:
    """The two upper floors of the catalogue, as one list to choose from."""
    found: list[tuple[int, str]] = []
    for root in tree.roots:
        found.append((root, name(root)))
        below = tree.sections[root].children
        found += [(child, f"{name(root)} › {name(child)}") for child in below if child in tree.sections]
    return found


@frozen
class BudgetsPage:
    """/company/budgets; `do`: set, end."""

    desk: CompanyDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self._show(req, resp, NOTHING_SENT, None)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        form = sent(req, visit)
        one, desk = form.one, self.desk.company.settings
        try:
            if one.get("do") == "end":
                desk.end_budget(visit, UUID(str(uuid_of(one.get("budget", ""), "budget"))))
            else:
                period = one.get("period", "")
                which = Period(period) if period in set(Period) else Period.MONTH
                desk.set_budget(visit, user_of(one.get("user", "")), which, one.get("amount", ""))
        except (NotAllowed, NotFound):
            raise
        except DomainError as refusal:
            self._show(req, resp, form, refusal)
            return
        see_other(resp, f"{BUDGETS}?done=saved")

    def _show(self, req: falcon.Request, resp: falcon.Response, form: Sent, refusal: DomainError | None) -> None:
        visit = self.desk.visit(req)
        self.desk.show(
            req, resp, "company_budgets.html", visit, "budgets", refusal,
            settings=self.desk.company.settings.page(visit), form=form.one if refusal else {},
            done=str(req.params.get("done", "")),
        )  # fmt: skip
