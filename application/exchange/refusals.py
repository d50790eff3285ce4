"""What a file of 1C can be refused for, wholly or by the record."""

from typing import NamedTuple

from attrs import frozen


class BrokenFile(Exception):
    """The file is of no use as a whole: nothing that came out of it may be applied.

    `code` is stable, `text` is a Russian sentence for the answer `failure` and for the exchange log. `reparable` says
    that the fault is in single characters, so that the file is worth another reading without them.
    """

    def __init__(self, code: str, text: str, reparable: bool = False) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text
        self.reparable = reparable


class Refused(NamedTuple):
    """One record, or one part of it, that cannot be used; the rest of the file goes on.

    `place` is the path of elements with the ordinal of the record (`Каталог/Товары/Товар[17]`); a path that goes
    on past the record (`…/Цены/Цена`) means that only this part was left out and the record itself follows.
    """

    place: str
    code: str
    text: str
    erp_id: str | None


@frozen
class Notice:
    """Something odd that was read anyway: told once a file, after the last record, with a few examples."""

    code: str
    text: str
    count: int
    examples: tuple[str, ...]


class RecordRefused(Exception):
    """Raised while a record is built; becomes `Refused` in the stream."""

    def __init__(self, code: str, text: str, path: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.path = path


NOTICES = {
    "unknown-element": "Встретились элементы, которых портал не знает; они пропущены",
    "duplicate-price": "В предложении две цены одного вида и одной единицы; взята последняя",
    "unknown-vat": "Ставка НДС не распознана; у товара она осталась не указанной",
    "duplicate-stock": "В предложении две строки одного склада; взята последняя",
    "encoding-mismatch": "Кодировка файла не та, что объявлена; файл прочитан по действительной",
    "repaired": "Файл содержал недопустимые символы; они убраны",
}


class Journal:
    """Collects notices and refused parts while one file is read."""

    EXAMPLES = 5

    def __init__(self) -> None:
        self.refused: list[Refused] = []
        self._counts: dict[str, int] = {}
        self._examples: dict[str, list[str]] = {}

    def notice(self, code: str, example: str, times: int = 1) -> None:
        self._counts[code] = self._counts.get(code, 0) + times
        examples = self._examples.setdefault(code, [])
        if len(examples) < self.EXAMPLES and example not in examples:
            examples.append(example)

    def refuse(self, place: str, code: str, text: str, erp_id: str | None) -> None:
        self.refused.append(Refused(place, code, text, erp_id))

    def take_refused(self) -> list[Refused]:
        taken, self.refused = self.refused, []
        return taken

    def notices(self) -> list[Notice]:
        return [Notice(code, NOTICES[code], n, tuple(self._examples[code])) for code, n in self._counts.items()]
