"""Clock, identifiers and tokens of the machine."""

import secrets
import time
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import frozen


@frozen
class SystemClock:
    zone: ZoneInfo

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return datetime.now(self.zone).date()


class SystemIds:
    """UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then randomness."""

    def new(self) -> UUID:
        milliseconds = time.time_ns() // 1_000_000
        value = milliseconds << 80 | secrets.randbits(80)
        value = value & ~(0xF << 76) | 0x7 << 76
        return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


class SystemTokens:
    def new(self) -> str:
        return secrets.token_urlsafe(32)
