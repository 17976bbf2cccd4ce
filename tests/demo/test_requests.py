"""How the demonstration's ideas came in."""

import polars as pl
import pytest

from pmo_core import demo
from pmo_core.model.intake import Figures


def figures(frames: dict[str, pl.DataFrame]) -> dict[str, Figures]:
    """Project -> figures of its request."""
    rows = frames["request"].drop_nulls("project").select("project", "figures").rows()
    return {project: Figures.model_validate_json(text) for project, text in rows}


def test_every_candidate_was_asked_for(frames: dict[str, pl.DataFrame]) -> None:
    """Each candidate has one request, accepted or in assessment; 14 more have no project."""
    requests = frames["request"]
    stage = frames["project"].filter(pl.col("stage").is_in(["proposed", "approved"]))
    became = requests.drop_nulls("project")
    assert sorted(became["project"]) == sorted(stage["code"])
    assert set(became["state"]) == {"accepted", "in assessment"}
    counts = dict(requests.filter(pl.col("project").is_null()).group_by("state").len().rows())
    assert counts == {"draft": 4, "submitted": 5, "rejected": 3, "withdrawn": 2}
    assert requests["code"].to_list() == [f"R-{n:04d}" for n in range(1, 115)]


def test_figures_are_those_of_the_registers(frames: dict[str, pl.DataFrame]) -> None:
    """Cost, benefits, effort and goals of a request sum to those of its project, in EUR."""
    rate = pl.col("currency").replace_strict({"USD": 0.92, "GBP": 1.17}, default=1.0)
    money = {
        name: dict(frame.group_by(key).agg((pl.col(column).cast(pl.Float64) * rate).sum()).rows())
        for name, frame, key, column in (
            ("cost", frames["project"], "code", "planned_cost"),
            ("benefit", frames["benefit"], "project", "planned_benefit"),
        )
    }
    hours = dict(frames["demand"].group_by("project").agg(pl.col("hours").sum()).rows())
    for project, said in figures(frames).items():
        cost = sum(year.likely for year in said.costs)
        assert cost == pytest.approx(money["cost"][project], rel=1e-4)
        benefit = sum(year.likely for year in said.benefits)
        assert benefit == pytest.approx(money["benefit"].get(project, 0), rel=1e-4)
        assert sum(one.hours for one in said.effort) == pytest.approx(float(hours[project]))
        goals = frames["contribution"].filter(project=project)
        assert said.goals == dict(goals.select("goal", "share_pct").rows())


def test_requests_come_before_what_was_decided(frames: dict[str, pl.DataFrame]) -> None:
    """What is approved was asked for before its first gate was held."""
    first = frames["gate"].filter(pl.col("number") == 1).select("project", "held_on")
    both = frames["request"].join(first, on="project")
    assert both.height == 25
    assert (both["submitted_on"] < both["held_on"]).all()


def test_what_is_said_was_said_afterwards(frames: dict[str, pl.DataFrame]) -> None:
    """Comments name a request, a person of the demonstration, and a time after submission."""
    said = frames["comment"].join(frames["request"], on="code", suffix="_request")
    assert said.height == frames["comment"].height > 30
    assert (said["made_at"].dt.date() >= said["submitted_on"]).all()
    assert set(said["author"]) <= set(frames["person"]["name"])
    assert said["made_at"].max().date() <= demo.AS_OF


def test_look_alikes_name_what_exists(frames: dict[str, pl.DataFrame]) -> None:
    """Two submitted requests carry the name of a project that exists in other words."""
    names = [name.casefold().partition(" (")[0] for name in frames["project"]["name"]]
    new = frames["request"].filter(pl.col("name").str.starts_with("New "))
    new = new.filter(pl.col("project").is_null())
    assert new.height == 2
    assert all(name.casefold().removeprefix("new ") in names for name in new["name"])
