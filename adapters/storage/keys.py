"""Names of stored files: a hash, and for what is derived from that content a short suffix of ours."""

import re

KEY = re.compile(r"[0-9a-f]{64}(?:\.[0-9]{2,4}\.(?:webp|jpg))?")


def is_key(text: str) -> bool:
    return KEY.fullmatch(text) is not None


def place(key: str) -> str:
    """ab/cd/abcd…: no folder grows without end. Raises ValueError for what is no key, so that no path leads out."""
    if not is_key(key):
        raise ValueError("not a key of a stored file")
    return f"{key[:2]}/{key[2:4]}/{key}"
