"""Rates in words: who told them, how old they are, why one was not taken; and as a file for a spreadsheet."""

import csv
from collections.abc import Iterable, Mapping
from decimal import Decimal
from io import StringIO

from attrs import frozen

from application.pricing.rate_ports import Change
from domain.pricing.rates import RateSource
from entrypoints.pages.figures import typed
from entrypoints.pages.rendering import Edition


@frozen
class RateWords:
    sources: Mapping[str, str]
    doubts: Mapping[str, str]
    errors: Mapping[str, str]
    edition: Edition

    @classmethod
    def of(cls, edition: Edition) -> "RateWords":
        say = edition.language.say
        sources = {
            RateSource.CBR.value: say("Bank of Russia"),
            RateSource.MANUAL.value: say("entered by hand"),
            RateSource.ERP.value: say("from the ERP"),
        }
        doubts = {
            "implausible": say("ten times off the last one: not taken"),
            "far": say("more than 20 percent away from the last one: enter it by hand if it is right"),
            "disagrees": say("the figures of the answer contradict each other: not taken"),
            "unreadable": say("the answer cannot be read: not taken"),
        }
        errors = {
            "rates.away": say("The Bank of Russia did not answer"),
            "rates.unreadable": say("The Bank of Russia answered something else than rates"),
            "rates.switched-off": say("Switched off: rates are entered by hand and told by the ERP"),
            "rates.absent": say("The Bank of Russia has no rates of that day"),
        }
        return cls(sources, doubts, errors, edition)

    def source(self, source: str) -> str:
        return self.sources.get(source, "—")

    def rate(self, value: Decimal) -> str:
        """Four decimals at least, as the Bank writes them."""
        return self.edition.figures.rate(value)

    def age(self, days: int) -> str:
        if days == 0:
            return self.edition.language.say("today's")
        return self.edition.figures.counted("%(n)s day old", "%(n)s days old", days)

    def columns(self) -> tuple[str, ...]:
        say = self.edition.language.say
        names = (say("Day"), say("Rate"), say("Nominal"), say("Source"), say("Was"), say("Nominal was"))
        return (*names, say("Recorded"), say("Who"))


def csv_of(changes: Iterable[Change], words: RateWords) -> bytes:
    """As Russian spreadsheets open it: a mark of UTF-8, semicolons, decimal commas."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(words.columns())
    for one in changes:
        was = "" if one.rate_before is None else typed(one.rate_before)
        nominal = "" if one.nominal_before is None else one.nominal_before
        recorded = one.at.astimezone(words.edition.figures.zone).isoformat(" ", "seconds")
        source, by = words.source(one.source), harmless(one.by)
        writer.writerow((one.day.isoformat(), typed(one.rate), one.nominal, source, was, nominal, recorded, by))
    return text.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """A cell that begins like a formula would be calculated by whoever opens the file."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text
