"""What is done beside the requests."""

from threading import Event, current_thread
from time import monotonic, thread_time

from structlog.testing import capture_logs

from adapters.system.beside import Beside, Rests


def test_one_thing_after_another_and_a_fault_stops_nothing() -> None:
    beside, done, over = Beside("catalogue"), list[object](), Event()

    def fails() -> None:
        raise ValueError

    with capture_logs() as logs:
        beside(lambda: done.append(current_thread().name))
        beside(fails)
        beside(lambda: done.append(2))
        beside(over.set)
        assert over.wait(10)
    assert done == ["catalogue", 2]
    assert [(line["event"], line["error"]) for line in logs] == [("beside.failed", "ValueError")]


def test_work_with_rests_leaves_most_of_the_time_to_others() -> None:
    rests, began = Rests(part=0.25, at_once=0.002), monotonic()
    until = thread_time() + 0.05
    while thread_time() < until:
        rests()
    assert monotonic() - began > 0.05 / 0.25 * 0.75
