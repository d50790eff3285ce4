"""The pages of rules: the table, a rule with its form and its versions, and what may be done to it."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID, uuid4

import falcon
from attrs import frozen

from application.access.context import Visit
from application.pricing.preview_rule import PreviewRule
from application.pricing.previews import KeptPreview
from application.pricing.rule_effects import RuleEffects
from application.pricing.save_rule import SaveRule
from application.pricing.switch_rule import SwitchRule
from application.pricing.undo_rule import UndoRule
from application.queries.rules import Choices, ClientHit, Names, RuleFilter, RuleView
from domain.access.permission import Permission
from domain.pricing.effect import Effect, EffectKind, RuleNotSound
from domain.pricing.managed import RuleNamesUnknown, RuleStale, RuleState, RuleUnchanged, Standing
from domain.pricing.rules import Rule
from domain.shared.errors import DomainError, NotFound
from domain.shared.money import Currency
from entrypoints.http.problems import sentence, status
from entrypoints.pages.forms import whole
from entrypoints.pages.paging import address, paging
from entrypoints.pages.rendering import Edition, see_other
from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.rules.form import FLAGS, TEXTS, TICKS, RuleForm, facts_of, section_tree
from entrypoints.workplace.rules.use_cases import RuleUseCases
from entrypoints.workplace.rules.words import COLOURS, RuleWords

PATH = "/manage/rules"
PAGE = 50


@frozen
class RulesDesk:
    desk: StaffDesk
    use_cases: RuleUseCases

    def changing(self, req: falcon.Request) -> tuple[Visit, Mapping[str, str]]:
        """Raises NotSignedIn, NotAllowed, CsrfMismatch."""
        visit = self.desk.visit(req)
        form = self.desk.form(req, visit)
        visit.authority.need(Permission.CHANGE_RULES)
        return visit, form

    def words(self, visit: Visit, req: falcon.Request, names: Names) -> RuleWords:
        return RuleWords(self.desk.edition(visit, req), names)


@frozen
class Rules:
    """/manage/rules"""

    rules: RulesDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.rules.desk.visit(req)
        ask = filter_of(req)
        page = self.rules.use_cases.rules(visit, ask)
        words = self.rules.words(visit, req, page.names)
        query = {"q": ask.text, "standing": ask.standing.value if ask.standing else ""}
        tabs = [
            (standing, title, page.counts.get(standing, 0), address(PATH, query, standing=standing.value))
            for standing, title in words.standings.items()
        ]
        self.rules.desk.show(
            req,
            resp,
            "rules.html",
            visit,
            "rules",
            page=page,
            ask=ask,
            words=words,
            tabs=tabs,
            all_link=address(PATH, query, standing=""),
            all_count=sum(page.counts.values()),
            colours=COLOURS,
            may_change=may_change(visit),
            drafts=self.rules.use_cases.progress.unsaved(visit) if may_change(visit) else (),
            paging=paging(PATH, query, ask.offset, ask.limit, page.total),
        )


def filter_of(req: falcon.Request) -> RuleFilter:
    asked = {name: str(value) for name, value in req.params.items()}
    told = asked.get("standing", "")
    standing = Standing(told) if told in set(Standing) else None
    text = asked.get("q", "").strip()[:100].replace("\x00", "")
    return RuleFilter(text, standing, whole(asked.get("offset", ""), 0, 10**6), PAGE)


def may_change(visit: Visit) -> bool:
    return Permission.CHANGE_RULES in visit.authority.staff_permissions


@frozen
class RulePage:
    """/manage/rules/new and /manage/rules/{rule}: GET shows, POST finds clients, previews or saves."""

    rules: RulesDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response, rule: UUID | None = None) -> None:
        visit = self.rules.desk.visit(req)
        asked = whole(str(req.params.get("preview", "")), 0, 10**15)
        view = self.rules.use_cases.rule(visit, rule) if rule is not None else None
        if asked:
            self._show_draft(req, resp, visit, asked, view)
        elif view is None:
            visit.authority.need(Permission.CHANGE_RULES)
            self._show(req, resp, visit, RuleForm.empty(uuid4()), None)
        else:
            form = RuleForm.of(view.managed.rule, view.managed.version, view.names)
            self._show(req, resp, visit, form, view, saved="saved" in req.params, draft=self._draft(visit, view))

    def _show_draft(
        self, req: falcon.Request, resp: falcon.Response, visit: Visit, asked: int, view: RuleView | None
    ) -> None:
        """The form as it was previewed, with how far that is. Raises NotFound for the draft of another rule."""
        use_cases = self.rules.use_cases
        job, is_stale = use_cases.progress(visit, asked)
        draft = job.asked.draft
        if view is not None and view.managed.id != draft.id:
            raise NotFound("preview", str(asked))
        form = RuleForm.of(draft, job.asked.version, use_cases.form.names(visit, draft))
        self._show(req, resp, visit, form, view, effects=job.effects, job=job, is_stale=is_stale)

    def _draft(self, visit: Visit, view: RuleView) -> KeptPreview | None:
        """One's own draft of the rule as it stands, if it was previewed and not saved."""
        if not may_change(visit):
            return None
        kept = self.rules.use_cases.progress.latest(visit, view.managed.id)
        return kept if kept is not None and kept.asked.version == view.managed.version else None

    def on_post(self, req: falcon.Request, resp: falcon.Response, rule: UUID | None = None) -> None:
        visit, sent = self.rules.changing(req)
        view = self.rules.use_cases.rule(visit, rule) if rule is not None else None
        form = RuleForm.sent(rule or made_id(sent), sent)
        deed = sent.get("do", "preview")
        if deed == "cancel":
            use_cases = self.rules.use_cases
            use_cases.progress.cancel(visit, asked := whole(sent.get("preview", ""), 0, 10**15))
            self._show(req, resp, visit, form, view, job=use_cases.progress(visit, asked)[0])
            return
        if deed == "find" or (deed == "enter" and form.texts["find"].strip()):
            self._show(req, resp, visit, form, view, found=True)
            return
        form, draft = form.read(self.rules.use_cases.form, visit)
        if draft is None:
            resp.status = falcon.HTTP_422
            self._show(req, resp, visit, form, view)
            return
        command = SaveRule(draft, form.version, "everything" in form.flags)
        try:
            if deed != "save":
                found = self.rules.use_cases.start(visit, PreviewRule(draft, form.version, command.everything))
                if isinstance(found, int):
                    see_other(resp, f"{PATH}/{rule or 'new'}?preview={found}#preview")
                else:
                    self._show(req, resp, visit, form, view, effects=found)
                return
            saved = self.rules.use_cases.save(visit, command)
        except (RuleNotSound, RuleNamesUnknown) as error:
            resp.status = status(error)
            self._show(req, resp, visit, form.with_fault(error), view)
        except (RuleStale, RuleUnchanged) as error:
            resp.status = status(error)
            self._show(req, resp, visit, form, view, refusal=error)
        else:
            if (kept := self.rules.use_cases.progress.latest(visit, draft.id)) is not None:
                self.rules.use_cases.progress.cancel(visit, kept.id)
            see_other(resp, f"{PATH}/{saved.managed.id}?saved=1")

    def _show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        form: RuleForm,
        view: RuleView | None,
        *,
        effects: RuleEffects | None = None,
        refusal: DomainError | None = None,
        found: bool = False,
        saved: bool = False,
        job: KeptPreview | None = None,
        is_stale: bool = False,
        draft: KeptPreview | None = None,
    ) -> None:
        use_cases, edition = self.rules.use_cases, self.rules.desk.edition(visit, req)
        choices = use_cases.form.choices(visit)
        names = use_cases.form.names(visit, form_rule(form))
        hits = use_cases.form.clients(visit, form.texts["find"][:100]) if found else ()
        self.rules.desk.show(
            req,
            resp,
            "rule.html",
            visit,
            "rules",
            view=view,
            **facts_of(form),
            faults=said(form, edition),
            refusal=sentence(refusal, edition.language.code) if refusal else "",
            tree=section_tree(choices.sections, form.ticks["categories"]),
            choices=choices,
            kinds=kinds(edition),
            places=places(edition, choices),
            currencies=[(currency.value, currency.value) for currency in Currency],
            clients=chosen(form, names),
            hits=[hit for hit in hits if str(hit.id) not in form.ticks[hit.kind]],
            found=found,
            effects=effects,
            words=RuleWords(edition, view.names if view else names),
            colours=COLOURS,
            may_change=may_change(visit),
            saved=saved,
            job=job,
            is_stale=is_stale,
            draft=draft,
        )


def made_id(sent: Mapping[str, str]) -> UUID:
    """The id that the form of a new rule was given, so that a second press makes no second rule."""
    try:
        return UUID(sent.get("id", ""))
    except ValueError:
        return uuid4()


def form_rule(form: RuleForm) -> Rule:
    """Only its clients are looked at: to call them by name."""
    return Rule(form.id, "-", 0, Effect(EffectKind.PERCENT, Decimal(1)), whom=form.whom())


def said(form: RuleForm, edition: Edition) -> dict[str, str]:
    """A sentence for each field, empty where nothing is wrong with it."""
    told = {name: sentence(error, edition.language.code) for name, error in form.faults.items()}
    return {**dict.fromkeys((*TEXTS, *FLAGS, *TICKS), ""), **told}


def kinds(edition: Edition) -> list[tuple[str, str]]:
    say = edition.language.say
    return [
        ("percent", say("change by a percent")),
        ("amount", say("change by a sum")),
        ("fixed", say("set the price")),
        ("floor", say("not below")),
        ("ceiling", say("not above")),
        ("hide", say("hide the goods")),
        ("show", say("show what was hidden")),
        ("only", say("show these goods only")),
        ("on-order", say("on order, in days")),
        ("cap", say("show stock of at most")),
        ("least", say("order at least")),
        ("multiple", say("order in multiples of")),
    ]


def places(edition: Edition, choices: Choices) -> list[tuple[str, str]]:
    return [("", edition.language.say("any of them")), *((str(id), name) for id, name in choices.warehouses)]


def chosen(form: RuleForm, names: Names) -> list[ClientHit]:
    """The clients that are ticked, by name."""
    whom = form.whom()
    holdings = [ClientHit("holdings", id, names.holdings.get(id, str(id)), "") for id in whom.holdings]
    parties = [
        ClientHit("counterparties", id, *names.counterparties.get(id, (str(id), ""))) for id in whom.counterparties
    ]
    contracts = [ClientHit("contracts", id, *names.contracts.get(id, (str(id), ""))) for id in whom.contracts]
    by_name = [sorted(hits, key=lambda hit: (hit.detail, hit.name)) for hits in (holdings, parties, contracts)]
    return [hit for hits in by_name for hit in hits]


@frozen
class PreviewPart:
    """/manage/rules/previews/{preview}: how far it is, for the page that waits for it; a page of its own for nobody."""

    rules: RulesDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response, preview: int) -> None:
        visit = self.rules.desk.visit(req)
        use_cases = self.rules.use_cases
        job, is_stale = use_cases.progress(visit, preview)
        draft = job.asked.draft
        names = use_cases.form.names(visit, draft)
        is_off = bool(job.asked.version) and not use_cases.rule(visit, draft.id).managed.is_on
        self.rules.desk.show(
            req, resp, "rule_preview_part.html", visit, "rules", job=job, is_stale=is_stale, is_off=is_off,
            touches_agreed=draft.touches_agreed, words=self.rules.words(visit, req, names),
        )  # fmt: skip


@frozen
class RuleDeed:
    """/manage/rules/{rule}/{deed}: off, on, undo."""

    rules: RulesDesk

    def on_post(self, req: falcon.Request, resp: falcon.Response, rule: UUID, deed: str) -> None:
        visit, sent = self.rules.changing(req)
        version, to = (whole(sent.get(name, ""), 0, 10**9) for name in ("version", "to"))
        if deed == "undo":
            self.rules.use_cases.undo(visit, UndoRule(rule, version, to or None))
        elif deed in STATES:
            self.rules.use_cases.switch(visit, SwitchRule(rule, version, STATES[deed]))
        else:
            raise falcon.HTTPNotFound
        see_other(resp, f"{PATH}/{rule}?saved=1")


STATES = {"on": RuleState.ACTIVE, "off": RuleState.OFF}
