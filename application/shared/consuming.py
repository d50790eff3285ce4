"""A consumer whose failure is told beside the open delivery."""

from collections.abc import Callable

from attrs import frozen

from application.shared.outbox import Failures

LONGEST = 500


@frozen
class Consuming:
    """`consume` takes the outbox id and closes the delivery in its own transaction.

    A failure leaves the delivery open, is noted in a transaction apart, and goes on to the caller.
    """

    consumer: str
    consume: Callable[[int], None]
    failures: Failures

    def __call__(self, outbox_id: int) -> None:
        try:
            self.consume(outbox_id)
        except Exception as error:
            self.failures.note(outbox_id, self.consumer, told(error))
            raise


def told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:LONGEST]
