"""Three hundred rules as a wholesaler with a long history has them: most of sections and makers, few of everything."""

import json
from random import Random
from uuid import UUID

from bench.stage import Connection

COUNT, SEED = 300, 20261123
ADD = """
INSERT INTO price_rule (id, name, priority, which, properties, effect, value, currency, minimum)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
RAISE = "UPDATE catalogue_state SET pricing_version = pricing_version + 1, catalogue_version = catalogue_version + 1"


def add(connection: Connection) -> int:
    """Two of five by section, as many by maker, the rest by a property's value; one of a hundred is for everything."""
    random = Random(SEED)
    sections = [row[0] for row in connection.execute("SELECT id FROM category ORDER BY id")]
    makers = [row[0] for row in connection.execute("SELECT DISTINCT lower(manufacturer) FROM product ORDER BY 1")]
    values = connection.execute(
        "SELECT DISTINCT ON (key) key::int, value ->> 0 FROM (SELECT properties FROM product LIMIT 2000) AS p,"
        " jsonb_each(p.properties) ORDER BY key, value"
    ).fetchall()
    for number in range(COUNT):
        which: dict[str, list[object]] = {}
        if number % 100 == 0:
            which = {}
        elif number % 5 < 2:
            which = {"categories": [random.choice(sections)]}
        elif number % 5 < 4:
            which = {"manufacturers": [random.choice(makers)], "categories": [random.choice(sections)]}
        else:
            which = {"values": [list(random.choice(values))]}
        effect, value, currency = random.choice(
            [("percent", -3, None), ("percent", 2, None), ("amount", 1, "RUB"), ("floor", 5, "RUB")]
        )
        properties = [pair[0] for pair in which.get("values", []) if isinstance(pair, list)]
        row = (UUID(int=random.getrandbits(128)), f"Правило {number + 1}", number % 50, json.dumps(which), properties)
        # Half of those for everything wait for a quantity, as real ones do.
        minimum = 100 if number % 200 == 0 else 0
        connection.execute(ADD, (*row, effect, value, currency, minimum))
    connection.execute(RAISE)
    return COUNT


def remove(connection: Connection) -> None:
    connection.execute("DELETE FROM price_rule")
    connection.execute(RAISE)
