"""What an operator is told instead of a traceback."""


class Trouble(Exception):
    """One sentence about what is wrong and, where there is one, a sentence about the way out."""

    def __init__(self, wrong: str, way_out: str = "") -> None:
        super().__init__(f"{wrong} {way_out}".rstrip())
        self.wrong = wrong
        self.way_out = way_out
