"""A portal without pages: nothing is made ready before its parts are born."""


def pages_of(settings: object) -> None:
    """Asked by the nursery."""
