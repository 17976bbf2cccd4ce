"""Load of people, roles and departments; overloads, their causes, and the bench, by hand."""

from datetime import date
from random import Random

import polars as pl
import pytest

from pmo_core.analysis.capacity.load import person_load, role_load, rolled_load
from pmo_core.analysis.capacity.spells import bench, causes, overloads

MONTHS = [date(2027, month, 1) for month in range(1, 7)]
JAN, FEB, MAR, APR, MAY, JUN = MONTHS


def available(**people):
    """Return hours per month by person, from January on."""
    rows = [
        (who, m, h) for who, hours in people.items() for m, h in zip(MONTHS, hours, strict=False)
    ]
    return pl.DataFrame(
        rows, orient="row", schema={"person": pl.String, "period": pl.Date, "hours": pl.Float64}
    )


def booked(*rows):
    """Return bookings (person, period, project, hours, kind)."""
    return pl.DataFrame(
        rows, schema=["person", "period", "project", "hours", "kind"], orient="row"
    ).with_columns(role=pl.lit("DEV"))


def test_load_of_people():
    """Capacity, load, overload and free hours of known, unknown and absent people."""
    load = person_load(
        available(Ann=[100.0, 100.0, 0.0], Bob=[None]),
        booked(
            ("Ann", JAN, "A", 60.0, "hard"), ("Ann", JAN, "B", 60.0, "soft"),
            ("Ann", MAR, "A", 8.0, "soft"), ("Bob", JAN, "A", 50.0, "hard"),
            ("Cy", JAN, "A", 20.0, "hard"), ("", JAN, "A", 999.0, "soft"),
        ),
    )  # fmt: skip
    figures = ["person", "period", "capacity", "hard", "soft", "load", "over", "unbooked"]
    assert load.select(figures).rows() == [
        ("Ann", JAN, 100.0, 60.0, 60.0, 1.2, 20.0, 0.0),
        ("Ann", FEB, 100.0, 0.0, 0.0, 0.0, 0.0, 100.0),
        ("Ann", MAR, 0.0, 0.0, 8.0, None, 8.0, 0.0),
        ("Bob", JAN, None, 50.0, 0.0, None, None, None),
        ("Cy", JAN, None, 20.0, 0.0, None, None, None),
    ]


def test_load_of_roles():
    """What is open counts beside what is booked; nothing asked and nothing booked is no load."""
    load = role_load(
        pl.DataFrame({"project": ["B", "C"], "role": "DEV", "period": JAN, "hours": [20.0, 10.0]}),
        booked(("Ann", JAN, "A", 130.0, "hard"), ("", JAN, "B", 20.0, "soft")),
        pl.DataFrame({"role": ["DEV", "QA"], "period": JAN, "hours": [160.0, 80.0]}),
    )
    assert load.rows(named=True) == [
        {"role": "DEV", "period": JAN, "open": 30.0, "capacity": 160.0, "hard": 130.0, "soft": 20.0,
         "booked": 150.0, "load": 180 / 160, "over": 20.0, "unbooked": 0.0},
        {"role": "QA", "period": JAN, "open": 0.0, "capacity": 80.0, "hard": 0.0, "soft": 0.0,
         "booked": 0.0, "load": 0.0, "over": 0.0, "unbooked": 80.0},
    ]  # fmt: skip


def test_an_overload_is_not_hidden_by_the_free_hours_of_a_colleague():
    """The department is loaded by half, and yet one in it is overloaded; the unknown is counted."""
    load = person_load(
        available(Ann=[100.0], Bob=[180.0], Cy=[None]),
        booked(("Ann", JAN, "A", 140.0, "hard"), ("Cy", JAN, "A", 40.0, "hard")),
    ).with_columns(department=pl.lit("IT"))
    (row,) = rolled_load(load, ["department", "period"]).rows(named=True)
    assert (row["n_people"], row["n_over"], row["n_unknown"]) == (3, 1, 1)
    assert (row["capacity"], row["booked"], row["load"]) == (280, 140, 0.5)
    assert (row["over"], row["unbooked"]) == (40, 180)
    only = rolled_load(load.filter(pl.col("person") == "Cy"), ["department"])
    assert only.select("capacity", "booked", "load").row(0) == (None, None, None)


def test_spells_of_overload():
    """Two months in a row are one spell, a month of rest begins another; the worse comes first."""
    load = person_load(
        available(Ann=[100.0] * 6, Bob=[100.0] * 6),
        booked(*[("Ann", m, "A", h, "hard") for m, h in
                 [(JAN, 110.0), (FEB, 150.0), (MAR, 100.0), (APR, 130.0)]],
               ("Bob", JUN, "A", 300.0, "hard")),
    )  # fmt: skip
    assert overloads(load).rows() == [
        ("Bob", JUN, JUN, 1, 200.0, 3.0, JUN),
        ("Ann", JAN, FEB, 2, 60.0, 1.5, FEB),
        ("Ann", APR, APR, 1, 30.0, 1.3, APR),
    ]


def test_who_causes_an_overload():
    """Hard bookings come first, then value; who is beyond the capacity causes the overload."""
    bookings = booked(
        ("Ann", JAN, "C", 10.0, "soft"), ("Ann", FEB, "A", 60.0, "soft"),
        ("Ann", FEB, "B", 50.0, "hard"), ("Ann", FEB, "C", 30.0, "soft"),
    )  # fmt: skip
    load = person_load(available(Ann=[100.0, 100.0]), bookings)
    projects = pl.DataFrame({"project": ["A", "B"], "value": [9.0, 1.0]})
    found = causes(load, bookings, projects)
    assert found.select("project", "kind", "hours", "over", "since").rows() == [
        ("B", "hard", 50.0, 0.0, FEB), ("A", "soft", 60.0, 10.0, FEB),
        ("C", "soft", 30.0, 30.0, JAN),
    ]  # fmt: skip
    assert found["share"].sum() == pytest.approx(1)


def test_the_causes_sum_to_the_overload():
    """For random bookings the parts beyond capacity add up to the overload of each slot."""
    rng = Random(7)
    people = {f"E{n}": [rng.choice([0.0, 80.0, 160.0]) for _ in MONTHS] for n in range(8)}
    bookings = booked(*[
        (rng.choice(list(people)), rng.choice(MONTHS), rng.choice("ABCDE"), rng.uniform(1, 90),
         rng.choice(["hard", "soft"]))
        for _ in range(150)
    ])  # fmt: skip
    load = person_load(available(**people), bookings)
    values = pl.DataFrame({"project": list("ABC"), "value": [3.0, 2.0, None]})
    sums = causes(load, bookings, values).group_by("person", "period").agg(pl.col("over").sum())
    both = load.filter(pl.col("over") > 0).join(sums, on=["person", "period"], how="left")
    assert both.height > 20
    assert (both["over"] - both["over_right"]).abs().max() == pytest.approx(0, abs=1e-9)


def test_the_bench():
    """Months in which someone is there and not booked; absence and little work are not bench."""
    load = person_load(
        available(Ann=[100.0, 100.0, 0.0, 100.0], Bob=[None]),
        booked(("Ann", FEB, "A", 10.0, "soft")),
    )
    assert bench(load).rows() == [("Ann", JAN, JAN, 1, 100.0), ("Ann", APR, APR, 1, 100.0)]
    assert bench(load, 0.1).rows()[0] == ("Ann", JAN, FEB, 2, 190.0)


def test_nothing_at_all():
    """Empty frames give empty frames."""
    load = person_load(available(), booked(("x", JAN, "A", 1.0, "hard")).clear())
    assert load.is_empty()
    assert overloads(load).is_empty()
    assert bench(load).is_empty()
    assert rolled_load(load, ["period"]).is_empty()
