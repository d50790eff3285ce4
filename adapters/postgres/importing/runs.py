"""What the files of one ERP run told of offers, and what newer runs did.

A run is all files that the ERP formed at one moment. Rows that already stood as told are not written, so that their own
marks may be older than what is known: this is where it is known from.
"""

from datetime import datetime, timedelta

from adapters.postgres.database import Driver
from adapters.postgres.importing.id_set import IdSet

# Longer than any file is kept on its way.
KEPT = timedelta(days=7)

LOAD = b"SELECT formed_at, prices, stock FROM run_told WHERE connection_id = %s AND formed_at >= %s"
SAVE = b"""
    INSERT INTO run_told (connection_id, formed_at, prices, stock) VALUES (%s, %s, %s, %s)
    ON CONFLICT (connection_id, formed_at) DO UPDATE SET prices = excluded.prices, stock = excluded.stock
"""
FORGET = b"DELETE FROM run_told WHERE connection_id = %s AND formed_at < %s"


class Runs:
    """`mark` None: a file that does not tell its moment has no run."""

    def __init__(self, driver: Driver, connection_id: int, mark: datetime | None) -> None:
        self.connection_id = connection_id
        self.mark = mark
        self.prices = IdSet()  # told by earlier files of this run
        self.stock = IdSet()
        self.newer_stock = IdSet()
        for formed_at, prices, stock in driver.execute(LOAD, [connection_id, mark]) if mark else ():
            if formed_at == mark:
                self.prices, self.stock = IdSet.unpack(prices), IdSet.unpack(stock)
            else:
                self.newer_stock |= IdSet.unpack(stock)

    def save(self, driver: Driver, prices: IdSet, stock: IdSet) -> None:
        if self.mark is None or (prices <= self.prices and stock <= self.stock):
            return
        prices, stock = self.prices | prices, self.stock | stock
        driver.execute(SAVE, [self.connection_id, self.mark, prices.pack(), stock.pack()])
        driver.execute(FORGET, [self.connection_id, self.mark - KEPT])
