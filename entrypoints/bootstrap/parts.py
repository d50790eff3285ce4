"""What one process shares: the pool, the clock, the ids, the folders."""

from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import field, frozen

from adapters.postgres.database import Database
from adapters.search.words_folder import MappedWords
from adapters.storage.files import FolderFiles, S3Files
from adapters.storage.folder import FolderMedia
from adapters.storage.s3 import Bucket, S3Media
from adapters.storage.signing import Credentials
from adapters.system.system import SystemClock, SystemIds
from entrypoints.settings import Settings
from entrypoints.trouble import Trouble


@frozen
class Parts:
    settings: Settings
    database: Database
    clock: SystemClock
    ids: SystemIds = field(factory=SystemIds)
    bucket: Bucket | None = None
    words: MappedWords = field(init=False)

    @classmethod
    def of(cls, settings: Settings, threads: int, timeout: int = 60) -> "Parts":
        """`timeout` of a statement in seconds; 0 is none, for imports."""
        database = Database(settings.database_url, threads + 2, timeout)
        return cls(settings, database, SystemClock(settings.business_zone), bucket=bucket_of(settings))

    @words.default
    def _words(self) -> MappedWords:
        return MappedWords(index_folder(self.settings))

    @property
    def zone(self) -> ZoneInfo:
        return self.clock.zone

    @property
    def pictures(self) -> FolderMedia | S3Media:
        """Pictures of goods, from 1C and from people; addressed by content, so that a CDN may keep them."""
        return self.store("pictures")

    @property
    def documents(self) -> FolderFiles | S3Files:
        """Whatever is given only to those who may have it."""
        store = self.store("documents")
        return FolderFiles(store) if isinstance(store, FolderMedia) else S3Files(store)

    def store(self, area: str) -> FolderMedia | S3Media:
        settings = self.settings
        if self.bucket is None:
            return FolderMedia(settings.media_root / area)
        return S3Media(self.bucket, area)


def index_folder(settings: Settings) -> Path:
    """Where what is worked out of the catalogue lies: files that a worker writes and the web maps."""
    return settings.media_root / "index"


def bucket_of(settings: Settings) -> Bucket | None:
    """None where files lie in a folder. Raises Trouble for a store without keys."""
    if not settings.s3_url:
        return None
    if not settings.s3_access_key or not settings.s3_secret_key:
        raise Trouble("S3_URL is set, its keys are not.", "Set S3_ACCESS_KEY and S3_SECRET_KEY, or take S3_URL away.")
    return Bucket(settings.s3_url, Credentials(settings.s3_access_key, settings.s3_secret_key, settings.s3_region))
