"""What the operator's monitoring reads."""

from pathlib import Path

from tests.capabilities import shows
from tests.shop import Shop, settings


@shows("M022")
def test_the_age_of_each_rate_is_a_gauge(postgres_url: str, redis_url: str, tmp_path: Path) -> None:
    # Two applications in one process: the figures of the one must not be those of the other.
    shops = [Shop.open(settings(postgres_url, redis_url, tmp_path)) for _ in range(2)]
    shops[0].run(
        "INSERT INTO currency_rate (currency, day, rate, source) VALUES"
        " ('USD', (now() AT TIME ZONE 'Europe/Moscow')::date - 4, 81.4, 'cbr'),"
        " ('EUR', (now() AT TIME ZONE 'Europe/Moscow')::date + 1, 94.9, 'cbr'),"
        " ('EUR', (now() AT TIME ZONE 'Europe/Moscow')::date, 94.9, 'cbr')"
    )
    for shop in shops:
        told = shop.client.simulate_get("/metrics").text.splitlines()
        assert 'optovik_currency_rate_age_days{currency="USD"} 4.0' in told
        assert 'optovik_currency_rate_age_days{currency="EUR"} 0.0' in told
        assert sum(line.startswith("optovik_currency_rate_age_days{") for line in told) == 2
        shop.close()
