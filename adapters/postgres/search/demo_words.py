"""Synonyms of the demo wholesaler, as an editor of his would enter them; the demo's base begins with them."""

from uuid import UUID, uuid5

from adapters.postgres.database import Driver
from adapters.postgres.search.synonym_rules import make_rules
from domain.catalog.synonyms import Synonyms, listed

_NAMES = UUID("7d1b0a3e-0000-4000-8000-000000000000")
EQUAL = (
    "болгарка, ушм, угловая шлифмашина",
    "шуруповерт, винтоверт, дрель-шуруповерт",
    "лампочка, лампа, электролампочка",
    "пассатижи, плоскогубцы",
    "отрезной диск, круг отрезной, диск отрезной",
    "полипропиленовая труба, труба pp-r, труба ппр",
    "светорегулятор, диммер",
    "гровер, шайба гровер",
    "провод, кабель",
    "кисточка, кисть",
    "рожковый ключ, гаечный ключ",
    "монтажная пена, пена монтажная",
)
ONE_WAY = (
    "жидкий гвоздь, жидкие гвозди, монтажный клей",
    "шуруп, саморез",
    "рукавицы, перчатки",
    "метиз, крепеж",
)
DEMO = (
    *(Synonyms.of(listed(words)) for words in EQUAL),
    *(Synonyms.of(listed(words), one_way=True) for words in ONE_WAY),
)


def add_demo_synonyms(connection: Driver) -> None:
    for group in DEMO:
        id = uuid5(_NAMES, group.words[0])
        connection.execute(
            "INSERT INTO search_synonym (id, words, one_way) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [id, list(group.words), group.one_way],
        )
        make_rules(connection, id, group)
