"""Pictures that people upload, and the smaller copies of all."""

from adapters.files.picture_archive import ZippedPictures
from adapters.pictures.pillow import PillowJudge
from adapters.postgres.media.pictures import PictureWakeUps, PostgresWaitingPictures
from adapters.postgres.media.uploads import (
    PostgresSpentFiles,
    PostgresUploadProgress,
    PostgresUploads,
    begin_upload_work,
)
from adapters.redis.queue import RedisQueue
from adapters.storage.folder import FolderMedia
from adapters.storage.s3 import S3Media
from application.media.shrink import ShrinkPictures
from application.media.sort_upload import SortUpload
from application.media.tidy import TidyUploads
from application.media.uploads import MediaQueries, SettleFiles, TakePictures
from application.shared.messages import wake_pictures
from entrypoints.bootstrap.parts import Parts
from entrypoints.workplace.media.use_cases import MediaUseCases


def incoming(parts: Parts) -> FolderMedia | S3Media:
    return parts.store("incoming")


def media_use_cases(parts: Parts) -> MediaUseCases:
    uploads = PostgresUploads(parts.database)
    queries = MediaQueries(uploads)
    settle = SettleFiles(lambda: begin_upload_work(parts.database))
    return MediaUseCases(
        take=TakePictures(uploads, incoming(parts), parts.ids),
        desk=queries.desk,
        upload=queries.one,
        kept=queries.kept,
        attach=settle.attach,
        keep=settle.keep,
        detach=settle.detach,
        match=settle.match,
        keep_all=settle.keep_all,
        undo=settle.undo,
    )


def shrink_pictures(parts: Parts) -> ShrinkPictures:
    return ShrinkPictures(PostgresWaitingPictures(parts.database), parts.pictures, PillowJudge())


def sort_upload(parts: Parts) -> SortUpload:
    """`parts` has a database without a statement time-out: a thousand names are looked up at once."""
    return SortUpload(
        lambda: begin_upload_work(parts.database),
        incoming(parts),
        parts.pictures,
        PillowJudge(),
        ZippedPictures(),
        PostgresUploadProgress(parts.database),
    )


def picture_wake_ups(parts: Parts, queue: RedisQueue) -> PictureWakeUps:
    return PictureWakeUps(parts.database, lambda: wake_pictures(queue))


def tidy_uploads(parts: Parts) -> TidyUploads:
    return TidyUploads(PostgresSpentFiles(parts.database), incoming(parts))
