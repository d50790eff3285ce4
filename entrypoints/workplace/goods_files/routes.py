"""The pages of goods from files, a tab beside the structure."""

from typing import Any

import falcon

from application.goods_files.load import GoodsFileDesk
from entrypoints.workplace.goods_files.pages import PATH, File, FilePages, Files, Template
from entrypoints.workplace.goods_files.use_cases import Workbook
from entrypoints.workplace.structure.pages import StructureDesk


def goods_file_routes(
    app: "falcon.App[Any, Any]", desk: StructureDesk, files: GoodsFileDesk, workbook: Workbook
) -> None:
    pages = FilePages(desk, files, workbook)
    app.add_route(PATH, Files(pages))
    app.add_route(f"{PATH}/template.xlsx", Template(pages))
    app.add_route(f"{PATH}/{{file:uuid}}", File(pages))
