"""Which lessons speak to whom, why, in which order, and what came of them."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from pmo_core.analysis.lessons import (
    EVERYBODY,
    Traits,
    effects,
    frames,
    matches,
    may_speak,
    ranked,
)
from pmo_core.model import Lesson, LessonUse, Practice

DAY = date(2026, 6, 1)


def lesson(code: str, **fields: Any) -> Lesson:
    """Return an accepted lesson with these traits."""
    given = {"name": code, "kind": "keep", "happened": ".", "advice": ".", "state": "accepted",
             "raised_by": "Ana", "raised_on": DAY}  # fmt: skip
    return Lesson.model_validate({"code": code, **given, **fields})


def spoken(traits: Traits, *lessons: Lesson) -> dict[str, tuple[int, str]]:
    """Return code -> strength and reason of the lessons that speak."""
    found = matches(Lesson.frame(*lessons), *frames({"S": traits}))
    return {code: (n, why) for code, n, why in found.select("code", "n_traits", "reason").rows()}


def said(text: str) -> Traits:
    """Return the traits of something of which only one risk is known."""
    return Traits(said=(("risk RISK-1", text),))


def test_what_is_named_must_agree() -> None:
    """Another method, type or phase, or none of the tags, silences a lesson."""
    traits = Traits("agile", "Software", ("Build",), (("risk R", "Supplier is late"),))
    whole = lesson("A", method="agile", project_type="software", phase="build", tags="supplier")
    assert spoken(traits, whole) == {
        "A": (4, 'method agile; phase build; type Software; "supplier" in risk R: Supplier is late')
    }
    for other in (
        {"method": "waterfall"}, {"project_type": "Data"}, {"phase": "Test"}, {"tags": "license"},
    ):  # fmt: skip
        assert spoken(traits, whole.model_copy(update=other)) == {}, other


def test_what_is_not_known_neither_agrees_nor_disagrees() -> None:
    """A request has no method and no phase: a lesson of its kind speaks, one of a phase alone not.

    A lesson that names nothing speaks to everybody.
    """
    request = Traits(project_type="software")
    found = spoken(
        request, lesson("A", method="agile", phase="Test", project_type="Software"),
        lesson("B", phase="Test"), lesson("C", method="agile"), lesson("D"), lesson("E", tags=" ;"),
    )  # fmt: skip
    assert found == {
        "A": (1, "type software; it is about phase Test"),
        "D": (0, EVERYBODY),
        "E": (0, EVERYBODY),
    }


@pytest.mark.parametrize(
    ("tags", "text", "n"),
    [
        ("supplier", "Two SUPPLIERS are late", 1),
        ("suppliers", "The supplier, again", 1),
        ("test data", "Nobody ordered test-data", 1),
        ("data", "The database is old", 0),
        ("test data", "Data of the test", 0),
        ("access", "Accessories are missing", 0),
        ("supplier; late ;none", "Suppliers are late", 2),
        ("a.c", "abc", 0),
        ("größe", "Die GRÖẞE fehlt; die Größe auch", 1),
    ],
)
def test_tags_are_found_as_words(tags: str, text: str, n: int) -> None:
    """Whole words next to each other, in any case and number; a tag is never a pattern."""
    assert spoken(said(text), lesson("A", tags=tags)).get("A", (0, ""))[0] == n


def test_a_tag_counts_once_and_a_long_text_is_cut() -> None:
    """Many risks that name one tag are one reason, the first; its text is quoted in part."""
    text = "The supplier " + "is late and " * 20
    traits = Traits(said=(("risk 1", text), ("risk 2", "supplier")))
    (n, why) = spoken(traits, lesson("A", tags="supplier"))["A"]
    assert n == 1
    assert why == f'"supplier" in risk 1: {text[:44]} ...'


def test_a_tag_of_the_project_is_not_said_twice() -> None:
    """Where the text is the tag itself it is not quoted."""
    traits = Traits(said=(("its tags", "Cloud"),))
    assert spoken(traits, lesson("A", tags="cloud"))["A"][1] == '"cloud" in its tags'


def test_a_project_is_not_told_what_it_said_itself() -> None:
    """A lesson does not come back to the project that it is from."""
    traits = Traits("agile", project="P-1")
    own, other = lesson("A", method="agile", project="P-1"), lesson("B", method="agile")
    assert list(spoken(traits, own, other)) == ["B"]


def test_many_subjects_are_judged_at_once() -> None:
    """Each subject gets what speaks to it alone; practices are held against it by the same rule."""
    subjects = frames({"P-1": Traits("agile"), "P-2": Traits("light"), "P-3": Traits()})
    found = matches(Lesson.frame(lesson("A", method="agile")), *subjects)
    assert found["subject"].to_list() == ["P-1"]
    practice = Practice(code="BP", name="N", text="T", method="light")
    assert matches(Practice.frame(practice), *subjects)["subject"].to_list() == ["P-2"]


def test_nothing_speaks_to_nobody() -> None:
    """Without lessons or subjects there are no matches, and the columns are there."""
    empty = pl.DataFrame(schema=Lesson.polars_schema())
    for lessons, traits in ((empty, {"P": said("supplier")}), (Lesson.frame(lesson("A")), {})):
        found = matches(lessons, *frames(traits))
        assert found.columns == ["subject", "code", "n_traits", "reason"]
        assert found.is_empty()


def test_only_what_was_accepted_and_not_retired_speaks() -> None:
    """Proposed and retired lessons are silent; a practice counts while it is in force."""
    lessons = Lesson.frame(
        lesson("A", practice="BP-1"), lesson("B", state="proposed"), lesson("C", state="retired"),
        lesson("D", practice="BP-2"),
    )  # fmt: skip
    practices = Practice.frame(
        Practice(code="BP-1", name="N", text="T", state="mandatory"),
        Practice(code="BP-2", name="N", text="T", state="retired"),
    )
    kept = may_speak(lessons, practices)
    assert kept.select("code", "practice").rows() == [("A", "BP-1"), ("D", None)]


def uses(code: str, *used: tuple[str, str | None]) -> list[LessonUse]:
    """Return uses of a lesson by as many people."""
    return [
        LessonUse.model_validate({
            "lesson": code, "place": "project", "subject": "P", "person": f"{code} {k}",
            "used_as": used_as, "used_on": date(2026, 1, 1 + k), "effect": effect,
        })
        for k, (used_as, effect) in enumerate(used)
    ]  # fmt: skip


def test_uses_are_counted() -> None:
    """What was put off is in no share; where nobody judged the share is not known."""
    kept = LessonUse.frame(
        *uses("A", ("applied", "In time."), ("applied", None), ("not relevant", None),
              ("later", None)),
        *uses("B", ("later", None)),
    )  # fmt: skip
    counted = effects(kept).to_dicts()
    assert counted[0] == {
        "lesson": "A", "n_applied": 2, "n_not_relevant": 1, "n_later": 1, "n_effects": 1,
        "last_used_on": date(2026, 1, 2), "useful_pct": pytest.approx(200 / 3),
    }  # fmt: skip
    assert counted[1]["useful_pct"] is None
    assert counted[1]["last_used_on"] is None


def test_strength_counts_first_then_what_was_proved() -> None:
    """Of equal strength: helped, untried, did not help; (2+1)/(2+2), 1/2, (0+1)/(1+2)."""
    lessons = [lesson(code, method="agile") for code in "ABC"]
    strong = lesson("Z", method="agile", project_type="Data")
    kept = LessonUse.frame(
        *uses("A", ("not relevant", None)), *uses("C", ("applied", None), ("applied", None)),
        *uses("Z", ("not relevant", None)),
    )  # fmt: skip
    found = matches(Lesson.frame(*lessons, strong), *frames({"P": Traits("agile", "Data")}))
    assert ranked(found, effects(kept))["code"].to_list() == ["Z", "C", "B", "A"]
