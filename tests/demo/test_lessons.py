"""What the demonstration's projects learned."""

import polars as pl
import pytest

from pmo_core import demo
from pmo_core.analysis import lessons as analysis
from pmo_core.jobs import lesson_traits


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
    assert lessons.height == both.height == 15
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


def test_uses_are_of_lessons_that_speak_there(source: Made) -> None:
    """Whoever used a lesson manages a project to which it speaks; effects are of applied ones."""
    subjects, said = lesson_traits.open_subjects(source)
    found = analysis.matches(source.table("lesson"), subjects, said)
    uses = source.table("lesson_use").with_columns(
        subject=pl.col("subject").str.split(" ").list.first()
    )
    assert uses.height >= 20
    spoken = uses.join(found, left_on=["lesson", "subject"], right_on=["code", "subject"])
    assert spoken.height == uses.height
    managers = spoken.join(source.table("project"), left_on="subject", right_on="code")
    assert (managers["person"] == managers["manager"]).all()
    assert set(uses.drop_nulls("effect")["used_as"]) == {"applied"}


def test_practices_are_followed_by_some_and_not_by_all(source: Made) -> None:
    """There are all three words of departments, and some have not said anything."""
    stated = source.table("practice_adoption")
    assert set(stated["status"]) == {"adopted", "partly", "no"}
    assert stated.filter(pl.col("status") != "adopted")["reason"].null_count() == 0
    assert source.table("practice").height == 5
