"""A loop that a signal ends."""

import time
from typing import Any


def main(settings: Any) -> None:
    while True:
        time.sleep(1)
