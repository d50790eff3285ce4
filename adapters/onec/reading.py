"""Reads a CommerceML file into typed records, in constant memory.

Two paths give the same records. The plain one feeds everything to the frame's parser. The fast one cuts bulk records
(`Товар`, `Предложение`) out of the bytes: one whose hash the caller knows is not parsed at all, any other is read by
itself, see `cutting` and `usual`.
"""

from collections.abc import Iterator
from typing import BinaryIO

from adapters.onec.cutting import Cutter, Known, none_known
from adapters.onec.frame import Frame
from adapters.onec.source import blocks
from application.exchange.records import Record
from application.exchange.refusals import BrokenFile, Journal, Refused

MAX_BYTES = 4 << 30
MAX_DEPTH = 64


def read(
    file: BinaryIO,
    known: Known = none_known,
    *,
    fast: bool = True,
    max_bytes: int = MAX_BYTES,
    max_depth: int = MAX_DEPTH,
) -> Iterator[Record]:
    """The records of a seekable binary file, then its notices.

    `known(kind, key)` is the `raw_hash` that was stored for a record whose content still stands as that record left it;
    a record that comes with the same bytes is only named (`Unchanged`). Kinds: "product", "offer", and in 3.x also
    "offer-prices", "offer-stocks" and "offer-prices-stocks" for the parts of an offer that come alone. Whoever stores
    prices or stock told under one kind forgets the hashes of the offer's other kinds that tell them too.

    Raises: BrokenFile, at any point; then nothing that was read may be applied.
    """
    told = (0, 0)  # records, and refusals since the last of them: where a second reading takes over
    for repair in (False, True):
        journal = Journal()
        frame = Frame(journal, max_depth)
        stream = blocks(file, journal, max_bytes, repair)
        try:
            at = (0, 0)
            for record in Cutter(frame, known).records(stream) if fast else plain(frame, stream):
                at = (at[0], at[1] + 1) if isinstance(record, Refused) else (at[0] + 1, 0)
                if at > told:
                    told = at
                    yield record
        except BrokenFile as broken:
            if repair or not broken.reparable:
                raise
            continue
        if repair:
            journal.notice("repaired", "")
        yield from journal.notices()
        return


def plain(frame: Frame, stream: Iterator[bytes]) -> Iterator[Record]:
    for block in stream:
        yield from frame.feed(block)
    yield from frame.close()
