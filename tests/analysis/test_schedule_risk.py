"""A simulation is the critical path where nothing is uncertain, and the same whenever it is run."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from pmo_core.analysis.network import Tie, forward
from pmo_core.analysis.risk_plan import Plan
from pmo_core.analysis.schedule_risk import inputs_hash, path_only, simulate
from pmo_core.errors import Refused
from tests.analysis.risk_plans import Range, fixed, plan, random_plan

THREE: Range = ("triangular", 2, 3, 7)


def by_hand(given: Plan) -> dict[str, int]:
    """Finish of each project by the plain forward pass."""
    days = dict(zip(given.tasks["task"], given.tasks["likely"].cast(int), strict=True))
    ties = [Tie(a, b, kind, int(lag)) for a, b, kind, lag in given.links.iter_rows()]
    starts = forward(days, ties)
    ends: dict[str, int] = {}
    for code, project in given.tasks.select("task", "project").iter_rows():
        ends[project] = max(ends.get(project, 0), starts[code] + days[code])
    return ends


@pytest.mark.parametrize("seed", range(8))
def test_no_width_is_the_critical_path(seed: int) -> None:
    """Over all projects, links and lags; path-only simulation agrees there, and only there."""
    given = random_plan(seed, 4, 12, kind="fixed")
    expected = by_hand(given)
    for one in (given, path_only(given)):
        drawn = simulate(one, 3)
        assert {code: set(drawn.finish_of(code)) for code in given.projects} == {
            code: {day} for code, day in expected.items()
        }
        assert drawn.finish_of()[0] == max(expected.values())
        assert set(drawn.criticality) <= {0, 1}


@pytest.mark.parametrize("seed", range(8))
def test_one_path_is_never_later_than_the_network(seed: int) -> None:
    """In each draw the followed path is one of those that the network waits for."""
    given = random_plan(seed, 5, 15)
    whole, alone = simulate(given, 400), simulate(path_only(given), 400)
    assert (alone.finish <= whole.finish).all()
    assert (alone.finish < whole.finish).any()
    assert ((whole.criticality >= 0) & (whole.criticality <= 1)).all()


def test_same_seed_same_bytes() -> None:
    """However many threads; fewer draws are the first ones of more; another seed differs."""
    given = random_plan(3, 6, 20)
    one = simulate(given, 1_000, 7, at_once=1)
    for at_once in (2, 5):
        again = simulate(given, 1_000, 7, at_once=at_once)
        assert again.finish.tobytes() == one.finish.tobytes()
        assert again.cost.tobytes() == one.cost.tobytes()
        assert again.criticality.tobytes() == one.criticality.tobytes()
    fewer = simulate(given, 300, 7, at_once=2, targets=())
    assert fewer.criticality is None
    assert (fewer.finish == one.finish[:, :300]).all()
    assert (simulate(given, 1_000, 8).finish != one.finish).any()


def test_criticality_counts_only_the_draws_asked_for() -> None:
    """A chain is critical in each draw, whether or not the last block is full."""
    chain = plan({"P/A": THREE, "P/B": THREE}, [("P/A", "P/B", "FS", 0)])
    for n_draws in (1, 100, 256, 300):
        assert simulate(chain, n_draws).criticality.tolist() == [1, 1]


def test_critical_for_one_target_alone() -> None:
    """What drives the milestone is not what drives the project."""
    given = plan({"P/A": fixed(5), "P/B": fixed(9), "P/M": fixed(0)}, [("P/A", "P/M", "FS", 0)])
    assert given.milestones == ("P/M",)
    assert simulate(given, 5).criticality.tolist() == [0, 1, 0]
    assert simulate(given, 5, targets=["P/M"]).criticality.tolist() == [1, 0, 1]


def test_projects_wait_for_each_other() -> None:
    """A link may come from a task or from a whole project, and carries what risks add there."""
    tasks = {"P/A": fixed(5), "P/B": fixed(3), "Q/C": fixed(2), "R/D": fixed(1)}
    links = [("P/A", "Q/C", "FS", 1), ("P", "R/D", "FS", 0)]
    certain = simulate(plan(tasks, links), 4)
    assert certain.finish[:, 0].tolist() == [5, 8, 6]
    late = ("R1", "P/A", 1.0, *fixed(10), 0, 0, 0), ("R2", "P", 1.0, *fixed(4), 50, 50, 50)
    assert simulate(plan(tasks, links, risks=late), 4).finish[:, 0].tolist() == [19, 18, 20]


def test_an_opportunity_shortens_to_nothing_at_most() -> None:
    """Days saved beyond the duration are not saved."""
    gain = ("R", "P/A", 1.0, *fixed(-9), None, None, None)
    drawn = simulate(plan({"P/A": fixed(5), "P/B": fixed(2)}, risks=[gain]), 4)
    assert drawn.finish_of("P").tolist() == [2, 2, 2, 2]


def test_a_task_waits_for_its_own_day() -> None:
    """The earliest working day counts beside the links; null is none."""
    given = plan({"P/A": fixed(5), "P/B": fixed(3)}, [("P/A", "P/B", "FS", 0)])
    later = replace(given, tasks=given.tasks.with_columns(earliest=pl.Series([None, 9])))
    assert simulate(later, 2).finish_of("P").tolist() == [12, 12]


def test_days_cost_money() -> None:
    """A task that is paid by the day costs what its drawn days cost, beside the elements."""
    given = plan({"P/A": THREE, "P/B": fixed(4), "Q/C": fixed(1)}, costs=[("C", "Q", *fixed(30))])
    paid = replace(given, tasks=given.tasks.with_columns(day_rate=pl.Series([100.0, None, 7.0])))
    drawn = simulate(paid, 600)
    long = drawn.finish_of("P") > 4
    assert drawn.cost_of("P")[long] == pytest.approx(100 * drawn.finish_of("P")[long], rel=1e-6)
    assert set(drawn.cost_of("Q")) == {37}
    assert drawn.cost_of() == pytest.approx(drawn.cost_of("P") + 37)
    assert simulate(given, 2).cost_of("Q").tolist() == [30, 30]


def test_the_table_of_finishes() -> None:
    """Milestones before projects; quantiles are draws; the chance is the share in time."""
    given = plan({"P/A": THREE, "P/M": fixed(0), "Q/B": fixed(4.1)}, [("P/A", "P/M", "FS", 0)])
    drawn = simulate(given, 1_000)
    found = drawn.finishes({"P/M": 4, "Q": 4.1}, shares=(0.5, 0.8, 0.95))
    assert found.columns == ["code", "mean", "p50", "p80", "p95", "planned", "chance"]
    assert found["code"].to_list() == ["P/M", "P", "Q"]
    ends = np.sort(drawn.finish_of("P/M"))
    row = found.row(0, named=True)
    assert [row["p50"], row["p80"], row["p95"]] == [ends[499], ends[799], ends[949]]
    assert row["chance"] == (ends <= 4).mean()
    assert found["chance"].to_list()[1:] == [None, 1.0]
    assert found["planned"].to_list() == [4, None, 4.1]


def test_correlation_widens_a_chain() -> None:
    """The same tasks in a row: with a common factor the P80 lies farther out, the mean does not."""
    codes = [f"P/{k}" for k in range(20)]
    links = [(a, b, "FS", 0) for a, b in pairwise(codes)]
    apart, together = (
        simulate(plan(dict.fromkeys(codes, THREE), links, correlation=share), 4_000).finishes()
        for share in (0, 0.5)
    )
    assert together["p80"][0] > apart["p80"][0] + 3
    assert together["mean"][0] == pytest.approx(apart["mean"][0], rel=0.01)


def test_progress_rises_to_one_and_can_stop() -> None:
    """It is told in the caller's thread; what it raises ends the simulation and comes out."""
    told: list[float] = []
    simulate(random_plan(1, 2, 5), 1_000, progress=told.append)
    assert told == [0.25, 0.5, 0.75, 1]

    class Cancelled(Exception):
        """The reader went away."""

    def stop(share: float) -> None:
        told.append(share)
        raise Cancelled

    with pytest.raises(Cancelled):
        simulate(random_plan(1, 2, 5), 100_000, progress=stop)
    assert len(told) == 5


def test_the_hash_names_the_inputs() -> None:
    """The same inputs have the same name; a day, link, risk, correlation or seed changes it."""
    tasks = {"P/A": THREE, "P/B": fixed(4)}
    risk = ("R", "P/A", 0.5, *fixed(1), 0, 0, 0)
    plans = [
        plan(tasks), plan(tasks | {"P/B": fixed(5)}), plan(tasks, [("P/A", "P/B", "FS", 0)]),
        plan(tasks, risks=[risk]), plan(tasks, correlation=0.1), path_only(plan(tasks)),
    ]  # fmt: skip
    names = [inputs_hash(one, 1_000, 1) for one in plans]
    names += [inputs_hash(plans[0], 1_000, 2), inputs_hash(plans[0], 500, 1)]
    names.append(inputs_hash(plans[0], 1_000, 1, ["P"]))
    assert len(set(names)) == len(names)
    assert inputs_hash(plan(tasks), 1_000, 1) == names[0]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"links": [("P/A", "P/X", "FS", 0)]}, "The successor of a link 'P/X' is no task"),
        ({"links": [("P/A", "P/B", "EE", 0)]}, "A link is FS, SS, FF or SF, not 'EE'"),
        ({"links": [("P/A", "P", "FS", 0)]}, "A link ends at a task"),
        ({"links": [("P", "P/B", "SS", 0)]}, "A link ends at a task"),
        ({"links": [("P", "P/B", "FS", 0)]}, "in a circle"),
        ({"risks": [("R", "X", 0.5, *fixed(1), 0, 0, 0)]}, "The target of a risk 'X'"),
        ({"risks": [("R", "P", 1.5, *fixed(1), 0, 0, 0)]}, "probability of a risk"),
        ({"risks": [("R", "P", None, *fixed(1), 0, 0, 0)]}, "probability of a risk"),
    ],
)
def test_plans_that_contradict_themselves_are_refused(given, said: str) -> None:
    """The sentence names what is wrong."""
    with pytest.raises(Refused, match=said):
        simulate(plan({"P/A": THREE, "P/B": THREE}, **given), 10)


def test_a_code_stands_for_one_thing() -> None:
    """Neither two tasks nor a task and a project share one; factors have a row per task."""
    given = plan({"P/A": THREE, "P/B": THREE})
    for code in ("P/A", "P"):
        twice = replace(given, tasks=given.tasks.with_columns(task=pl.Series(["P/A", code])))
        with pytest.raises(Refused, match=f"'{code}' is the code of two"):
            simulate(twice, 10)
    with pytest.raises(Refused, match="a row for each value"):
        simulate(replace(given, task_factors=given.cost_factors), 10)


def test_a_plan_of_nothing() -> None:
    """No tasks and no costs: no finishes, and no error."""
    drawn = simulate(plan({}), 300)
    assert drawn.finishes().height == 0
    assert drawn.cost_of().tolist() == [0] * 300
