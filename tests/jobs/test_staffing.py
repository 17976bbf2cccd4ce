"""Who does what, from the registers and back into them: nothing is broken, nothing is lost."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import polars as pl
import pytest

import pmo_core
from pmo_core.charts import staffing as charts
from pmo_core.errors import Conflict, NotAllowed
from pmo_core.jobs import staffing, staffing_views
from pmo_core.jobs import staffing_records as records
from pmo_core.jobs.overlay import Overlay
from pmo_core.jobs.staffing import Choice
from pmo_core.model import (
    Absence,
    Booking,
    Capacity,
    Demand,
    Department,
    PersonRole,
    Role,
)
from pmo_core.store import Repository
from tests.jobs import short_of_people as short
from tests.jobs import staffing_cases as cases
from tests.jobs.short_of_people import APRIL, MARCH

SPRING = Choice(MARCH, 3)
KEY = list(records.KEY)


@pytest.fixture(scope="module")
def nothing(empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Overlay]:
    """Give a source without a row, each register read once."""
    path = tmp_path_factory.mktemp("nothing") / "pmo.duckdb"
    with pmo_core.open(str(shutil.copyfile(empty_store, path))) as opened:
        yield Overlay(opened)


def decided(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the bookings that somebody decided."""
    return rows.filter((pl.col("kind") == "hard") | (pl.col("source") == "manual")).sort(KEY)


def chosen(seed: int) -> Choice:
    """Return what is asked about: all, or a part."""
    rng = Random(seed)
    return Choice(
        rng.choice(cases.MONTHS[:2]), 2, with_proposed=rng.random() < 0.5,
        projects=("A",) if rng.random() < 0.2 else (),
        roles=("DEV",) if rng.random() < 0.2 else (),
    )  # fmt: skip


def wrong(kept, choice, given, found, after) -> list[object]:
    """Return what a proposal breaks, by a calendar on paper."""
    people = {one["code"]: one for one in kept["person"].to_dicts()}
    bad: list[object] = []
    if not decided(after).equals(decided(kept["booking"])):
        bad.append("a decision changed")
    if not found.rows.join(decided(after), on=KEY, how="semi").is_empty():
        bad.append("a decision would be overwritten")
    asks = kept["demand"].to_dicts()
    for row in found.rows.to_dicts():
        holds = cases.level_held(kept, people[row["person"]], row["role"], row["month_on"])
        fits = [
            one for one in asks
            if (one["project"], one["role"]) == (row["project"], row["role"])
            and one["month_on"] <= row["month_on"] <= (one["until_on"] or one["month_on"])
            and (one["level"] or 1) <= holds
        ]  # fmt: skip
        if not holds or not fits:
            bad.append(row)
    full = after.filter(pl.col("person") != "").group_by("person", "month_on").agg(
        pl.col("hours").cast(pl.Float64).sum()
    )  # fmt: skip
    touched = full.join(found.rows, on=["person", "month_on"], how="semi")
    bad += [
        row for row in touched.rows()
        if row[2] > cases.hours_there(kept, people[row[0]], row[1]) + 1e-3
    ]  # fmt: skip
    return bad


def best(kept, choice, given) -> float:
    """Return the least hours that any proposal leaves open, by trying all sets of demands."""
    people = {one["code"]: one for one in kept["person"].to_dicts()}
    stays = kept["booking"].join(given.was, on=KEY, how="anti").filter(pl.col("person") != "")
    if kept["project"].filter(code="C")["stage"][0] == "proposed" and not choice.with_proposed:
        assert given.plan.needs.filter(project="C").is_empty()
    free = {
        (who, month): max(0.0, cases.hours_there(kept, one, month) - float(
            stays.filter(person=who, month_on=month)["hours"].sum()))
        for who, one in people.items() for month in choice.months()
    }  # fmt: skip
    barred = set(stays.select(KEY).rows())
    may = [
        frozenset(
            (who, month) for who, month in free
            if need["period"] <= month <= need["until"]
            and cases.level_held(kept, people[who], need["skill"], month) >= need["level"]
            and (need["project"], need["skill"], month, who) not in barred
        )
        for need in given.plan.needs.to_dicts()
    ]  # fmt: skip
    return cases.least_open(given.plan.needs["hours"].to_list(), may, free)


@pytest.mark.parametrize("block", range(6))
def test_nothing_is_broken_and_no_hour_more_could_be_placed(nothing, block):
    """60 random portfolios: time there, roles, levels and decisions hold; no proposal places more.

    Applied and asked again (every fifth), the proposal is the same and changes nothing.
    """
    n_open = n_was = 0
    for seed in range(10 * block, 10 * block + 10):
        kept, choice = cases.portfolio(seed), chosen(seed)
        source = Overlay(nothing, kept)
        given = staffing.given(source, choice)
        found = staffing.proposed(given)
        made = records.changes(given, found)
        after = Overlay(source, made.now, made.was)
        assert wrong(kept, choice, given, found, after.table("booking")) == [], seed
        open_ = found.found.unmet["unmet"].sum()
        assert open_ == pytest.approx(best(kept, choice, given), abs=1e-2), seed
        assert open_ + found.rows["hours"].sum() == pytest.approx(
            given.plan.needs["hours"].sum(), abs=1e-2
        ), seed
        if seed % 5 == 0:
            told = staffing_views.left_open(source, given, found)
            assert told["open_because"].null_count() == 0, seed
            again = staffing.given(after, choice)
            assert again.name == given.name, seed
            kinds = records.difference(records.changes(again, found))["booking_change"]
            assert set(kinds) <= {"stays"}, seed
        n_open, n_was = n_open + (open_ > 0), n_was + made.was["booking"].height
    assert n_open
    assert n_was


@pytest.fixture
def kept(repo: Repository) -> Repository:
    """Give a store in which developers are short in March."""
    short.fill(repo)
    return repo


def test_apply_writes_soft_proposals_in_one_change_and_undo_takes_them_back(kept):
    """Each has its reason; applied twice it changes nothing; the older proposal is replaced."""
    manager = kept.session("Mia", "manager")
    before = kept.table("booking").sort(KEY)
    given = staffing.given(kept, SPRING)
    found = staffing.proposed(given)
    made = records.changes(given, found)
    number = records.apply(manager, made, "Staffing")
    rows = kept.table("booking")
    new = rows.filter(source="proposed")
    assert set(new["kind"]) == {"soft"}
    assert new["reason"].null_count() == 0
    assert new["hours"].sum() == Decimal(468)  # 308 in March, 160 in April; C is promised
    assert rows.filter(kind="hard").equals(before.filter(kind="hard"))
    again = staffing.given(kept, SPRING)
    assert records.apply(manager, records.changes(again, staffing.proposed(again)), "x") is None
    manager.undo(number)
    assert kept.table("booking").sort(KEY).equals(before)


def test_a_part_is_applied(kept):
    """Only the chosen project is written; what was proposed for another one stays."""
    given = staffing.given(kept, SPRING)
    made = records.changes(given, staffing.proposed(given), projects=["A"])
    assert set(made.now["booking"]["project"]) == {"A"}
    records.apply(kept.session("Mia", "manager"), made, "Staffing")
    assert kept.table("booking").filter(project="B", source="proposed")["hours"].item() == 40
    assert set(records.difference(made)["booking_change"]) == {"new"}


def test_who_was_faster_wins_and_who_may_not_is_refused(kept):
    """A proposal that somebody changed meanwhile is not replaced; a contributor may not plan."""
    given = staffing.given(kept, SPRING)
    made = records.changes(given, staffing.proposed(given))
    with pytest.raises(NotAllowed):
        records.apply(kept.session("Cleo", "contributor"), made, "Staffing")
    was = kept.get("booking", "B", "DEV", MARCH, "E1")
    kept.session("Bo", "manager").amend(was.model_copy(update={"hours": Decimal(41)}), was)
    with pytest.raises(Conflict):
        records.apply(kept.session("Mia", "manager"), made, "Staffing")


def test_a_booking_by_hand_is_not_raised(kept):
    """Kim's 40 hours by hand stay as they are: more of hers go elsewhere, and it is said."""
    root = kept.session("test", "administrator")
    was = kept.get("booking", "B", "DEV", MARCH, "E1")
    root.amend(was.model_copy(update={"source": "manual"}), was)
    one = Choice(MARCH, 1, projects=("B",))
    given = staffing.given(kept, one)
    found = staffing.proposed(given)
    # 110 of 150 hours are left; Lee has 184 - 60 promised to C, Kim may not be named again.
    assert found.rows.select("person", "hours").rows() == [("E2", 110.0)]
    root.save(Absence(person="E2", from_on=MARCH, until_on=date(2027, 3, 31)))
    given = staffing.given(kept, one)
    told = staffing_views.left_open(kept, given, staffing.proposed(given))
    assert told.select("unplaced_hours", "open_because").rows() == [
        (110.0, "E1 could, but is booked here already: raise that booking.")
    ]


def test_roles_that_change_within_the_months(kept):
    """Max develops in April alone: he is proposed then, not in March, and by his own name."""
    root = kept.session("test", "administrator")
    root.save(
        PersonRole(person="E3", role="DEV", level=5, from_on=date(2027, 3, 2),
                   until_on=date(2027, 4, 30)),
        Demand(project="C", role="DEV", month_on=APRIL, hours=Decimal(30), level=5),
        Demand(project="C", role="DEV", month_on=MARCH, hours=Decimal(20), level=5),
    )  # fmt: skip
    given = staffing.given(kept, SPRING)
    found = staffing.proposed(given)
    assert found.rows.filter(project="C").select("month_on", "person", "hours").rows() == [
        (APRIL, "E3", 30.0)
    ]
    told = staffing_views.left_open(kept, given, found)
    assert told.filter(project="C")["open_because"].to_list() == [
        "Nobody holds level 5; the highest is 1."
    ]


def test_bookings_of_a_role_give_way_to_names(kept):
    """Of hours booked for a role by a scenario, only those that nobody takes stay so."""
    root = kept.session("test", "administrator")
    root.save(
        Booking(project="B", role="DEV", month_on=MARCH, hours=Decimal(100), source="proposed")
    )
    given = staffing.given(kept, SPRING)
    now = records.changes(given, staffing.proposed(given)).now["booking"]
    # 42 hours are short in March, all of them B's, which comes second.
    assert now.filter(person="").select("project", "hours").rows() == [("B", Decimal(42))]


def test_people_of_a_department_and_who_is_on_it_already(kept):
    """Only its people are proposed; proposals to others stay and are counted as booked."""
    root = kept.session("test", "administrator")
    root.save(Department(code="IT", name="IT"))
    lee = kept.get("person", "E2")
    root.amend(lee.model_copy(update={"department": "IT"}), lee)
    given = staffing.given(kept, replace(SPRING, n_months=1, departments=("IT",)))
    found = staffing.proposed(given)
    assert given.was.is_empty()
    assert found.rows.select("person").unique().rows() == [("E2",)]
    assert found.rows["hours"].sum() == pytest.approx(184 - 60)
    sums = staffing_views.totals(given, found, SPRING)
    assert (sums.asked, sums.stays) == (310.0, 100.0)
    assert sums.cost == pytest.approx(124 * 80)


def test_bottlenecks_are_told_in_words(kept):
    """One more hour of a developer in March would go to the second project, which is short."""
    given = staffing.given(kept, SPRING)
    found = staffing.proposed(given)
    rows = staffing_views.bottlenecks(kept, given, found)
    assert rows.select("saving", "unplaced_hours").rows() == [
        ("One more hour of DEV in March 2027 would save an open hour of B Beta *plus*.", 42.0)
    ]
    told = staffing_views.left_open(kept, given, found)
    assert told["open_because"].to_list() == [
        "All hours of the 2 people who could are used up, most by A."
    ]
    people = staffing_views.people(kept, given, found)
    assert people["load_pct"].max() < 100.01
    hours = staffing_views.parts(given, found, SPRING, "month")
    assert hours.filter(kind=staffing_views.OPEN).select("group", "hours").rows() == [
        ("2027-03", 42.0)
    ]


def test_capacity_kept_by_hand_names_nobody(kept):
    """A role without people is left open, also where its capacity is kept by hand."""
    kept.session("test", "administrator").save(
        Role(code="LAW", name="Lawyer"),
        Capacity(role="LAW", month_on=MARCH, hours=Decimal(99)),
        Demand(project="A", role="LAW", month_on=MARCH, hours=Decimal(30)),
    )
    given = staffing.given(kept, SPRING)
    found = staffing.proposed(given)
    told = staffing_views.left_open(kept, given, found).filter(role="LAW")
    assert told.select("unplaced_hours", "open_because").rows() == [
        (30.0, "Nobody fills the role by name: its capacity is kept by hand.")
    ]
    hours = staffing_views.parts(given, found, SPRING, "role")
    drawing = charts.hours(hours, title="Hours by role", is_time=False)
    assert drawing.alt.endswith("open hours in DEV, LAW.")
    assert hours.filter(group="LAW")["hours"].to_list() == [30.0]


def test_stopped_between_months(kept):
    """The work asks before each span of months whether it is still wanted."""
    shares: list[float] = []

    def tell(share: float) -> None:
        shares.append(share)
        if share:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        staffing.proposed(staffing.given(kept, SPRING), tell)
    assert shares == [0.0, 0.5]


def test_nobody_is_there(kept):
    """Whose hours are not known is not proposed; who is away all month is named as the reason."""
    root = kept.session("test", "administrator")
    kim = kept.get("person", "E1")
    root.amend(kim.model_copy(update={"weekly_hours": None}), kim)
    root.save(Absence(person="E2", from_on=MARCH, until_on=date(2027, 4, 30)))
    given = staffing.given(kept, SPRING)
    found = staffing.proposed(given)
    assert found.rows.is_empty()
    told = staffing_views.left_open(kept, given, found)
    assert set(told["open_because"]) == {"The one person who could is not there then."}
    assert staffing_views.totals(given, found, SPRING).cost is None
