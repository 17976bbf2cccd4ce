"""What the demonstration's projects learned."""

from datetime import date, timedelta

import polars as pl
import pytest

from pmo_core import demo
from pmo_core.analysis import lessons as analysis
from pmo_core.jobs import lesson_effect, lesson_traits


class Made:
    """The frames of the demonstration, read like a store."""

    def __init__(self) -> None:
        self.made = demo.build()

    def table(self, register: str) -> pl.DataFrame:
        """Return the rows of a register."""
        return self.made.frames[register]

    def query(self, name: str, **params: object) -> pl.DataFrame:
        """Nothing here asks a question of the store."""
        raise NotImplementedError(name, params)

    settings = query


@pytest.fixture(scope="module")
def source() -> Made:
    return Made()


def test_each_lesson_is_from_a_closed_project(source: Made) -> None:
    """What was learned was learned by a project that ended before, and said by its manager."""
    lessons, project = source.table("lesson"), source.table("project")
    both = lessons.join(project, left_on="project", right_on="code")
    assert lessons.height == both.height == 25
    assert set(both["stage"]) == {"closed"}
    assert (both["raised_by"] == both["manager"]).all()
    assert (both["raised_on"] >= both["actual_finish"]).all()


def test_lessons_speak_to_real_projects_and_requests(source: Made) -> None:
    """Nearly every accepted lesson matches something open, none matches most of it."""
    subjects, said = lesson_traits.open_subjects(source)
    kept = analysis.may_speak(source.table("lesson"), source.table("practice"))
    found = analysis.matches(kept, subjects, said)
    counts = found.group_by("code").len()
    assert counts.height >= kept.height - 2
    assert int(counts["len"].max()) < 0.5 * subjects.height  # type: ignore[call-overload]
    places = found.join(subjects, on="subject")["place"]
    assert set(places) == {"project", "request"}


def test_most_that_closed_left_a_lesson(source: Made) -> None:
    """Of those closed in the last year few told nothing."""
    lately = source.table("project").filter(
        pl.col("stage") == "closed", pl.col("actual_finish") > demo.AS_OF - timedelta(days=365)
    )
    told = lately.join(source.table("lesson"), left_on="code", right_on="project", how="semi")
    assert 0 < lately.height - told.height < lately.height / 3


def test_uses_are_of_lessons_that_spoke_there(source: Made) -> None:
    """Whoever used a lesson manages a project of which it spoke; effects are of applied ones."""
    items = source.made.frames["raid_item"]
    source.made.frames["raid_item"] = items.with_columns(state=pl.lit("open"))  # as they were then
    found = analysis.matches(source.table("lesson"), *lesson_traits.open_subjects(source))
    source.made.frames["raid_item"] = items
    uses = source.table("lesson_use").with_columns(
        project=pl.col("subject").str.split(" ").list.first()
    )
    assert uses.height >= 50
    spoken = uses.join(found, left_on=["lesson", "project"], right_on=["code", "subject"])
    assert spoken.height == uses.height
    managers = spoken.join(source.table("project"), left_on="project", right_on="code")
    assert (managers["person"] == managers["manager"]).all()
    assert set(uses.drop_nulls("effect")["used_as"]) == {"applied"}
    learned = uses.join(source.table("lesson"), left_on="lesson", right_on="code")
    assert (learned["used_on"] > learned["raised_on"]).all()


def test_what_was_applied_came_again_less_often(source: Made) -> None:
    """Both shares are known, and that of projects which left the lessons is larger."""
    found = lesson_effect.came_again(source, date(2026, 11, 23)).select(pl.col("^n_.*$").sum())
    n, again, n_left, left_again = found.row(0)
    assert min(n, n_left) > 10
    assert 0 < again / n < left_again / n_left < 1


def test_practices_are_followed_by_some_and_not_by_all(source: Made) -> None:
    """There are all three words of departments, and some have not said anything."""
    stated = source.table("practice_adoption")
    assert set(stated["status"]) == {"adopted", "partly", "no"}
    assert stated.filter(pl.col("status") != "adopted")["reason"].null_count() == 0
    assert source.table("practice").height == 5
