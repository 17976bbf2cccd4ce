"""How the demonstration's running projects are planned: order of work, risks, who is told what."""

import numpy as np
import polars as pl

from pmo_core.demo.life import PHASE_ENDS, RUNNING, Lives
from pmo_core.demo.people import ROLES
from pmo_core.demo.resources import Ahead
from pmo_core.demo.shape import typed
from pmo_core.model import Communication, Effort, Precedence, RaidItem

# Kind, name, what it is about, response.
_RAID = (
    ("risk", "Supplier delivers late", "The supplier has several customers at once.",
     "Delivery in parts is agreed; the order of work may change."),
    ("risk", "Key person leaves", "Only one person knows the old interface.",
     "A second person works along until the design gate."),
    ("risk", "Users do not accept it", "The department was asked late.",
     "A pilot group decides with us from the second month."),
    ("risk", "Data is worse than thought", "Nobody has counted the gaps.",
     "Samples are counted before the migration is planned."),
    ("risk", "Security review finds more", "The library in use is old.",
     "The review begins with the design, not with the test."),
    ("issue", "Test environment is unstable", "It stood still for two days last month.",
     "Operations gives it the same care as production until the go-live."),
    ("issue", "Decision on the interface is open", "Two departments want different formats.",
     "Brought to the board with a proposal."),
    ("assumption", "Licenses cover the pilot group", "Taken from the supplier's offer.", None),
    ("assumption", "The old system runs until the handover", "Operations has confirmed it.", None),
    ("dependency", "Login service of another project", "Needed for the pilot.",
     "Both managers meet every two weeks."),
    ("action", "Agree on the dates of the training", "Asked for by the department.", None),
    ("action", "Send the contract to legal", "Before the order is placed.", None),
    ("action", "Invite the data protection officer", "Before the pilot begins.", None),
)  # fmt: skip
_TOLD = (
    ("Steering committee", "Status, risks and what is to be decided, before each meeting"),
    ("Sponsor", "Progress and open questions, every two weeks in person"),
    ("Team", "Goals of the month and what blocks us, every Monday"),
    ("Departments concerned", "What changes for them and when, each month by mail"),
)
N_BY_ROLE = 12  # running projects whose work is planned by role, the newest
_MIGRATES = ("Data migration", "DATA")  # task and the role that does it alone
N_ITEMS = (3, 7)  # RAID items of a project, at least and fewer than


def raid(rng: np.random.Generator, projects: Lives, register: pl.DataFrame) -> pl.DataFrame:
    """Return risks, issues, assumptions, dependencies and actions of running projects."""
    running = np.flatnonzero(projects.group == RUNNING)
    n = rng.integers(*N_ITEMS, len(running))
    project = np.repeat(running, n)
    first = np.cumsum(n) - n
    nth = np.arange(len(project)) - np.repeat(first, n)
    # A stride that shares no factor with the list, so that no project has an item twice.
    pick = (np.repeat(rng.integers(0, len(_RAID), len(running)), n) + 5 * nth) % len(_RAID)
    kind, name, about, response = (np.array(column, dtype=object)[pick]
                                   for column in zip(*_RAID, strict=True))  # fmt: skip
    k = len(project)
    age = np.floor(rng.random(k) * np.minimum(projects.as_of - projects.begun[project], 240))
    raised = projects.as_of - age
    due = raised + rng.integers(30, 150, k)
    is_closed = rng.random(k) < np.where(due < projects.as_of, 0.85, 0.1)
    closed = np.minimum(due - rng.integers(0, 25, k), projects.as_of)
    is_risk = np.isin(kind, ["risk"])
    frame = pl.DataFrame({
        "project": projects.code[project], "kind": kind.tolist(), "name": name.tolist(),
        "description": about.tolist(), "response": response.tolist(),
        "probability_pct": np.where(is_risk, rng.choice([10.0, 20.0, 30.0, 50.0], k), np.nan),
        "impact_cost": np.where(
            is_risk, np.round(projects.planned[project] * rng.uniform(0.02, 0.12, k), -3), np.nan
        ),
        "impact_days": np.where(is_risk, rng.choice([5.0, 10.0, 20.0, 40.0], k), np.nan),
        "raised": raised, "due": due.astype(float),
        "closed": np.where(is_closed, np.maximum(closed, raised), np.nan),
    })  # fmt: skip
    manager = register.select("manager", project="code")
    frame = frame.join(manager, on="project", maintain_order="left").with_columns(
        pl.col("probability_pct", "impact_cost", "impact_days", "closed").fill_nan(None),
        code=pl.format(
            "{}-{}",
            pl.col("kind").str.to_uppercase(),
            pl.int_range(1, pl.len() + 1).over("project", "kind"),
        ),
        owner="manager",
        state=pl.when(pl.col("closed").is_nan()).then(pl.lit("open")).otherwise(pl.lit("closed")),
        **{f"{name}_on": pl.col(name).fill_nan(None).floor().cast(pl.Int32).cast(pl.Date)
           for name in ("raised", "due", "closed")},
    )  # fmt: skip
    return typed(RaidItem, frame.to_dict())


def communications(projects: Lives, register: pl.DataFrame) -> pl.DataFrame:
    """Return the communication plans of running projects."""
    plan = pl.DataFrame(_TOLD, schema=["audience", "content"], orient="row").with_row_index(
        "code", offset=1
    )  # fmt: skip
    running = pl.Series(projects.code[projects.group == RUNNING], dtype=pl.String)
    people = register.filter(pl.col("code").is_in(running.implode())).select(
        project="code", owner="manager"
    )
    frame = people.join(plan, how="cross").with_columns(pl.col("code").cast(pl.String))
    return typed(Communication, frame.select(list(Communication.model_fields)).to_dict())


def precedences(projects: Lives, wbs: pl.DataFrame) -> pl.DataFrame:
    """Return the order of work of running projects.

    A phase waits for the one before it; within a phase two strands of work run side by side, so
    that each task waits for the last but one; in the last phase each waits for the one before it.
    """
    running = pl.Series(projects.code[projects.group == RUNNING], dtype=pl.String)
    level = pl.col("code").str.split(".")
    parts = wbs.filter(pl.col("project").is_in(running.implode())).with_columns(
        phase=level.list.first().cast(pl.Int64),
        task=level.list.get(1, null_on_oob=True).cast(pl.Int64),
    )
    phases = parts.filter(pl.col("task").is_null()).sort("project", "phase").select(
        "project", successor="code", predecessor=pl.col("code").shift(1).over("project"),
        kind=pl.lit("FS"), lag_days=pl.lit(0, pl.Int64),
    )  # fmt: skip
    code = pl.col("code")
    in_turn = pl.when(pl.col("phase") == len(PHASE_ENDS))
    before = in_turn.then(code.shift(1)).otherwise(code.shift(2))
    tasks = parts.filter(pl.col("task").is_not_null()).sort("project", "phase", "task").select(
        "project", successor="code", predecessor=before.over("project", "phase"),
        kind=pl.lit("FS"), lag_days=pl.lit(0, pl.Int64),
    )  # fmt: skip
    frame = pl.concat([phases, tasks]).drop_nulls("predecessor")
    return typed(Precedence, frame.sort(Precedence.key).to_dict())


def efforts(projects: Lives, plan: Ahead, wbs: pl.DataFrame) -> pl.DataFrame:
    """Return the work of each role on each task of the newest running projects.

    The hours of a task are divided as the rest of its project asks for roles; data are migrated by
    one role alone, of which several projects ask too much at the same time.
    """
    newest = np.flatnonzero(projects.group == RUNNING)[-N_BY_ROLE:]
    hours = plan.hours[newest].sum(axis=1)
    share = hours / np.maximum(hours.sum(axis=1, keepdims=True), 1e-9)
    place, role = (axis.ravel() for axis in np.indices(share.shape))
    mix = pl.DataFrame({
        "project": projects.code[newest][place],
        "role": np.array([one[0] for one in ROLES])[role],
        "share": share.ravel(),
    })  # fmt: skip
    tasks = wbs.drop_nulls("planned_hours").select("project", "planned_hours", "name", wbs="code")
    is_alone = (pl.col("role") == _MIGRATES[1]).cast(pl.Float64)
    share_of_task = pl.when(pl.col("name") == _MIGRATES[0]).then(is_alone).otherwise("share")
    frame = tasks.join(mix, on="project").with_columns(
        hours=(pl.col("planned_hours").cast(pl.Float64) * share_of_task).round(1)
    )
    frame = frame.filter(pl.col("hours") > 0).sort(Effort.key)
    return typed(Effort, frame.select(list(Effort.model_fields)).to_dict())
