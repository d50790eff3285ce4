"""Values for whatever a request may ask by: the neighbour's own, the stranger's, everybody's and nobody's."""

from collections.abc import Mapping, Sequence
from random import Random

from attrs import frozen

from entrypoints.prove.world import VARIANTS
from tests.http.differential.assortment import VARIANT
from tests.http.differential.canaries import Canary
from tests.shop import PASSWORD

NOBODYS = "00000000-0000-7000-8000-000000000000"
NUMBERS = ("0", "1", "2", "24", "200", "999999999", "-1")
DAYS = ("2020-01-01", "2026-01-31", "2099-12-31", "yesterday")
SOLD = tuple(map(str, VARIANTS))
QUANTITIES = ("1", "2", "41.5", "0", "-3", "70000000", "пять")
WORDS = ("", "Goods", "1", "%", "new", "tiles", "_", "'", "/orders")
# Other names for the same thing, as paths, forms and bodies have them.
ALSO = {"client": "counterparty", "orders": "order", "documents": "document", "refinements": "refinement",
        "accept": "refinement"}  # fmt: skip


@frozen
class Pools:
    """`own` and `hers` by the name of what an id is of; `facts` are texts that only she should find."""

    own: Mapping[str, str]
    hers: Mapping[str, str]
    facts: tuple[Canary, ...]
    random: Random

    def ids(self, name: str) -> list[str]:
        """Hers first: the very thing that the name is of, then everything else of hers, then others'."""
        kind = ALSO.get(name, name)
        first = [ids[kind] for ids in (self.hers, self.own) if kind in ids]
        rest = [id for ids in (self.hers, self.own) for id in ids.values() if id not in first]
        return [*first, *rest, NOBODYS]

    def own_id(self, name: str) -> str:
        return self.own.get(ALSO.get(name, name), NOBODYS)

    def id(self, name: str) -> str:
        return self.random.choice([self.own_id(name), *self.ids(name)[:3], *self.ids(name)])

    def serial(self) -> str:
        return self.random.choice([*SOLD, str(VARIANT), "999999999"])

    def text(self, name: str = "") -> str:
        """For a field that nothing is known of but its name: a fact of hers as often as anything else."""
        if name.removesuffix("_id") in self.own or name in ALSO:
            return self.id(name)
        if "password" in name:
            return self.random.choice((PASSWORD, "wrong"))
        return self.random.choice((self.fact(), self.fact(), self.one_of(WORDS), self.one_of(NUMBERS), self.id(name)))

    def fact(self) -> str:
        return self.random.choice(self.facts).text

    def one_of(self, values: Sequence[str]) -> str:
        return self.random.choice(values)
