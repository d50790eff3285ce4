"""Who told a price: a message of the ERP or an act of a person, in columns that every history reads alike."""

from typing import Any

from application.price_desk.rows import Source


def joined(prefix: str, message: str, act: str) -> str:
    return f"""
    LEFT JOIN inbox_message {prefix}_m ON {prefix}_m.id = {message}
    LEFT JOIN connection {prefix}_c ON {prefix}_c.id = {prefix}_m.connection_id
    LEFT JOIN audit_log {prefix}_a ON {prefix}_a.id = {act}
    LEFT JOIN app_user {prefix}_u ON {prefix}_u.id = {prefix}_a.user_id
    """


def columns(prefix: str) -> str:
    return f"""coalesce({prefix}_a.at, {prefix}_m.applied_at, {prefix}_m.received_at), {prefix}_m.id,
        coalesce({prefix}_u.name, {prefix}_c.name, '')"""


def source(row: tuple[Any, ...]) -> Source:
    return Source(*row)
