"""A title and some lines on a sheet: papers and leaflets of the demo."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import msgspec
import typst

HERE = Path(__file__).parent


def leaflet(title: str, lines: Sequence[str]) -> bytes:
    told = msgspec.json.encode({"title": title, "lines": lines}).decode()
    fonts = typst.Fonts(False, False, [HERE / "fonts"])
    compiler = typst.Compiler(HERE / "leaflet.typ", root=HERE, font_paths=fonts)
    return cast(bytes, compiler.compile(sys_inputs={"data": told}, format="pdf", timestamp=0))
