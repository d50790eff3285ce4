"""Which goods one typed line may mean."""

from collections.abc import Iterable, Mapping, Sequence

from attrs import define, field, frozen

from application.filling.ports import Kind, Match
from application.filling.stamps import Stamp
from application.filling.typed import ArticleKeys, TypedLine
from domain.shared.ids import VariantId

# Of one text: more are no choice but a search.
MOST_CANDIDATES = 20


@frozen
class Meant:
    """What one line may mean. `zeros`: only but for leading zeros. is_broken: its key was not as we wrote it."""

    variants: tuple[VariantId, ...] = ()
    kind: Kind = Kind.ARTICLE
    zeros: bool = False
    stamp: Stamp | None = None
    is_broken: bool = False
    is_whole: bool = False


@define
class Found:
    """Variants by folded text, and by folded text without leading zeros."""

    exact: dict[tuple[Kind, str], dict[VariantId, None]] = field(factory=dict)
    bare: dict[tuple[Kind, str], dict[VariantId, None]] = field(factory=dict)

    def add(self, matches: Iterable[Match]) -> None:
        for kind, key, variant in matches:
            self.exact.setdefault((kind, key), {})[variant] = None
            self.bare.setdefault((kind, key.lstrip("0") or key[:1]), {})[variant] = None

    def of(self, keys: ArticleKeys, kinds: Sequence[Kind]) -> Meant:
        """All that the exact text means: a client's article that is one of ours, too, is for a person to decide."""
        if not keys.exact:
            return Meant()
        for zeros, table, key in ((False, self.exact, keys.exact), (True, self.bare, keys.bare)):
            told = [(kind, table.get((kind, key))) for kind in kinds]
            met = [(kind, variants) for kind, variants in told if variants]
            if met:
                every = dict.fromkeys(variant for _, variants in met for variant in variants)
                return Meant(tuple(every), met[0][0], zeros)
        return Meant()


OURS = (Kind.ARTICLE, Kind.BARCODE)
EVERY = (Kind.OWN, *OURS)


def meaning(line: TypedLine, stamp: Stamp | None, keys: Mapping[str, ArticleKeys], found: Found) -> Meant:
    """A person's choice, then the key of an order form, then our article, the client's, and the text as a whole."""
    if line.variant:
        return Meant((VariantId(line.variant),), Kind.ARTICLE, stamp=stamp)
    if stamp is not None:
        return Meant((VariantId(stamp.variant),), Kind.ARTICLE, stamp=stamp)
    broken = bool(line.stamp)
    tried = [(line.article, OURS if line.own else EVERY, False), (line.own, (Kind.OWN,), False)]
    if line.whole and line.whole != line.article:
        tried.append((line.whole, EVERY, True))
    for text, kinds, is_whole in tried:
        told = found.of(keys[text], kinds) if text else Meant()
        if told.variants:
            return Meant(told.variants[:MOST_CANDIDATES], told.kind, told.zeros, None, broken, is_whole)
    return Meant(is_broken=broken)
