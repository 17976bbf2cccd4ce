"""Whether what a lesson warns of came again where it was applied, and where it was left."""

from datetime import date, timedelta

import polars as pl

from pmo_core.analysis.lesson_effect import DAYS, NO_TRACE, NOT_JUDGED, TOO_EARLY, came_again

DAY = date(2026, 1, 10)
LATER = DAY + timedelta(days=DAYS)
USE = {"lesson": pl.String, "project": pl.String, "used_as": pl.String, "used_on": pl.Date}
EVENT = {"project": pl.String, "happened_on": pl.Date, "text": pl.String, "rule": pl.String}


def lessons(*rows: tuple[str, str | None, str]) -> pl.DataFrame:
    """Return lessons: code, tags, rule."""
    schema = {"code": pl.String, "tags": pl.String, "rule": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def found(
    lesson: tuple[str, str | None, str],
    uses: list[tuple[str, str | None, str, date]],
    events: list[tuple[str, date, str, str]],
    as_of: date = LATER,
) -> tuple[int, ...]:
    """Return n_followed, n_followed_again, n_left and n_left_again of one lesson."""
    row = came_again(
        lessons(lesson), pl.DataFrame(uses, schema=USE, orient="row"),
        pl.DataFrame(events, schema=EVENT, orient="row"), as_of=as_of,
    )  # fmt: skip
    return row.select(pl.col("^n_.*$")).row(0)


def used(project: str | None, used_as: str, day: date = DAY) -> tuple[str, str | None, str, date]:
    """Return what somebody made of the lesson."""
    return ("L", project, used_as, day)


def after(project: str, days: int, text: str = "Supplier late") -> tuple[str, date, str, str]:
    """Return an issue so many days after the lesson was judged."""
    return (project, DAY + timedelta(days=days), text, "")


def test_only_the_same_within_the_days_came_again() -> None:
    """On the day itself, after the days, elsewhere, or something else: it did not come again."""
    uses = [used(code, "applied") for code in "ABCDEF"]
    events = [after("A", 0), after("B", 1), after("C", DAYS), after("D", DAYS + 1),
              after("E", 9, "The test is late"), after("Z", 9)]  # fmt: skip
    assert found(("L", "supplier", ""), uses, events) == (6, 2, 0, 0)


def test_one_who_applied_it_makes_the_project_follow_from_that_day() -> None:
    """Others may have left it before; what came before it was applied does not count."""
    uses = [used("A", "later"), used("A", "applied", DAY + timedelta(days=5)),
            used("B", "later"), used("B", "not relevant", DAY + timedelta(days=3)),
            used(None, "applied")]  # fmt: skip
    events = [after("A", 3), after("B", 2)]
    end = LATER + timedelta(days=5)
    assert found(("L", "supplier", ""), uses, events, end) == (1, 0, 1, 1)


def test_a_project_counts_once_and_not_before_its_days_are_over() -> None:
    """Two people and two issues are one project; the day before the last it is not counted yet."""
    uses = [used("A", "later"), used("A", "later", DAY + timedelta(days=1))]
    events = [after("A", 2), after("A", 3)]
    assert found(("L", "supplier", ""), uses, events) == (0, 0, 1, 1)
    assert found(("L", "supplier", ""), uses, events, LATER - timedelta(days=1)) == (0, 0, 0, 0)


def test_a_lesson_from_a_finding_comes_again_by_its_rule() -> None:
    """A finding of another rule is something else, whatever its name."""
    uses = [used("A", "applied"), used("B", "applied")]
    shown = [(code, DAY + timedelta(days=9), "Status missing", rule)
             for code, rule in (("A", "DQ-01"), ("B", "DQ-02"))]  # fmt: skip
    assert found(("L", None, "DQ-01"), uses, shown) == (2, 1, 0, 0)


def test_what_is_not_known_is_no_zero() -> None:
    """Without a tag or rule, without a use, or too early there is no share but a reason."""
    kept = lessons(("T", "supplier", ""), ("N", " ; ", ""), ("U", "supplier", ""), ("E", "x", ""))
    uses = [("T", "A", "applied", DAY), ("N", "A", "applied", DAY), ("E", "A", "later", LATER)]
    rows = came_again(
        kept, pl.DataFrame(uses, schema=USE, orient="row"),
        pl.DataFrame([after("A", 5)], schema=EVENT, orient="row"), as_of=LATER,
    )  # fmt: skip
    shares = rows.select("code", "followed_again_pct", "left_again_pct", "why_unknown").rows()
    assert shares == [
        ("T", 100.0, None, None), ("N", None, None, NO_TRACE), ("U", None, None, NOT_JUDGED),
        ("E", None, None, TOO_EARLY),
    ]  # fmt: skip
