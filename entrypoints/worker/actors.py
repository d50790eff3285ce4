"""What the worker does, by queue. A message carries an id, may arrive twice, and is never the only record of
a job.
"""

from collections.abc import Callable

from attrs import field, frozen
from dramatiq import Broker, actor

from application.shared.messages import DOCUMENTS, EXCHANGE, MEDIA, NOTIFY, ORDERS, PRICING
from domain.shared.errors import DomainError

MINUTE = 60_000


@frozen
class UseCases:
    """`apply_next` takes a connection id, `preview_rule` that of a preview, `shrink_pictures` nothing; the
    others an outbox id.
    """

    apply_next: Callable[[int], object]
    render_invoice: Callable[[int], object]
    send_mail: Callable[[int], object]
    tell_manager: Callable[[int], object]
    preview_rule: Callable[[int], object]
    make_price_list: Callable[[int], object]
    shrink_pictures: Callable[[], object] = field(kw_only=True)
    sort_upload: Callable[[int], object] = field(kw_only=True)
    read_order_file: Callable[[int], object] = field(kw_only=True)


def declare(broker: Broker, use_cases: UseCases) -> None:
    # Only a wake-up: it takes the stream's lock and the lowest unapplied message. The clock wakes again, so
    # no retries.
    @actor(
        broker=broker,
        queue_name=EXCHANGE,
        max_retries=0,
        time_limit=30 * MINUTE,
        throws=DomainError,
        heavy=True,
    )
    def apply_next(connection_id: int) -> None:
        use_cases.apply_next(connection_id)

    @actor(broker=broker, queue_name=DOCUMENTS, time_limit=2 * MINUTE, throws=DomainError, heavy=True)
    def render_invoice(outbox_id: int) -> None:
        use_cases.render_invoice(outbox_id)

    @actor(broker=broker, queue_name=NOTIFY, time_limit=2 * MINUTE, throws=DomainError)
    def send_mail(outbox_id: int) -> None:
        use_cases.send_mail(outbox_id)

    @actor(broker=broker, queue_name=NOTIFY, time_limit=2 * MINUTE, throws=DomainError)
    def tell_manager(outbox_id: int) -> None:
        use_cases.tell_manager(outbox_id)

    # Its row is the record: how far it is, whether anybody still waits. After a death the clock wakes another worker.
    @actor(broker=broker, queue_name=PRICING, max_retries=0, time_limit=30 * MINUTE, throws=DomainError, heavy=True)
    def preview_rule(preview_id: int) -> None:
        use_cases.preview_rule(preview_id)

    # The relay tells it again while the delivery is open, so no retries of its own.
    @actor(broker=broker, queue_name=DOCUMENTS, max_retries=0, time_limit=15 * MINUTE, throws=DomainError, heavy=True)
    def make_price_list(outbox_id: int) -> None:
        use_cases.make_price_list(outbox_id)

    # Only a wake-up, as of the exchange; the rows tell what waits.
    @actor(broker=broker, queue_name=MEDIA, max_retries=0, time_limit=15 * MINUTE, throws=DomainError, heavy=True)
    def shrink_pictures(_: int) -> None:
        use_cases.shrink_pictures()

    @actor(broker=broker, queue_name=MEDIA, max_retries=0, time_limit=30 * MINUTE, throws=DomainError, heavy=True)
    def sort_upload(outbox_id: int) -> None:
        use_cases.sort_upload(outbox_id)
    @actor(broker=broker, queue_name=ORDERS, max_retries=0, time_limit=5 * MINUTE, throws=DomainError, heavy=True)
    def read_order_file(outbox_id: int) -> None:
        use_cases.read_order_file(outbox_id)
