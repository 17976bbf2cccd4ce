"""Look-alikes: rewordings are found, other things are not."""

import polars as pl
import pytest

from pmo_core import demo
from pmo_core.analysis.look_alikes import LEAST_PCT, Known, known, look_alikes, words

REWORDED = {
    "Voice input for work orders": "Work order voice input",
    "Privileged acess": "Privileged access",
    "New branch office networks": "Branch office network",
    "Central logging platform": "Logging platform",
    "Data volume billing": "Billing for data volumes",
    "Digital signature": "Digital signatures",
    "E-learning platform": "Learning platform",
    "Consolidation of monitoring tools": "Monitoring consolidation",
    "Service catalogue online": "Service catalog online",
    "Automation of joiner, mover and leaver": "Joiner-mover-leaver automation",
    "Study: exit from the mainframe": "Mainframe exit study",
    "Upgrade virtualization": "Virtualization upgrade",
    "Portal in 5 languages": "Portal in five languages",
    "Renewal of the firewalls in the data center": "Firewall renewal",
    "Reminders of payment by app": "Payment reminders by app",
}
OTHER = (
    "Canteen menu display", "Electric cars for the sales team", "Parental leave handbook",
    "Rooftop solar panels", "Interview training", "Translation of the annual report",
)  # fmt: skip


@pytest.fixture(scope="module")
def projects() -> Known:
    """Give the projects of the demonstration, whose names mean different things."""
    rows = demo.portfolio(n_projects=200, n_actuals=500)["project"]
    return known(rows.select(pl.lit("project").alias("kind"), "code", "name", text="description"))


def _texts(*texts: str) -> Known:
    return known(
        pl.DataFrame({
            "kind": ["request"] * len(texts), "code": [f"R-{n}" for n in range(len(texts))],
            "name": [f"Idea {'abcdefgh'[n] * 9}" for n in range(len(texts))], "text": list(texts),
        })
    )  # fmt: skip


@pytest.mark.parametrize("name", REWORDED)
def test_rewordings_are_found(projects: Known, name: str) -> None:
    """Other order, plural, filling words and typing errors do not hide a project."""
    assert look_alikes(name, "", projects)["name"][0] == REWORDED[name]


@pytest.mark.parametrize("name", OTHER)
def test_other_things_are_not_alike(projects: Known, name: str) -> None:
    """An idea that nobody had is like nothing."""
    assert look_alikes(name, "", projects).is_empty()


def test_words_that_stand_everywhere_tell_nothing(projects: Known) -> None:
    """The company's name in each description makes nothing alike."""
    text = "Solar panels for the program Customer portal of Bergfeld Digital AG (fictional)."
    assert {"bergfeld", "ag", "fictional"} <= projects.common
    assert look_alikes("Rooftop solar panels", text, projects).is_empty()


def test_the_text_gives_away_what_the_name_hides() -> None:
    """Another name, but the same story: found by its words."""
    others = _texts(
        "Every order is typed twice, first in the shop and again in the warehouse ledger.",
        "Visitors cannot find the meeting rooms on the third floor.",
    )
    told = "Orders are typed twice: in the shop, and again in the warehouse's ledger."
    found = look_alikes("Phoenix", told, others)
    assert found["code"].to_list() == ["R-0"]
    assert look_alikes("Phoenix", "Orders twice", others).is_empty()


def test_the_likest_comes_first_and_its_own_is_left_out(projects: Known) -> None:
    """At most n, from the least likeness on, by likeness; the codes named are not among them."""
    found = look_alikes("Migration wave", "", projects, n=3)
    assert found.height == 3
    assert found["likeness_pct"].is_sorted(descending=True)
    assert found["likeness_pct"].min() >= LEAST_PCT
    left = look_alikes("Migration wave", "", projects, n=3, leave_out=found["code"][:1])
    assert found["code"][0] not in left["code"]


def test_nothing_is_like_nothing(projects: Known) -> None:
    """Without a name, or without others, there are no look-alikes."""
    assert look_alikes("  ", "text", projects).is_empty()
    assert look_alikes("x", "text", _texts()).is_empty()
    assert look_alikes("the of and", "", projects).is_empty()


def test_words_are_those_that_tell() -> None:
    """By hand: case, accents, plural and empty words do not count; missing text has no words."""
    found = words(pl.Series(["The Émigrés' 2 classes", None]))
    assert found.to_list() == [["2", "classe", "emigre"], []]
