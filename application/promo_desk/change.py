"""Make promo codes, one or many at once; change one; switch it off and on."""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from hashlib import sha256
from typing import ClassVar, Protocol
from uuid import UUID

from attrs import evolve, frozen

from application.access.context import Visit
from application.promo_desk.rights import need
from application.promo_desk.typed import Named, PromoRefused, TypedPromo, code_of
from application.shared.ports import Ids, Tokens
from domain.access.permission import Permission
from domain.pricing.promo import LONGEST, PromoCode, promo_key
from domain.pricing.promo_refusals import PromoNotSound
from domain.shared.errors import DomainError
from domain.shared.ids import UserId

MOST_AT_ONCE = 1000
# Without vowels, so that no code is a word, and without what is taken for another letter or a digit.
LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"
LENGTH = 8


@frozen
class PromoChangedMeanwhile(DomainError):
    """Somebody saved the code since its form was opened."""

    code: ClassVar[str] = "promo.changed-meanwhile"
    promo: str


@frozen
class Kept:
    code: PromoCode
    name: str
    version: int


class PromoWork(Named, Protocol):
    """One transaction. Every version is kept with who made it."""

    def taken(self, keys: Collection[str]) -> Collection[str]:
        """Those of the folded codes that are codes already."""

    def lock(self, id: UUID) -> Kept:
        """Raises NotFound."""

    def add(self, made: Sequence[tuple[PromoCode, str]], by: UserId) -> None:
        """With their names for the seller's people. Raises PromoRefused where another has just taken one."""

    def save(self, kept: Kept, by: UserId, action: str) -> None:
        """As the next version."""


class PromoWorks(Protocol):
    def begin(self) -> AbstractContextManager[PromoWork]:
        """Leaving it without an exception commits."""


@frozen
class CreatePromoHandler:
    works: PromoWorks
    ids: Ids

    def __call__(self, visit: Visit, typed: TypedPromo) -> UUID:
        """Raises PromoRefused."""
        need(visit, Permission.CHANGE_PROMOS)
        with self.works.begin() as work:
            made = code_of(self.ids.new(), typed, work)
            if work.taken([promo_key(made.text)]):
                raise PromoRefused((PromoNotSound("code", "taken", made.text),))
            work.add([(made, typed.name)], visit.authority.user)
        return made.id


@frozen
class GeneratePromosHandler:
    """Codes nobody can guess, all of the same terms: for a mailing in which each client gets his own."""

    works: PromoWorks
    ids: Ids
    tokens: Tokens

    def __call__(self, visit: Visit, typed: TypedPromo, count: str) -> tuple[str, ...]:
        """`typed.code` begins each of them. Raises PromoRefused."""
        need(visit, Permission.CHANGE_PROMOS)
        many = int(count) if count.isascii() and count.isdigit() and len(count) < 6 else 0
        if not 1 <= many <= MOST_AT_ONCE:
            raise PromoRefused((PromoNotSound("count", "range", str(MOST_AT_ONCE)),))
        if len(typed.code) > LONGEST - LENGTH - 1:
            raise PromoRefused((PromoNotSound("code", "too-long", typed.code),))
        prefix = f"{typed.code}-" if typed.code else ""
        with self.works.begin() as work:
            pattern = code_of(self.ids.new(), evolve(typed, code=f"{prefix}{LETTERS[:LENGTH]}"), work)
            texts = self._free(work, prefix, many)
            made = [(evolve(pattern, id=self.ids.new(), text=text), typed.name) for text in texts]
            work.add(made, visit.authority.user)
        return tuple(texts)

    def _free(self, work: PromoWork, prefix: str, many: int) -> list[str]:
        found: dict[str, str] = {}
        while len(found) < many:
            drawn = [prefix + spelt(self.tokens.new()) for _ in range(many - len(found))]
            by_key = {promo_key(text): text for text in drawn}
            taken = work.taken(list(by_key))
            found |= {key: text for key, text in by_key.items() if key not in taken}
        return list(found.values())


def spelt(token: str) -> str:
    number = int.from_bytes(sha256(token.encode()).digest())
    letters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(LETTERS))
        letters.append(LETTERS[place])
    return "".join(letters)


@frozen
class ChangePromoHandler:
    works: PromoWorks

    def __call__(self, visit: Visit, id: UUID, seen: str, typed: TypedPromo) -> None:
        """The code itself stays. Orders that are placed keep theirs. Raises NotFound, PromoRefused."""
        need(visit, Permission.CHANGE_PROMOS)
        with self.works.begin() as work:
            kept = work.lock(id)
            if seen != str(kept.version):
                raise PromoChangedMeanwhile(kept.code.text)
            changed = code_of(id, typed, work, kept.code)
            if (changed, typed.name) != (kept.code, kept.name):
                work.save(Kept(changed, typed.name, kept.version + 1), visit.authority.user, "changed")


@frozen
class SwitchPromoHandler:
    works: PromoWorks

    def __call__(self, visit: Visit, id: UUID, *, on: bool) -> None:
        """At once: who placed before keeps the discount, who presses later is refused. Raises NotFound."""
        need(visit, Permission.CHANGE_PROMOS)
        with self.works.begin() as work:
            kept = work.lock(id)
            if kept.code.is_on != on:
                changed = evolve(kept.code, is_on=on)
                action = "on" if on else "off"
                work.save(Kept(changed, kept.name, kept.version + 1), visit.authority.user, action)
