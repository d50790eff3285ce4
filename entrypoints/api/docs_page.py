"""A page that renders the OpenAPI document: no scripts, nothing from elsewhere."""

from pathlib import Path
from typing import Any

import jinja2

from entrypoints.http.problems_list import problems

HERE = Path(__file__).parent
STYLE = (HERE / "docs.css").read_text()


def page(api: dict[str, Any]) -> str:
    environment = jinja2.Environment(autoescape=True, loader=jinja2.FileSystemLoader(HERE))
    operations = [(path, method, told) for path, one in api["paths"].items() for method, told in one.items()]
    template = environment.get_template("docs.html")
    return template.render(api=api, operations=operations, problems=problems()).lstrip()
