"""Questions are answered in processes with limits, and nobody waits for another's question."""

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pmo_core.analysis.selection.case import SCHEMAS, Case
from pmo_core.jobs.solver import CLOSED, DIED, FORGOTTEN, TOO_SLOW, Solver
from pmo_core.jobs.solver_child import FAILED, TOO_MUCH_MEMORY
from pmo_core.jobs.solver_run import REPLACED
from pmo_core.model.what_if import WhatIf

ROOT = Path(__file__).parents[2]
TASKS = "tests.jobs.solver_tasks"
PLENTY = 30.0


def make_case(n_projects: int = 2) -> Case:
    """Return a case that has nothing but projects."""
    frames = {name: pl.DataFrame(schema=schema) for name, schema in SCHEMAS.items()}
    rows = [{"project": f"P{n}", "n_months": 1, "is_candidate": True} for n in range(n_projects)]
    frames["projects"] = pl.DataFrame(rows, schema=SCHEMAS["projects"])
    return Case(date(2026, 11, 1), 1, **frames)


@pytest.fixture(scope="module")
def case() -> Case:
    """Give a case of two projects."""
    return make_case()


@pytest.fixture
def start() -> Iterator[Callable[..., Solver]]:
    """Give a function that makes a solver of the tiny tasks; all are closed afterwards."""
    made: list[Solver] = []

    def make(**limits: float) -> Solver:
        made.append(Solver(TASKS, n_long=1, **limits))
        return made[-1]

    yield make
    for solver in made:
        solver.close()


def until(is_so: Callable[[], object], seconds: float = PLENTY) -> float:
    """Wait until something is so, and return how many seconds that took."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < seconds
        time.sleep(0.002)
    return time.monotonic() - began


def pid_of(solver: Solver) -> int:
    """Return the process that works on the one question at work."""
    until(lambda: any(run.is_sent for run in solver._at_work))
    (run,) = solver._at_work
    assert run.child
    return run.child.pid


def is_there(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rsplit(") ", 1)[1][0] != "Z"


def test_a_question_is_answered(start: Callable[..., Solver], case: Case) -> None:
    """What-if, case and options arrive in the task; its answer comes back, prints or not."""
    what_if, given = WhatIf(budget_pct=90), {"text": "für", "number": 1.5, "none": None}
    ticket = start().ask("ann", "echo", case, what_if, {"given": given}, seconds=3)
    assert ticket.wait(PLENTY) == {
        "budget_pct": 90, "n_projects": 2, "seconds": 3, "given": given,
    }  # fmt: skip
    assert ticket.is_done
    assert ticket.failed is None
    assert not ticket.waiting


def test_a_warm_answer_comes_at_once(start: Callable[..., Solver], case: Case) -> None:
    """On a warm child asking costs a few milliseconds beside the work (median of 50)."""
    solver = start()
    solver.ask("ann", "echo", case, WhatIf()).wait(PLENTY)
    took = []
    for number in range(50):
        began = time.perf_counter()
        answer = solver.ask("ann", "echo", case, WhatIf(), {"given": number}).wait(PLENTY)
        took.append(time.perf_counter() - began)
        assert answer is not None
        assert answer["given"] == number
    assert sorted(took)[25] < 0.02


def test_reports_come_while_it_works_and_stop_keeps_the_best(
    start: Callable[..., Solver], case: Case
) -> None:
    """The newest report can be read at any time; stopping ends in the answer so far."""
    ticket = start().ask("ann", "count", case, WhatIf(), lane="long", seconds=PLENTY)
    assert ticket.wait(PLENTY, first=True) == {"number": 1}
    until(lambda: (ticket.latest() or {}).get("number", 0) > 5)
    assert not ticket.is_done
    assert ticket.seconds > 0
    ticket.stop()
    assert until(lambda: ticket.is_done) < 0.5
    answer = ticket.latest()
    assert answer is not None
    assert answer["is_last"]
    assert ticket.failed is None


def test_a_new_question_ends_the_earlier_within_200_ms(
    start: Callable[..., Solver], case: Case
) -> None:
    """Moving a control while a solve runs: the new question is answered in less than 0.2 s."""
    solver = start()
    earlier = solver.ask("ann", "count", case, WhatIf(), seconds=PLENTY)
    until(earlier.latest)
    began = time.monotonic()
    later = solver.ask("ann", "count", case, WhatIf(budget_pct=90), seconds=PLENTY)
    until(later.latest)
    assert time.monotonic() - began < 0.2
    assert earlier.is_done
    assert earlier.failed == REPLACED


def test_first_answer_and_improvement_stand_side_by_side(
    start: Callable[..., Solver], case: Case
) -> None:
    """Each lane has its ticket for the same controls; other controls end those of both lanes."""
    solver = start()
    first = solver.ask("ann", "count", case, WhatIf(), seconds=0.1)
    better = solver.ask("ann", "count", case, WhatIf(), lane="long", seconds=PLENTY)
    assert (first.wait(PLENTY) or {})["is_last"]
    until(better.latest)
    assert solver.ask("ann", "count", case, WhatIf(), seconds=0.1) is first
    assert not better.is_done
    solver.ask("ann", "count", case, WhatIf(budget_pct=90), seconds=0.1)
    assert better.failed == REPLACED


def test_time_is_bounded(start: Callable[..., Solver], case: Case) -> None:
    """`stop` says True when the seconds are over; who is deaf to it is ended."""
    solver = start(grace=0.3)
    counted = solver.ask("ann", "count", case, WhatIf(), seconds=0.2)
    assert (counted.wait(PLENTY) or {})["is_last"]
    assert 0.2 <= counted.seconds < 1
    deaf = solver.ask("ann", "deaf", case, WhatIf(), seconds=0.2)
    assert deaf.wait(PLENTY) == {"is_deaf": True}
    assert deaf.failed == TOO_SLOW
    assert solver.ask("ann", "echo", case, WhatIf()).wait(PLENTY)


def test_one_who_is_deaf_to_stopping_is_ended(start: Callable[..., Solver], case: Case) -> None:
    """A question that goes on when nobody wants it any more gives its place after the grace."""
    solver = start(grace=0.3)
    until(solver.ask("ann", "deaf", case, WhatIf(), seconds=PLENTY).latest)
    assert solver.ask("ann", "deaf", case, WhatIf(budget_pct=90), seconds=0.1).wait(PLENTY)


def test_memory_is_bounded(start: Callable[..., Solver], case: Case) -> None:
    """A task that takes all memory ends in a sentence, and the next question is answered."""
    solver = start(memory=500_000_000)
    greedy = solver.ask("ann", "greedy", case, WhatIf(), seconds=PLENTY)
    greedy.wait(PLENTY)
    assert greedy.failed == TOO_MUCH_MEMORY
    assert solver.ask("ann", "echo", case, WhatIf()).wait(PLENTY)


def test_a_killed_child_is_replaced(start: Callable[..., Solver], case: Case) -> None:
    """Killed at work: a sentence, and the next question works; killed when idle: nobody notices."""
    solver = start()
    ticket = solver.ask("ann", "count", case, WhatIf(), seconds=PLENTY)
    until(ticket.latest)
    os.kill(pid_of(solver), signal.SIGKILL)
    ticket.wait(PLENTY)
    assert ticket.failed == DIED
    again = solver.ask("ann", "count", case, WhatIf(), seconds=PLENTY)
    until(again.latest)
    pid = pid_of(solver)
    again.stop()
    until(lambda: again.is_done)
    os.kill(pid, signal.SIGKILL)
    idle = solver.ask("ann", "echo", case, WhatIf())
    assert idle.wait(PLENTY)
    assert idle.failed is None


def test_long_questions_do_not_hold_up_a_quick_one(
    start: Callable[..., Solver], case: Case
) -> None:
    """Three long ones at once: the first works, two wait and say so, a quick one is answered."""
    solver = start()
    solver.ask("dan", "echo", case, WhatIf()).wait(PLENTY)
    longs = [
        solver.ask(owner, "count", case, WhatIf(), {"given": owner}, lane="long", seconds=PLENTY)
        for owner in ("ann", "bob", "cho")
    ]
    until(longs[0].latest)
    assert [ticket.waiting for ticket in longs] == [False, True, True]
    began = time.monotonic()
    assert solver.ask("dan", "echo", case, WhatIf(budget_pct=90)).wait(PLENTY)
    assert time.monotonic() - began < 0.2
    longs[1].stop()
    assert longs[1].is_done
    assert longs[1].latest() is None
    longs[0].stop()
    until(longs[2].latest)


def test_the_same_question_is_worked_on_once(start: Callable[..., Solver], case: Case) -> None:
    """Two owners share a run; one may stop alone; the same owner keeps the ticket."""
    solver = start()
    mine = solver.ask("ann", "count", case, WhatIf(), seconds=PLENTY)
    yours = solver.ask("bob", "count", make_case(), WhatIf(), seconds=PLENTY)
    assert solver.ask("ann", "count", case, WhatIf(), seconds=PLENTY) is mine
    until(yours.latest)
    assert len(solver._at_work) == 1
    mine.stop()
    assert mine.is_done
    assert not yours.is_done
    number = (yours.latest() or {})["number"]
    until(lambda: (yours.latest() or {})["number"] > number)
    assert (mine.latest() or {})["number"] <= number


def test_a_finished_answer_is_given_again_at_once(start: Callable[..., Solver], case: Case) -> None:
    """Who asks what was answered has it without work; a stopped answer is not passed on."""
    solver = start()
    first = solver.ask("ann", "count", case, WhatIf(), seconds=0.1).wait(PLENTY)
    again = solver.ask("bob", "count", case, WhatIf(), seconds=0.1)
    assert again.is_done
    assert again.latest() is first
    stopped = solver.ask("ann", "count", case, WhatIf(), seconds=PLENTY)
    until(stopped.latest)
    stopped.stop()
    other = solver.ask("bob", "count", case, WhatIf(), seconds=PLENTY)
    assert not other.is_done
    until(lambda: (other.latest() or {}).get("number", 0) > 3)


def test_who_left_is_forgotten(start: Callable[..., Solver], case: Case) -> None:
    """A question that nobody looks at ends; who comes back is told, and may ask again."""
    solver = start(patience=0.3)
    left = solver.ask("ann", "count", case, WhatIf(), lane="long", seconds=PLENTY)
    until(lambda: solver._at_work)
    until(lambda: not solver._at_work)
    assert left.failed == FORGOTTEN
    back = solver.ask("ann", "count", case, WhatIf(), lane="long", seconds=PLENTY)
    until(back.latest)
    assert (back.wait(0.6) or {})["number"] > 10
    assert not back.is_done


def test_what_goes_wrong_is_a_sentence(
    start: Callable[..., Solver], case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    """A refusal is told as it is; a bug is told plainly, with its trace in the log."""
    solver = start()
    refused = solver.ask("ann", "refusing", case, WhatIf())
    refused.wait(PLENTY)
    assert refused.failed == "No project has a cost. Give some."
    with caplog.at_level(logging.ERROR):
        failed = solver.ask("ann", "faulty", case, WhatIf(), {"zero": 0})
        failed.wait(PLENTY)
    assert failed.failed == FAILED
    assert "ZeroDivisionError" in caplog.text
    assert solver.ask("ann", "echo", case, WhatIf()).wait(PLENTY)


def test_cases_come_and_go(start: Callable[..., Solver]) -> None:
    """More cases than a child keeps are asked about in turn; each answer is of its own case."""
    solver = start()
    cases = [make_case(n) for n in range(7)]
    for number in (0, 1, 2, 3, 4, 5, 6, 0, 6, 1):
        answer = solver.ask("ann", "echo", cases[number], WhatIf(), {"given": time.monotonic()})
        assert (answer.wait(PLENTY) or {})["n_projects"] == number


def test_closing_ends_children_and_answers(start: Callable[..., Solver], case: Case) -> None:
    """After closing no child is left, tickets are done, and new questions fail plainly."""
    solver = start()
    ticket = solver.ask("ann", "count", case, WhatIf(), seconds=PLENTY)
    until(ticket.latest)
    pid = pid_of(solver)
    solver.close()
    assert not is_there(pid)
    assert ticket.failed == CLOSED
    assert solver.ask("ann", "echo", case, WhatIf()).failed == CLOSED


def test_a_child_does_not_outlive_a_killed_server() -> None:
    """When the server is killed while a child works, the child ends by itself."""
    script = (
        "import json, sys, time\n"
        "from tests.jobs.test_solver import TASKS, Solver, WhatIf, make_case, pid_of, until\n"
        "solver = Solver(TASKS)\n"
        "ticket = solver.ask('ann', 'deaf', make_case(), WhatIf(), seconds=600)\n"
        "until(ticket.latest)\n"
        "print(json.dumps(pid_of(solver)), flush=True)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE
    ) as server:
        assert server.stdout
        pid = json.loads(server.stdout.readline())
        assert is_there(pid)
        server.kill()
    assert until(lambda: not is_there(pid), 5) < 2
