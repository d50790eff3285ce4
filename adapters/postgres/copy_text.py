"""Values as PostgreSQL's COPY takes them from a text: fields between tabs, a row a line.

The driver does the same value by value, at three times the cost. Nearly all texts hold nothing that must be escaped, so
that those of a row are looked through together. NUL is left to the server, which refuses it.
"""

from collections.abc import Iterable, Sequence

NULL = r"\N"
_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_QUOTED = str.maketrans({"\\": r"\\", '"': r"\""})


def texts(told: Sequence[str]) -> str:
    """Neighbouring fields, none of them null."""
    fields = "\t".join(told)
    if "\\" in fields or "\n" in fields or "\r" in fields or fields.count("\t") >= len(told):
        return "\t".join([text.translate(_ESCAPED) for text in told])
    return fields


def json(told: str) -> str:
    """JSON itself writes tabs and ends of lines as escapes."""
    return told.replace("\\", r"\\") if "\\" in told else told


def array(told: Sequence[str] | None) -> str:
    """Of texts."""
    if told is None:
        return NULL
    quoted = ",".join([f'"{text.translate(_QUOTED)}"' for text in told])
    return f"{{{quoted}}}".translate(_ESCAPED)


def data(told: bytes | None) -> str:
    return NULL if told is None else rf"\\x{told.hex()}"


def line(row: Iterable[object]) -> str:
    """Of texts, data, numbers and flags; an array or JSON comes as the text that PostgreSQL reads."""
    return "\t".join(map(_field, row)) + "\n"


def _field(value: object) -> str:
    if value is None:
        return NULL
    if isinstance(value, bytes):
        return data(value)
    return value.translate(_ESCAPED) if isinstance(value, str) else str(value)
