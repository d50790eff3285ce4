"""Buyers' queries over the generated catalogue: what one types who looks for a good, its name with a known fault.

Each names the good that must be among the first ten, and how somebody would ask who knows the right spelling.
"""

from collections.abc import Callable, Iterator, Mapping

from attrs import frozen

from bench import words
from bench.dataset import Dataset, Product, h
from domain.catalog.spelling import in_latin, other_layout

DRAW = 12  # a stream of the data set that nothing else draws from
EACH = 40
LOOKS = str.maketrans("АВЕКМНОРСТХ", "ABEKMHOPCTX")


@frozen
class Query:
    """right: the same in words that need no correction; empty where it is an article (`sku`) or a barcode."""

    kind: str
    text: str
    right: str
    product: Product
    sku: str = ""
    barcode: str = ""


def queries(dataset: Dataset, each: int = EACH) -> Iterator[Query]:
    """So many of each kind, over goods from all of the catalogue."""
    for place, (kind, make) in enumerate(KINDS.items()):
        for n in range(each):
            yield make(kind, dataset.product(h(DRAW, place, n) % dataset.size.products), h(DRAW, place, n + 1_000_000))


def _asked(product: Product) -> list[str]:
    """Noun, adjective, brand and size: what singles a good out without its number."""
    noun, kind, *rest = product.name.split(" ")
    size = rest[-1].rpartition("-")[0]
    return [noun.lower(), kind, words.BRANDS[product.brand].split(" ")[0].split("-")[0].lower(), size.lower()]


def _plain(kind: str, product: Product, _: int) -> Query:
    text = " ".join(_asked(product))
    return Query(kind, text, text, product)


def _slip(kind: str, product: Product, draw: int) -> Query:
    """Two letters change places, one is left out, one is struck twice or another one is struck."""
    noun, *rest = _asked(product)
    place = 1 + draw % max(1, len(noun) - 2)
    slipped = (
        noun[:place] + noun[place + 1 : place + 2] + noun[place] + noun[place + 2 :],
        noun[:place] + noun[place + 1 :],
        noun[:place] + noun[place] + noun[place:],
        noun[:place] + "ы" + noun[place + 1 :],
    )[draw // 64 % 4]
    return Query(kind, " ".join((slipped, *rest)), " ".join((noun, *rest)), product)


def _layout(kind: str, product: Product, _: int) -> Query:
    right = " ".join(_asked(product))
    return Query(kind, other_layout(right), right, product)


def _translit(kind: str, product: Product, _: int) -> Query:
    noun, adjective, brand, size = _asked(product)
    right = " ".join((noun, adjective, brand, size))
    return Query(kind, " ".join((in_latin(noun), in_latin(adjective), in_latin(brand), size)), right, product)


def _looks(kind: str, product: Product, _: int) -> Query:
    noun, adjective, brand, size = _asked(product)
    right = " ".join((noun, adjective, brand, size))
    return Query(kind, " ".join((noun, adjective, brand, size.upper().translate(LOOKS))), right, product)


def _plural(kind: str, product: Product, draw: int) -> Query:
    """A word in another case: the stem is what both have in common."""
    noun, adjective, brand, size = _asked(product)
    ending = ("ы", "ов", "ами")[draw % 3] if noun[-1] not in "аяьйо" else ""
    return Query(kind, f"{noun}{ending} {brand} {adjective} {size}", f"{noun} {brand} {adjective} {size}", product)


def _article(kind: str, product: Product, draw: int) -> Query:
    letters, number = product.sku.split("-")
    spelt = (f"{letters}{number}", f"{letters.lower()} {number}", f"{letters.translate(LOOKS)}-{number}",
             f"{letters}-{number.lstrip('0') or '0'}", f"арт. {product.sku}")[draw % 5]  # fmt: skip
    return Query(kind, spelt, "", product, sku=product.sku)


def _barcode(kind: str, product: Product, draw: int) -> Query:
    code = product.barcode
    return Query(kind, code if draw % 2 else f"{code[:4]} {code[4:8]} {code[8:]}", "", product, barcode=code)


def _begun(kind: str, product: Product, _: int) -> Query:
    """The size is typed as far as its first number, after everything else."""
    noun, adjective, brand, size = _asked(product)
    return Query(kind, f"{noun} {adjective} {brand} {size[:-1]}", f"{noun} {adjective} {brand} {size[:-1]}", product)


KINDS: Mapping[str, Callable[[str, Product, int], Query]] = {
    "words": _plain, "typo": _slip, "layout": _layout, "translit": _translit, "look-alike": _looks,
    "morphology": _plural, "sku": _article, "barcode": _barcode, "prefix": _begun,
}  # fmt: skip
