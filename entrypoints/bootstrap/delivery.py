"""What delivery is kept and set up with."""

from adapters.postgres.address_books import PostgresAddressBooks
from application.fulfilment.address_book import AddressBook
from entrypoints.bootstrap.parts import Parts


def address_book(parts: Parts) -> AddressBook:
    return AddressBook(PostgresAddressBooks(parts.database), parts.ids)
