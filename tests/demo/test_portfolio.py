"""The demonstration: shape, references, consistency, faults."""

import hashlib
import time
from datetime import date

import polars as pl
import pytest

from pmo_core import demo
from pmo_core.model import REGISTERS


def digest(frames: dict[str, pl.DataFrame]) -> str:
    text = "".join(frame.write_csv() for frame in frames.values())
    return hashlib.sha256(text.encode()).hexdigest()


def euros(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """Give amounts in EUR at the rates of the budgets, as floats."""
    rate = pl.col("currency").replace_strict({"USD": 0.92, "GBP": 1.17}, default=1.0)
    return frame.with_columns(pl.col(column).cast(pl.Float64) * rate)


def test_every_register_is_there_with_its_types(frames: dict[str, pl.DataFrame]) -> None:
    """All registers come in order of references, typed as their records say."""
    assert list(frames) == list(REGISTERS)
    for name, record in REGISTERS.items():
        assert dict(frames[name].schema) == record.polars_schema(), name


def test_rows_satisfy_the_records(frames: dict[str, pl.DataFrame]) -> None:
    """A sample of each register passes the full check of its record."""
    for name, record in REGISTERS.items():
        for row in frames[name].sample(min(200, frames[name].height), seed=1).to_dicts():
            record.model_validate(row)


def test_keys_are_unique(frames: dict[str, pl.DataFrame]) -> None:
    """No register holds a key twice, and no key field is null."""
    for name, record in REGISTERS.items():
        key = frames[name].select(record.key)
        assert key.is_unique().all(), name
        assert key.null_count().sum_horizontal().sum() == 0, name


def test_references_resolve(frames: dict[str, pl.DataFrame]) -> None:
    """Every code that is named exists in its register."""
    for name, record in REGISTERS.items():
        for field, target in record.refers.items():
            (key,) = REGISTERS[target].key
            named = frames[name].select(pl.col(field).alias(key)).drop_nulls()
            dangling = named.filter(pl.col(key) != "").join(frames[target], on=key, how="anti")
            assert dangling.is_empty(), (name, field)


def test_work_is_posted_on_known_elements(frames: dict[str, pl.DataFrame]) -> None:
    """The WBS element of each line of work exists in its project."""
    lines = frames["actual"].filter(pl.col("wbs") != "")
    elements = frames["wbs_element"].select("project", wbs="code")
    assert lines.height > 50_000
    assert lines.join(elements, on=["project", "wbs"], how="anti").is_empty()


def test_size_is_as_promised(frames: dict[str, pl.DataFrame]) -> None:
    """The portfolio has the promised numbers of projects, people and lines."""
    stage = frames["project"]["stage"]
    assert stage.is_in(["delivery", "on hold"]).sum() == 60
    assert stage.is_in(["proposed", "approved"]).sum() == 100
    assert stage.is_in(["closed", "canceled"]).sum() == 40
    sizes = {name: frames[name].height for name in ("person", "department", "role", "program")}
    assert sizes == {"person": 170, "department": 12, "role": 8, "program": 12}
    assert frames["actual"].height == pytest.approx(60_000, rel=0.02)
    days = frames["actual"]["spent_on"]
    assert days.min() >= date(2023, 11, 1)
    assert days.max() <= demo.AS_OF


def test_same_seed_gives_the_same_frames(frames: dict[str, pl.DataFrame]) -> None:
    """Seed and day decide everything; another seed gives another portfolio."""
    assert digest(demo.portfolio()) == digest(frames)
    assert digest(demo.portfolio(seed=8)) != digest(frames)


def test_it_is_marked_as_fictional(frames: dict[str, pl.DataFrame]) -> None:
    """The settings say that this is the demonstration, and its name says that it is fictional."""
    settings = dict(frames["setting"].rows())
    assert settings["content"] == "demo"
    assert "(fictional)" in demo.COMPANY
    assert frames["project"]["description"].str.contains(demo.COMPANY, literal=True).all()


@pytest.mark.parametrize("seed", [1, 7, 2026])
def test_cost_follows_progress(seed: int) -> None:
    """For most running projects cost to date is percent complete times forecast, within 20 %."""
    frames = demo.portfolio(seed)
    spent = euros(frames["actual"], "cost").group_by("project").agg(pl.col("cost").sum())
    assert 40e6 < spent["cost"].sum() < 80e6
    last = euros(frames["status_report"], "forecast_cost").sort("data_date")
    last = last.group_by("project").last().join(spent, on="project")
    last = last.filter(pl.col("percent_complete") > 15)
    expected = pl.col("forecast_cost") * pl.col("percent_complete") / 100
    assert last.select((pl.col("cost") / expected - 1).abs() < 0.2).to_series().mean() > 0.85
    assert last.select(pl.col("forecast_cost") >= 0.97 * pl.col("cost")).to_series().mean() > 0.95


def test_overruns_have_a_heavy_tail(frames: dict[str, pl.DataFrame]) -> None:
    """Most finished or running projects are near plan, a few far over: median 1.06, 95 % > 1.25."""
    last = frames["status_report"].sort("data_date").group_by("project").last()
    ratio = last.select(
        pl.col("forecast_cost").cast(pl.Float64) / pl.col("planned_cost").cast(pl.Float64)
    ).to_series()
    assert 0.98 <= ratio.median() <= 1.10
    assert ratio.quantile(0.25) > 0.9
    assert ratio.quantile(0.95) > 1.25
    assert ratio.max() > 1.8


def test_budgets_sum_to_the_plan(frames: dict[str, pl.DataFrame]) -> None:
    """Budget lines of a project sum to its planned cost to the unit, where it has one."""
    total = frames["budget_line"].group_by("project").agg(pl.col("amount").sum().cast(pl.Float64))
    both = total.join(frames["project"], left_on="project", right_on="code")
    gap = both.select(
        (pl.col("amount") - pl.col("planned_cost").cast(pl.Float64)).abs()
    ).to_series()
    assert both.height == 96
    assert gap.max() < 1.0


def test_people_are_not_booked_twice_a_day(frames: dict[str, pl.DataFrame]) -> None:
    """Nobody works more than 250 hours in most months, and nobody on a Sunday or holiday."""
    work = frames["actual"].filter(
        pl.col("hours").is_not_null(), ~pl.col("entry").str.ends_with("-L")
    )
    month = work.group_by("person", pl.col("spent_on").dt.truncate("1mo")).agg(
        pl.col("hours").sum()
    )
    assert month.select((pl.col("hours") <= 250).mean()).item() > 0.97
    assert work["spent_on"].dt.weekday().max() == 5
    assert work.join(frames["holiday"], left_on="spent_on", right_on="day").is_empty()


def test_scale_and_counts_for_benchmarks() -> None:
    """Counts can be set, and scale multiplies them."""
    frames = demo.portfolio(scale=2, n_projects=70, n_actuals=5_000, n_people=40)
    assert frames["project"].height == 140
    assert frames["person"].height == 80
    assert frames["actual"].height == pytest.approx(10_000, rel=0.1)


def test_it_is_built_quickly() -> None:
    """The demonstration is built within two seconds of CPU time."""
    begun = time.process_time()
    demo.portfolio()
    assert time.process_time() - begun < 2


@pytest.mark.parametrize("as_of", [date(2024, 2, 29), date(2026, 11, 15)])
def test_any_day_can_be_the_last(as_of: date) -> None:
    """Lines and reports end on the day, also in the middle of a month, and all faults are there."""
    made = demo.build(as_of=as_of)
    assert made.frames["actual"]["spent_on"].max() <= as_of
    assert made.frames["status_report"]["data_date"].max() == as_of
    assert len({fault.kind for fault in made.faults}) == 14
