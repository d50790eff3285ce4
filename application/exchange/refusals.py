"""What a file can be refused for, as the use cases of the exchange know it."""

from adapters.onec.refusals import BrokenFile, Notice, Refused

__all__ = ["BrokenFile", "Notice", "Refused"]
