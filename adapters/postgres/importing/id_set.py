"""Sets of row ids, a bit each: what one file mentioned, in 12 kB per 100,000 rows."""

import zlib
from collections.abc import Iterator


class IdSet:
    def __init__(self, bits: bytes | bytearray = b"") -> None:
        self._bits = bytearray(bits)

    @classmethod
    def unpack(cls, packed: bytes) -> "IdSet":
        return cls(zlib.decompress(packed))

    def pack(self) -> bytes:
        # Most runs name few rows: long stretches of zeros.
        return zlib.compress(bytes(self._bits), 1)

    def add(self, row_id: int) -> bool:
        """Returns whether it was there already."""
        at, bit = row_id >> 3, 1 << (row_id & 7)
        bits = self._bits
        if at >= len(bits):
            bits.extend(bytes(at + 1024 - len(bits)))
        if bits[at] & bit:
            return True
        bits[at] |= bit
        return False

    def __contains__(self, row_id: int) -> bool:
        at = row_id >> 3
        return at < len(self._bits) and bool(self._bits[at] & (1 << (row_id & 7)))

    def __bool__(self) -> bool:
        return any(self._bits)

    def __len__(self) -> int:
        return self._number().bit_count()

    def __iter__(self) -> Iterator[int]:
        for at, byte in enumerate(self._bits):
            if byte:
                for bit in range(8):
                    if byte >> bit & 1:
                        yield at << 3 | bit

    def __or__(self, other: "IdSet") -> "IdSet":
        return self._of(self._number() | other._number())

    def __and__(self, other: "IdSet") -> "IdSet":
        return self._of(self._number() & other._number())

    def __sub__(self, other: "IdSet") -> "IdSet":
        return self._of(self._number() & ~other._number())

    def __le__(self, other: "IdSet") -> bool:
        return not self._number() & ~other._number()

    def _number(self) -> int:
        return int.from_bytes(self._bits, "little")

    @classmethod
    def _of(cls, number: int) -> "IdSet":
        return cls(number.to_bytes((number.bit_length() + 7) // 8, "little"))
