"""Long work is begun once, told of, canceled and kept."""

import threading

from pmo_core.errors import Refused
from pmo_core.jobs.background import FAILED, Background, Canceled, Tell


def test_the_same_key_is_worked_on_once():
    """Two who ask for the same share one piece of work and its result."""
    gate, begun = threading.Event(), []

    def work(tell: Tell) -> int:
        begun.append(1)
        gate.wait(10)
        tell(0.5)
        return 7

    beside = Background()
    first, second = beside.start("a", work), beside.start("a", work)
    assert first is second
    assert not first.is_done
    gate.set()
    assert first.wait(10)
    assert (first.result, first.share, first.failed, begun) == (7, 1.0, None, [1])


def test_canceled_work_stops_and_begins_anew_when_asked_again():
    """After a cancellation there is no result; who asks again gets one."""
    gate = threading.Event()

    def work(tell: Tell) -> int:
        gate.wait(10)
        tell(0.1)
        return 7

    beside = Background()
    job = beside.start("a", work)
    job.cancel()
    gate.set()
    assert job.wait(10)
    assert (job.result, job.is_canceled, job.failed) == (None, True, None)
    again = beside.start("a", work)
    assert again.wait(10)
    assert again.result == 7


def test_stopped_work_may_keep_what_it_has():
    """Work that catches the cancellation gives its best so far, which counts as its result."""
    gate, begun = threading.Event(), threading.Event()

    def work(tell: Tell) -> int:
        begun.set()
        gate.wait(10)
        try:
            tell(0.1)
        except Canceled:
            return 3
        return 7

    job = Background().start("a", work)
    assert begun.wait(10)
    job.cancel()
    gate.set()
    assert job.wait(10)
    assert (job.result, job.is_canceled) == (3, False)


def test_what_goes_wrong_becomes_a_sentence():
    """A refusal says why; anything else is in the log."""

    def refuse(tell: Tell) -> None:
        raise Refused("No project has a date.")

    def break_down(tell: Tell) -> None:
        raise ZeroDivisionError

    beside = Background()
    refused, broken = beside.start("a", refuse), beside.start("b", break_down)
    assert refused.wait(10)
    assert broken.wait(10)
    assert refused.failed == "No project has a date."
    assert broken.failed == FAILED


def test_old_results_make_room_for_new_ones():
    """Only so many are kept; the one asked for least recently goes first."""
    beside = Background(n_kept=2)
    for key in "abc":
        assert beside.start(key, lambda tell: 1).wait(10)
    beside.start("d", lambda tell: 1).wait(10)
    assert beside.find("a") is None
    assert beside.find("d") is not None
