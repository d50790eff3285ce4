"""What the doors of feeds ask for."""

from collections.abc import Callable, Sequence
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.feeds.keys import MakeKey
from application.feeds.read import AskFeed, FeedAnswer
from application.feeds.values import FeedKey


@frozen
class FeedUseCases:
    make: Callable[[Visit, MakeKey], str]
    keys: Callable[[Visit], Sequence[FeedKey]]
    revoke: Callable[[Visit, UUID], None]
    read: Callable[[AskFeed], FeedAnswer]
