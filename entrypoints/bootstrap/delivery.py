"""What delivery is kept and set up with."""

from adapters.postgres.address_books import PostgresAddressBooks
from adapters.postgres.delivery_desk import PostgresDeliveryDesks
from application.fulfilment.address_book import AddressBook
from application.fulfilment.desk import DeliveryDesk
from entrypoints.bootstrap.parts import Parts


def address_book(parts: Parts) -> AddressBook:
    return AddressBook(PostgresAddressBooks(parts.database), parts.ids)


def delivery_desk(parts: Parts) -> DeliveryDesk:
    return DeliveryDesk(PostgresDeliveryDesks(parts.database), parts.ids)
