"""Charters, plans and standards of the demonstration."""

from typing import get_args

import polars as pl

from pmo_core import demo
from pmo_core.model.raid import RaidKind


def test_approved_and_running_projects_have_a_charter(frames: dict[str, pl.DataFrame]) -> None:
    """Each has one, with milestones that are its gates and the budget of its first baseline."""
    stages = ["approved", "delivery", "on hold"]
    projects = frames["project"].filter(pl.col("stage").is_in(stages))["code"]
    charters = frames["charter"]
    assert sorted(charters["project"]) == sorted(projects)
    first = frames["baseline"].filter(number=1).select("project", "planned_cost")
    both = charters.join(first, on="project")
    assert (both["budget"] == both["planned_cost"]).all()
    n_gates = dict(frames["gate"].group_by("project").len().rows())
    for project, lines in charters.select("project", "milestones").rows():
        assert len(lines.splitlines()) == n_gates[project]


def test_raid_items_are_open_until_closed(frames: dict[str, pl.DataFrame]) -> None:
    """State and days agree; only risks have a probability; some open ones are overdue."""
    items = frames["raid_item"]
    assert set(items["kind"]) == {*get_args(RaidKind)}
    assert items.filter(state="open")["closed_on"].null_count() == items.filter(state="open").height
    closed = items.filter(state="closed")
    assert (closed["closed_on"] >= closed["raised_on"]).all()
    assert closed["closed_on"].max() <= demo.AS_OF
    assert items.filter(pl.col("probability_pct").is_not_null())["kind"].unique().to_list() == [
        "risk"
    ]
    assert items.filter(pl.col("due_on") < demo.AS_OF, state="open").height > 0


def test_the_order_of_work_names_elements_and_holds(
    made: demo.Demo, frames: dict[str, pl.DataFrame]
) -> None:
    """Both ends exist, and planned dates keep the links, but for two that were made later."""
    elements = frames["wbs_element"].select("project", "code", "planned_start", "planned_finish")
    links = frames["precedence"]
    both = links.join(
        elements, left_on=["project", "successor"], right_on=["project", "code"]
    ).join(
        elements, left_on=["project", "predecessor"], right_on=["project", "code"], suffix="_before"
    )
    assert both.height == links.height > 500
    loose = made.plan.habits
    finish_start = both.filter(kind="FS")
    broken = finish_start.filter(pl.col("planned_start") < pl.col("planned_finish_before"))
    assert broken["project"].sort().to_list() == list(loose.linked_later)
    start_start = both.filter(kind="SS")
    assert (start_start["planned_start"] >= start_start["planned_start_before"]).all()
    assert set(start_start["project"]) == set(both.filter(pl.col("lag_days") > 0)["project"])
    assert set(start_start["project"]) == set(loose.overlapping)


def test_policies_are_read_by_those_who_must(frames: dict[str, pl.DataFrame]) -> None:
    """Acknowledgements are of the version in force, by people of its roles; not all have read."""
    policies = frames["policy"].select("readers", "valid_from", "version", policy="code")
    role = frames["person"].select("role", person="name")
    said = frames["acknowledgement"].join(policies, on=["policy", "version"], how="left")
    said = said.join(role, on="person", how="left")
    assert said["readers"].null_count() == 0
    # One person's role is missing: a planted fault.
    known = said.drop_nulls("role")
    assert known.select(pl.col("readers").str.contains(pl.col("role"))).to_series().all()
    assert (said["acknowledged_on"] >= said["valid_from"]).all()
    late = frames["policy"].filter(pl.col("review_on") < demo.AS_OF)
    assert late.height == 1


def test_deliverables_come_with_their_gates(frames: dict[str, pl.DataFrame]) -> None:
    """What a passed gate asks for is there, but for what a conditional go still lacks."""
    gates = frames["gate"].select("project", "gate", "held_on", "outcome")
    both = frames["deliverable"].join(gates, on=["project", "gate"])
    assert both.height == frames["deliverable"].height > 600
    passed = both.filter(pl.col("outcome").is_in(["go", "conditional go"]))
    lacking = passed.filter(pl.col("delivered_on").is_null())
    assert 0 < lacking.height < 12
    assert set(lacking["outcome"]) == {"conditional go"}
    asked = frames["method_element"].filter(kind="deliverable").select("method", "code")
    method = frames["project"].select("method", project="code")
    known = both.join(method, on="project").join(asked, on=["method", "code"])
    assert known.height == both.height


def test_methods_are_adopted_when_the_first_gate_is_held(frames: dict[str, pl.DataFrame]) -> None:
    """Every project of which a gate was held follows its method, and its gates are the method's."""
    adopted = frames["adoption"].join(frames["project"], left_on="project", right_on="code")
    assert (adopted["method"] == adopted["method_right"]).all()
    held = frames["gate"].filter(pl.col("held_on").is_not_null())["project"].unique()
    assert sorted(adopted["project"]) == sorted(held)
    elements = frames["method_element"].filter(kind="gate").select("method", gate="code")
    method = frames["project"].select("method", project="code")
    gates = frames["gate"].join(method, on="project")
    assert gates.join(elements, on=["method", "gate"], how="anti").is_empty()


def test_effort_by_role_is_the_work_of_the_tasks(frames: dict[str, pl.DataFrame]) -> None:
    """The hours of all roles sum to those planned for the task."""
    effort = frames["effort"].group_by("project", "wbs").agg(pl.col("hours").sum())
    both = effort.join(
        frames["wbs_element"], left_on=["project", "wbs"], right_on=["project", "code"]
    )
    assert both.height == effort.height > 100
    gap = (both["hours"] - both["planned_hours"]).cast(pl.Float64).abs()
    assert gap.max() < 1


def test_data_are_migrated_by_one_role_alone(frames: dict[str, pl.DataFrame]) -> None:
    """Several projects ask the data engineers for whole tasks: leveling has something to do."""
    names = frames["wbs_element"].select("project", "name", wbs="code")
    effort = frames["effort"].join(names, on=["project", "wbs"])
    rows = effort.filter(pl.col("name") == "Data migration")
    assert set(rows["role"]) == {"DATA"}
    assert rows["project"].n_unique() > 5
