"""What one process shares: the pool, the clock, the ids, the folders."""

from zoneinfo import ZoneInfo

from attrs import field, frozen

from adapters.postgres.database import Database
from adapters.storage.files import FolderFiles
from adapters.storage.folder import FolderMedia
from adapters.system.system import SystemClock, SystemIds
from entrypoints.settings import Settings


@frozen
class Parts:
    settings: Settings
    database: Database
    clock: SystemClock
    ids: SystemIds = field(factory=SystemIds)

    @classmethod
    def of(cls, settings: Settings, threads: int, timeout: int = 60) -> "Parts":
        """`timeout` of a statement in seconds; 0 is none, for imports."""
        database = Database(settings.database_url, threads + 2, timeout)
        return cls(settings, database, SystemClock(settings.business_zone))

    @property
    def zone(self) -> ZoneInfo:
        return self.clock.zone

    @property
    def pictures(self) -> FolderMedia:
        """What 1C sent beside its files; addressed by content, so that a CDN may keep it."""
        return FolderMedia(self.settings.media_root / "pictures")

    @property
    def documents(self) -> FolderFiles:
        return FolderFiles.at(self.settings.media_root / "documents")
