"""Invoices as PDF, by Typst."""

from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import cast

import msgspec
import segno
import typst
from attrs import define, field

from adapters.pdf.invoice_texts import texts_of
from domain.documents.payment_invoice import PaymentInvoice

HERE = Path(__file__).parent
# Tags help a screen reader and make a long list many times its size (stack, trap 6).
TAGGED_LINES = 200
# A scanner reads any of the eight, and to weigh them all takes four times as long as the rest. Of texts like these,
# half of whose bytes begin a Cyrillic letter, this one is the best or within 3 % of it by the penalties of ISO 18004.
MASK = 2


@define
class TypstInvoices:
    """The same invoice gives the same bytes, whatever the machine: own fonts, no clock."""

    _compiler: typst.Compiler | None = field(default=None, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def pdf(self, invoice: PaymentInvoice) -> bytes:
        tagged = len(invoice.lines) <= TAGGED_LINES
        # One compiler, kept warm (11 ms a page), serves one thread at a time.
        with self._lock:
            made = self._ready().compile(sys_inputs={"data": data(invoice)}, format="pdf", timestamp=0, pdf_tags=tagged)
        return cast(bytes, made)

    def pictures(self, invoice: PaymentInvoice, ppi: float = 100) -> list[bytes]:
        """PNG of each page, to be looked at."""
        with self._lock:
            made = self._ready().compile(sys_inputs={"data": data(invoice)}, format="png", ppi=ppi)
        return [made] if isinstance(made, bytes) else list(made or ())

    def _ready(self) -> typst.Compiler:
        if self._compiler is None:
            fonts = typst.Fonts(False, False, [HERE / "fonts"])
            self._compiler = typst.Compiler(HERE / "invoice.typ", root=HERE, font_paths=fonts)
        return self._compiler


def data(invoice: PaymentInvoice) -> str:
    qr = qr_svg(invoice.qr) if invoice.qr else ""
    return msgspec.json.encode(texts_of(invoice) | {"qr": qr}).decode()


def qr_svg(payload: str) -> str:
    """Byte mode in UTF-8 without ECI: what bank programs read. Quiet zone of 4 modules (documents 1.7)."""
    code = segno.make(
        payload, error="m", mode="byte", encoding="utf-8", eci=False, boost_error=False, micro=False, mask=MASK
    )
    out = BytesIO()
    code.save(out, kind="svg", border=4, xmldecl=False, svgns=True, omitsize=True)
    return out.getvalue().decode()
