"""What is done beside the requests."""

from os import PRIO_PROCESS, getpriority
from threading import Event, current_thread, get_native_id
from time import monotonic, sleep, thread_time

from structlog.testing import capture_logs

from adapters.system.beside import LAST, Beside, Every, Rests


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


def test_work_beside_the_requests_goes_after_them() -> None:
    told, over = list[int](), Event()

    def look() -> None:
        told.append(getpriority(PRIO_PROCESS, get_native_id()))
        over.set()

    Beside("catalogue")(look)
    assert over.wait(10)
    over.clear()
    Every("index", 0.001)(look)
    assert over.wait(10)
    assert told[0] == told[-1] == LAST
    assert getpriority(PRIO_PROCESS, get_native_id()) == getpriority(PRIO_PROCESS, 0) < LAST


def test_what_others_do_for_the_thread_is_work_by_the_clock_of_the_wall() -> None:
    rests, began = Rests(part=0.5, at_once=0.005, clock=monotonic), monotonic()
    rests()
    for _ in range(5):
        sleep(0.02)
        rests()
    assert monotonic() - began >= 5 * (0.02 + 0.02)


def test_work_with_rests_leaves_most_of_the_time_to_others() -> None:
    rests, began = Rests(part=0.25, at_once=0.002), monotonic()
    until = thread_time() + 0.05
    while thread_time() < until:
        rests()
    assert monotonic() - began > 0.05 / 0.25 * 0.75
