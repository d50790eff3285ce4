"""The typed records of a CommerceML file, as the use cases of the exchange know them."""

from adapters.onec.records import (
    CounterpartyRecord,
    DocumentLine,
    DocumentRecord,
    FileHead,
    Record,
)

__all__ = ["CounterpartyRecord", "DocumentLine", "DocumentRecord", "FileHead", "Record"]
