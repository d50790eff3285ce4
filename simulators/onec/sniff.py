"""What a CommerceML file holds, told from its first elements and not from its name."""

import re
from pathlib import Path
from xml.etree.ElementTree import ParseError, iterparse

from attrs import frozen

ROOT = "КоммерческаяИнформация"
ENOUGH = 4000
PICTURE = re.compile("<(?:\\w+:)?Картинка>([^<]+)</")


@frozen
class Content:
    """`rank` puts files of one run in a sensible order; `sale` says that it holds documents."""

    rank: int
    sale: bool
    version: str


def sniff(path: Path) -> Content:
    """Read until the kind is plain; a broken file is ranked by its name and left to the portal's judgement."""
    seen: set[str] = set()
    version = ""
    try:
        with path.open("rb") as file:
            for count, (_, node) in enumerate(iterparse(file, events=("start",))):
                name = node.tag.rpartition("}")[2]
                version = version or node.get("ВерсияСхемы", "")
                seen.add(name)
                if count > ENOUGH:
                    break
    except (ParseError, ValueError):
        pass
    return Content(_rank(seen, path.name.lower()), bool(seen & {"Документ", "Контейнер"}) or seen == {ROOT}, version)


def pictures_of(content: bytes) -> list[str]:
    """Paths of pictures that a file names, in order, each once."""
    text = content.decode("windows-1251" if b"windows-1251" in content[:100].lower() else "utf-8", "replace")
    return list(dict.fromkeys(PICTURE.findall(text)))


def _rank(seen: set[str], name: str) -> int:
    """Classifier, properties, goods, offers, prices, rests, parties, documents."""
    order = (
        ({"Документ", "Контейнер"}, 8),
        ({"Контрагенты"}, 7),
        ({"ИзмененияПакетаПредложений"}, 6),
        ({"Остатки"}, 5),
        ({"Товар"}, 2),
    )
    for marks, rank in order:
        if seen & marks:
            return rank
    if "Свойство" in seen and not seen & {"Группа", "Предложение"}:
        return 1
    if "Предложение" in seen:
        return 3 if "Наименование" in seen - {"ПакетПредложений"} and _named(seen) else 4
    if "ПакетПредложений" in seen:
        return 3
    if seen:
        return 0
    return 3 if "offers" in name else 2


def _named(seen: set[str]) -> bool:
    """Offers that carry more than prices: 3.x price files have neither units, articles nor barcodes."""
    return bool(seen & {"Артикул", "БазоваяЕдиница", "Штрихкод", "ХарактеристикиТовара", "ТипыЦен"})
