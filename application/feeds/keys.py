"""Making, seeing and revoking keys of feeds."""

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.feeds.ports import FeedKeys
from application.feeds.values import (
    LONGEST_NAME,
    MOST_KEYS,
    FeedKey,
    FeedKeyNameless,
    FeedScopeless,
    NewKey,
    Scope,
)
from application.shared.ports import Tokens
from domain.access.permission import Permission


def hash_of(key: str) -> bytes:
    """Keys are long and random: a plain hash of one tells nothing."""
    return sha256(key.encode(errors="replace")).digest()


@frozen
class MakeKey:
    """id: of the form, so that one sent twice makes one key."""

    id: UUID
    name: str
    scopes: frozenset[Scope]


@frozen
class MakeKeyHandler:
    keys: FeedKeys
    tokens: Tokens

    def __call__(self, visit: Visit, make: MakeKey) -> str:
        """The key, told this once; empty where this form was sent before. For the active context: company, contracts,
        region. Raises NotAllowed, FeedKeyNameless, FeedScopeless, TooManyFeedKeys."""
        context = visit.buyer()
        visit.authority.need(Permission.MAKE_FEED_KEYS, context.party.id)
        visit.authority.need(Permission.SEE_PRICES, context.party.id)
        name = " ".join(make.name.split())[:LONGEST_NAME]
        if not name:
            raise FeedKeyNameless
        if not make.scopes:
            raise FeedScopeless
        key = self.tokens.new()
        added = self.keys.add(
            NewKey(
                make.id, visit.authority.user, context.party.id, context.region, context.chosen, name, hash_of(key),
                make.scopes,
            ),
            MOST_KEYS,
        )  # fmt: skip
        return key if added else ""


@frozen
class FeedKeysQuery:
    keys: FeedKeys

    def __call__(self, visit: Visit) -> Sequence[FeedKey]:
        client = visit.buyer().party.id
        visit.authority.need(Permission.SEE_PRICES, client)
        return self.keys.of(client)


@frozen
class RevokeKey:
    keys: FeedKeys

    def __call__(self, visit: Visit, id: UUID) -> None:
        """Of any key of the company: whoever made it may have left. Raises NotAllowed, NotFound."""
        client = visit.buyer().party.id
        visit.authority.need(Permission.MAKE_FEED_KEYS, client)
        self.keys.revoke(id, client, visit.authority.user)
