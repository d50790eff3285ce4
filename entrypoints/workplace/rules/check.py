"""«Check my rules»: the report in words, on its page and at the command line."""

from collections.abc import Mapping
from secrets import randbelow

import falcon
from attrs import frozen

from application.pricing.check_rules import CheckReport, Counterexample
from domain.access.permission import Permission
from domain.pricing.checks import Flaw
from entrypoints.pages.figures import Figures
from entrypoints.pages.forms import whole
from entrypoints.pages.language import Language
from entrypoints.workplace.rules.pages import RulesDesk

MOST_SEED = 10**9


@frozen
class CheckWords:
    language: Language
    figures: Figures

    @property
    def laws(self) -> Mapping[Flaw, str]:
        """What must hold, in the order of the report."""
        say = self.language.say
        return {
            Flaw.NOT_POSITIVE: say("Every price is positive"),
            Flaw.BELOW_FLOOR: say("No price is below a “not below” rule"),
            Flaw.DEARER_IN_BULK: say("A larger quantity is never dearer per unit, unless a rule says so"),
            Flaw.EQUAL_RANK: say("No two rules of one priority meet on one good and client"),
            Flaw.LEAK: say("Individual prices of others change nothing"),
            Flaw.NOTHING_LEFT: say("Every client has some goods"),
            Flaw.UNCOVERED: say("Every good has a price for every client"),
            Flaw.HIDDEN_TWICE: say("No good is hidden from a client by two rules"),
        }

    def case(self, found: Counterexample) -> str:
        say, finding, figures = self.language.say, found.finding, self.figures
        money = found.currency.value
        facts = {
            "client": found.client,
            "contract": found.contract,
            "goods": f"{found.goods} ({found.sku})" if found.sku else found.goods,
            "quantity": figures.quantity(finding.quantity, found.unit),
            "price": figures.price(finding.price, money),
            "less": figures.quantity(finding.less, found.unit),
            "cheaper": figures.price(finding.cheaper, money),
            "rules": ", ".join(f"«{name}»" for name in finding.rules) or say("none"),
            "why": self.reasons.get(finding.why, finding.why),
        }
        said = {
            Flaw.NOT_POSITIVE: say("%(quantity)s cost %(price)s a unit. Rules: %(rules)s."),
            Flaw.BELOW_FLOOR: say("the price is %(price)s, the floor %(cheaper)s. Rules: %(rules)s."),
            Flaw.DEARER_IN_BULK: say(
                "%(quantity)s are dearer per unit (%(price)s) than %(less)s (%(cheaper)s). Rules: %(rules)s."
            ),
            Flaw.EQUAL_RANK: say("the rules %(rules)s have one priority; their ids decide which comes first."),
            Flaw.LEAK: say("the price %(price)s follows from what was agreed with another client."),
            Flaw.UNCOVERED: say("there is no price: %(why)s."),
            Flaw.HIDDEN_TWICE: say("hidden by %(rules)s; with one of them off it stays hidden."),
        }
        if finding.flaw is Flaw.NOTHING_LEFT:
            return say("Client %(client)s, contract No. %(contract)s: no goods are left by %(rules)s.") % facts
        where = say("Client %(client)s, contract No. %(contract)s, %(goods)s: ")
        return (where + said[finding.flaw]) % facts

    @property
    def reasons(self) -> Mapping[str, str]:
        say = self.language.say
        return {
            "no-price": say("the price type has none"),
            "no-price-type": say("the contract names no price type"),
            "no-rate": say("the currency has no rate"),
            "rule-to-nothing": say("a rule leaves nothing of it"),
            "rounds-to-nothing": say("it rounds to zero"),
        }

    def lines(self, report: CheckReport) -> list[str]:
        say, number = self.language.say, self.figures.number
        told = {"goods": number(report.goods), "clients": number(report.clients), "pairs": number(report.pairs)}
        head = say("%(pairs)s pairs of %(goods)s goods and %(clients)s clients were tried") % told
        found = [f"{head}; --seed {report.seed}"]
        for flaw, law in self.laws.items():
            count = report.counts.get(flaw, 0)
            mark = "ok  " if not count else "FAIL" if flaw.is_fault else "note"
            found.append(f"{mark} {law}" + (f": {count}" if count else ""))
            if flaw in report.smallest:
                found.append(f"     {self.case(report.smallest[flaw])}")
        return found


@frozen
class Check:
    """/manage/rules/check; with a seed in the query it is carried out, so that a link repeats it."""

    rules: RulesDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.rules.desk.visit(req)
        visit.authority.need(Permission.SEE_RULES)
        told = str(req.params.get("seed", "")).strip()
        report = self.rules.use_cases.check(visit, whole(told, 0, MOST_SEED)) if told else None
        edition = self.rules.desk.edition(visit, req)
        words = CheckWords(edition.language, edition.figures)
        self.rules.desk.show(
            req, resp, "rules_check.html", visit, "rules", report=report, words=words, fresh=randbelow(MOST_SEED)
        )
