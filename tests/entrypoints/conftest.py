from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.entrypoints.portal import Installation, lay_sources


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    lay_sources(tmp_path / "sources")
    return Installation(tmp_path / "sources", Path(mkdtemp(dir=tmp_path)) / "home")
