"""What tells the generations of CommerceML apart, as their exporters write them."""

from attrs import frozen

ELEMENT, ATTRIBUTE, MARK = "element", "attribute", "mark"


@frozen
class Dialect:
    """`deleted` is how a delete mark is written; `numbered` the names of portions: ut, unf or none;
    `split` the form with one kind of object per file (3.x).
    """

    name: str
    version: str
    namespace: str | None
    deleted: str
    warehouses: bool
    units: bool
    recalculation: bool
    numbered: str
    bom: bool = True
    split: bool = False


DIALECTS = {
    dialect.name: dialect
    for dialect in (
        Dialect("2.04", "2.04", None, ELEMENT, warehouses=False, units=False, recalculation=False, numbered="none"),
        Dialect("2.05", "2.05", None, ELEMENT, warehouses=True, units=False, recalculation=False, numbered="none"),
        Dialect(
            "2.07",
            "2.07",
            "urn:1C.ru:commerceml_2",
            ATTRIBUTE,
            warehouses=True,
            units=False,
            recalculation=True,
            numbered="ut",
        ),
        Dialect(
            "2.08",
            "2.08",
            "urn:1C.ru:commerceml_2",
            ATTRIBUTE,
            warehouses=True,
            units=True,
            recalculation=True,
            numbered="unf",
        ),
        Dialect(
            "2.10",
            "2.10",
            "urn:1C.ru:commerceml_210",
            ATTRIBUTE,
            warehouses=True,
            units=True,
            recalculation=True,
            numbered="unf",
        ),
        Dialect(
            "3.1",
            "3.1",
            "urn:1C.ru:commerceml_3",
            MARK,
            warehouses=True,
            units=True,
            recalculation=False,
            numbered="none",
            split=True,
        ),
    )
}
DEFAULT = "2.07"


def file_name(dialect: Dialect, kind: str, portion: int) -> str:
    """`kind` is import or offers, `portion` counts from 1."""
    if dialect.numbered == "ut":
        return f"{kind}0_{portion}.xml"
    return f"{kind}.xml" if portion == 1 else f"{kind}{portion - 1}.xml"
