"""Sending an issued price list: streamed, saved under its own name, kept by no cache."""

from typing import BinaryIO
from urllib.parse import quote

import falcon

from application.price_lists.values import Format, PriceListFile

KINDS = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.PDF: "application/pdf",
    Format.YML: "application/xml; charset=utf-8",
}


def send(resp: falcon.Response, found: PriceListFile, file: BinaryIO) -> None:
    assert found.issued is not None
    resp.content_type = KINDS[found.format]
    resp.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(found.issued.filename, safe='')}")
    resp.set_header("Cache-Control", "private, no-store")
    resp.set_header("X-Content-Type-Options", "nosniff")
    resp.set_stream(file, found.issued.size)
