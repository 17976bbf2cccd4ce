"""What the pages show is what a plain recomputation over the registers gives."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import polars as pl
import pytest

import pmo_core
from pmo_core import demo
from pmo_core.analysis.overview import headline
from pmo_core.ui import boot, facts
from pmo_core.ui.filters import Filters
from pmo_core.ui.rolled import FOR_WORK, STRUCTURES, Choice, Rolled, rolled
from tests.numbers import nasty
from tests.numbers.books import Books, Row, month_of, summed, total

ALL = Filters("", (), (), (), (), (), ())
OPEN = Filters("", (), (), (), ("delivery", "on hold"), (), ())
DEMO_DAYS = {"demo": demo.AS_OF, "demo in mid-month": date(2026, 9, 17)}


@pytest.fixture(scope="module", params=[0, 1, 2, 3, *DEMO_DAYS])
def books(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Books]:
    """Give the books of random stores full of nasty things, and of the demonstration."""
    address = str(tmp_path_factory.mktemp("numbers") / "pmo.duckdb")
    with pytest.MonkeyPatch.context() as patch, pmo_core.open(address) as repo:
        patch.setenv("PMO_STORE_URL", address)
        if isinstance(request.param, int):
            nasty.fill(repo, request.param)
            assert not [found for found in repo.check() if "sums in rollup" in found.message]
            yield Books(repo, nasty.AS_OF)
        else:
            frames = demo.portfolio(n_projects=28, n_actuals=600, n_people=12)
            repo.session("controller", "administrator").load(frames)
            yield Books(repo, DEMO_DAYS[request.param])
        boot._open.clear()


def near(value: Any) -> Any:
    """Equal to a fifth of a cent, which rates rounded per line leave."""
    return (
        value if value is None or not isinstance(value, float) else pytest.approx(value, abs=2e-3)
    )


def test_each_project_has_its_figures(books: Books) -> None:
    """Overview and Project show the figures of a recomputation, unknown where it knows nothing."""
    shown = {row["code"]: row for row in facts.portfolio(books.as_of).to_dicts()}
    assert shown.keys() == books.projects.keys()
    for code, expected in books.projects.items():
        found = {name: shown[code][name] for name in expected}
        assert found == {name: near(value) for name, value in expected.items()}, code


def test_headlines_are_the_sums_of_the_projects(books: Books) -> None:
    """Each headline figure sums what is known and counts what is not."""
    for figure in headline(facts.portfolio(books.as_of)):
        values = [row[figure.name] for row in books.projects.values()]
        assert figure.value == near(total(values))
        assert (figure.n_missing, figure.n_known + figure.n_missing) == (
            values.count(None), len(values),
        )  # fmt: skip


def of(books: Books, view: str, filters: Filters = ALL) -> list[Row]:
    """Return the facts of the projects that pass."""
    stages = {code: row["stage"] for code, row in books.projects.items()}
    facts = books.facts("work" if view == "Workload" else "cost")
    return [one for one in facts if not filters.stage or stages[one["project"]] in filters.stage]


def choice(books: Books, view: str, by: str, **options: Any) -> Choice:
    """Return a choice of the page, everything by month unless said otherwise."""
    given = {"period": "month", "cumulative": False, "within": "", "filters": ALL} | options
    return Choice(view=view, by=by, as_of=books.as_of, **given)


def measures(view: str, by: str) -> list[str]:
    """Return the measures that a view shows."""
    if view == "Workload":
        return ["actual"] if by in FOR_WORK else ["planned", "actual"]
    return ["planned", "actual", "forecast"]


def compare(
    shown: Rolled,
    rows: list[Row],
    group: Callable[[Row], set[str]],
    period: Callable[[Row], Any],
    *,
    names: list[str],
    divisor: float = 1.0,
) -> None:
    """Compare sums, groups by period and total by period with the facts."""
    for name in names:
        own = [one for one in rows if one["measure"] == name]
        spread = [one | {"group": code} for one in own for code in group(one)]
        sums = summed(spread, lambda one: one["group"])
        found = shown.sums.filter(pl.col("level") == 1)
        assert dict(found.select("group", name).drop_nulls().rows()) == near_all(sums)
        everything = total(one["value"] for one in own)
        assert shown.sums.filter(pl.col("level") == 0)[name].to_list() == [near(everything)]
        dated = [one | {"value": one["value"] / type(one["value"])(divisor)}
                 for one in spread if one["value"] is not None and one["month"]]  # fmt: skip
        cells = summed(dated, lambda one: (one["group"], period(one)))
        found = shown.parts.drop_nulls("period_on").select("group", "period_on", name)
        assert {(code, day): value for code, day, value in found.drop_nulls().rows()} == (
            near_all(cells)
        )
        unique = [one | {"value": one["value"] / type(one["value"])(divisor)}
                  for one in own if one["value"] is not None and one["month"]]  # fmt: skip
        assert dict(shown.total.select("period_on", name).drop_nulls().rows()) == near_all(
            summed(unique, period)
        )


def near_all(values: dict[Any, float]) -> dict[Any, Any]:
    """Return the values as `near` compares them."""
    return {key: near(value) for key, value in values.items()}


@pytest.mark.parametrize("filters", [ALL, OPEN], ids=["all", "in delivery"])
@pytest.mark.parametrize("view", ["Cost", "Workload"])
def test_top_groups_of_every_structure(books: Books, view: str, filters: Filters) -> None:
    """Groups, periods and totals are sums of the facts; the same total by every structure."""
    rows = of(books, view, filters)
    lengths = {"month": 1, "quarter": 3, "fiscal_year": 12}
    for by in [*STRUCTURES, *(FOR_WORK if view == "Workload" else ())]:
        paths = books.groups(by)
        for length, n_months in lengths.items():
            shown = rolled(choice(books, view, by, period=length, filters=filters))
            hours = books.settings.fte_hours_per_month * n_months if view == "Workload" else 1.0
            compare(
                shown, rows, lambda one, paths=paths: {path[0] for path in paths(one)},
                lambda one, length=length: books.period(one["month"], length),
                names=measures(view, by), divisor=hours,
            )  # fmt: skip


@pytest.mark.parametrize("by", ["portfolio", "department", "category", "tag", "kind", "stage"])
def test_what_stands_below_a_group_sums_to_it(books: Books, by: str) -> None:
    """Looking into each group down to its projects: parts are the group's facts, nothing else's."""
    rows, paths = of(books, "Cost"), books.groups(by)
    places = {path[: n + 1] for one in rows for path in paths(one) for n in range(len(path))}
    for place in sorted(place for place in places if place[-1]):
        inside = [one for one in rows if any(path[: len(place)] == place for path in paths(one))]
        shown = rolled(choice(books, "Cost", by, within=place[-1]))
        assert [code for code, _ in shown.path] == [code for code in place if code]

        def below(one: Row, place: tuple[str, ...] = place, shown: Rolled = shown) -> set[str]:
            if shown.has_projects:
                return {one["project"]}
            step = len(place)
            return {path[step] if len(path) > step else "" for path in paths(one)
                    if path[:step] == place}  # fmt: skip

        month = lambda one: one["month"]  # noqa: E731
        compare(shown, inside, below, month, names=measures("Cost", by))


@pytest.mark.parametrize("by", ["portfolio", "tag", "category", "project"])
@pytest.mark.parametrize("length", ["month", "quarter", "fiscal_year"])
def test_running_totals(books: Books, by: str, length: str) -> None:
    """A running total is the sum to its period; the forecast's holds actuals, and ends at both."""
    rows = [one for one in of(books, "Cost") if one["month"] and one["value"] is not None]
    shown = rolled(choice(books, "Cost", by, period=length, cumulative=True))
    paths = books.groups(by)
    frames = [(shown.total, lambda one: True)]
    for code in shown.parts["group"].unique():
        inside = lambda one, code=code: code in {path[0] for path in paths(one)}  # noqa: E731
        frames.append((shown.parts.filter(pl.col("group") == code), inside))
    for frame, belongs in frames:
        own = [one for one in rows if belongs(one)]
        for name in ("planned", "actual", "forecast"):
            parts = {"forecast": ("actual", "forecast")}.get(name, (name,))
            cells = summed(
                (one for one in own if one["measure"] in parts),
                lambda one: books.period(one["month"], length),
            )
            for day, value in frame.select("period_on", name).drop_nulls().rows():
                assert value == near(total(cells[on] for on in cells if on <= day)), (day, name)
    if by != "tag":
        ends = shown.parts.group_by("period_on").agg(pl.col("forecast").sum())
        both = shown.total.join(ends, on="period_on").drop_nulls("forecast")
        assert both["forecast"].to_list() == [near(value) for value in both["forecast_right"]]
    ahead = [one["value"] for one in rows if one["measure"] in ("actual", "forecast")]
    if any(one["measure"] == "forecast" for one in rows):
        last = shown.total.drop_nulls("forecast")["forecast"].to_list()[-1]
        assert last == near(total(map(float, ahead)))


def test_counts_of_what_is_missing(books: Books) -> None:
    """Each roll-up says of how many projects nothing is known, and how many lines are in no sum."""
    n = len(books.projects)
    for view, words in (("Cost", ("without budget", "without actuals")),
                        ("Workload", ("without planned hours", "without hours"))):  # fmt: skip
        rows = of(books, view)
        for by in STRUCTURES:
            notes = rolled(choice(books, view, by)).notes
            for name, what in zip(("planned", "actual"), words, strict=True):
                known = {one["project"] for one in rows
                         if one["measure"] == name and one["value"] is not None}  # fmt: skip
                assert (f"{n - len(known)} of {n} {what}" in notes) == (len(known) < n)
            posted = [one["value"] for one in rows if one["measure"] == "actual"]
            what = "lines without cost or rate" if view == "Cost" else "lines without hours"
            expected = f"{posted.count(None):,} of {len(posted):,} {what}"
            assert (expected in notes) == (None in posted)


def test_actual_and_forecast_to_come_are_the_cost_at_completion(books: Books) -> None:
    """Of each open project with a forecast above what is spent; else the page counts it."""
    shown = rolled(choice(books, "Cost", "project"))
    sums = {row["group"]: row for row in shown.sums.filter(pl.col("level") == 1).to_dicts()}
    n_below = 0
    for code, row in books.projects.items():
        if not row["is_open"] or row["forecast_cost"] is None:
            assert sums[code]["forecast"] is None
        elif row["remaining_cost"] < -0.005:
            n_below += 1
            assert sums[code]["forecast"] is None
        else:
            known = (sums[code]["actual"] or 0) + (sums[code]["forecast"] or 0)
            assert known == pytest.approx(row["forecast_cost"], abs=0.01)
    note = f"{n_below} of {len(books.projects)} forecast below what is spent: nothing to come"
    assert (note in shown.notes) == (n_below > 0)


def test_the_curve_of_a_project_ends_where_its_figures_do(books: Books) -> None:
    """Actual ends on the day at the actual cost; the forecast where all that is dated is added."""
    rows = of(books, "Cost")
    for code, row in books.projects.items():
        curve = facts.curve(code, books.as_of)
        ends = {name: (day, value) for name, day, value in
                curve.sort("day").select("measure", "day", "value").rows()}  # fmt: skip
        if row["actual_cost"] is not None:
            assert ends["Actual"] == (books.as_of, near(row["actual_cost"]))
        ahead = [one["value"] for one in rows if one["project"] == code
                 and one["measure"] == "forecast" and one["month"]]  # fmt: skip
        if ahead:
            assert ends["Forecast"][1] == near(total(ahead) + (row["actual_cost"] or 0.0))
        assert ("Forecast" in ends) == bool(ahead)


def test_the_categories_of_a_project_sum_to_its_actual_cost(books: Books) -> None:
    """The chart of the project's page shows each category once, unknown where nothing is valued."""
    for code, row in books.projects.items():
        shown = facts.by_category(code, books.as_of)
        lines = [{"category": line["category"], "value": line["base"]}
                 for line in books.lines(code)]  # fmt: skip
        assert set(shown["category"]) == {line["category"] for line in lines}
        known = dict(shown.drop_nulls("cost_base").select("category", "cost_base").rows())
        assert known == near_all(summed(lines, lambda line: line["category"]))
        assert near(total(known.values())) == row["actual_cost"]


def test_the_trend_is_the_last_twelve_months(books: Books) -> None:
    """The sparkline holds actual cost by month, the month of the day last."""
    months = [month_of(books.as_of, step) for step in range(-11, 1)]
    shown = dict(facts.portfolio(books.as_of).select("code", "trend").rows())
    for code in books.projects:
        cells = summed(
            ({"month": month_of(line["spent_on"]), "value": line["base"]}
             for line in books.lines(code)),
            lambda one: one["month"],
        )  # fmt: skip
        expected = [cells.get(month, 0.0) for month in months]
        assert (shown[code] or [0.0] * 12) == [near(value) for value in expected]
