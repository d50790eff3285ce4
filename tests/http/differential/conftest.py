"""The two worlds and what asks them, made once."""

import os
from collections.abc import Iterator

import pytest

from tests.http.differential.fuzz import Fuzz
from tests.http.differential.worlds import Worlds, worlds
from tests.servers import Servers

# Another number asks otherwise; a finding is asked again by the number that it was found with.
SEED = int(os.environ.get("OPTOVIK_FUZZ_SEED", "20"))


@pytest.fixture(scope="package")
def both(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    with worlds(servers, tmp_path_factory.mktemp("home"), number) as made:
        yield made


@pytest.fixture(scope="package")
def fuzz(both: Worlds) -> Fuzz:
    print(f"OPTOVIK_FUZZ_SEED={SEED}")
    return Fuzz.of(both, SEED)
