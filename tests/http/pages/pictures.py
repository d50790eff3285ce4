"""Flat pictograms in place of photographs."""

from hashlib import sha256

from simulators.onec.demo.pictograms import PICTOGRAMS
from simulators.onec.demo.pictures import picture as drawn


def picture(key: str) -> tuple[bytes, str] | None:
    if not key.startswith("pictogram-"):
        return None
    number = sha256(key.split("-")[1].encode()).digest()[0]
    names = sorted(PICTOGRAMS)
    return drawn(names[number % len(names)], number % 6), "image/png"
