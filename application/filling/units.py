"""Units as people name them: «уп.», «упак», «упаковка» are one."""

from collections.abc import Sequence

from domain.catalog.goods import Goods
from domain.shared.quantity import Packaging

# Each group is one unit; the first is what others are folded to.
SYNONYMS = (
    "шт штука штуки штук шт-к pcs pc piece",
    "уп упак упаковка упаковки упаковок пач пачка pack",
    "кор короб коробка коробки коробок кор-ка box",
    "м метр метра метров мп погм пм пог.м",
    "кг килограмм kg",
    "г гр грамм",
    "т тонна тонны тонн",
    "л литр литра литров",
    "компл комплект к-т кт комп",
    "рул рулон рулона",
    "пар пара пары",
    "бухта бух",
    "м2 м² кв.м квм",
    "м3 м³ куб.м кубм",
    "паллета пал поддон паллет",
    "мешок меш мешка",
)


def unit_key(name: str) -> str:
    """«Упак.» and «упаковка» are one key."""
    plain = "".join(letter for letter in name.casefold().replace("ё", "е") if letter.isalnum())
    return _FOLDED.get(plain, plain)


_FOLDED = {
    "".join(letter for letter in word.casefold() if letter.isalnum()): group.split()[0]
    for group in SYNONYMS
    for word in group.split()
}


def named_packagings(unit: str, goods: Goods, packagings: Sequence[Packaging]) -> list[Packaging]:
    """The packagings that a typed unit may mean, the base unit among them; the exact name wins over the folded."""
    base = goods.base
    every = (base, *packagings)
    exact = [one for one in every if unit.casefold() in (one.name.casefold(), one.unit_code.casefold())]
    if exact:
        return exact
    key = unit_key(unit)
    return [one for one in every if key and key == unit_key(one.name)]
