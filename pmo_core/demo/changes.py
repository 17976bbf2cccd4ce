"""Change requests of running projects, and the baselines that approvals led to."""

import numpy as np
import polars as pl

from pmo_core.demo.life import RUNNING, Lives
from pmo_core.demo.people import in_currency
from pmo_core.demo.shape import typed
from pmo_core.model import Baseline, ChangeRequest

# State, name, reason, change of cost (share), of finish (days), of yearly benefit (share), of work
# (hours), role, scope added, scope dropped, what is asked and why.
_ASKED = (
    ("approved", "Add the mobile view", "opportunity", 0.12, 30, 0.05, 420, "DEV",
     "Mobile view", None, "Half of the users are on the road; the supplier offers it now."),
    ("approved", "Second test environment", "risk occurred", 0.05, 0, None, 80, "OPS",
     "Second test environment", None, "Two teams block each other in the only environment."),
    ("approved", "Drop the fax interface", "opportunity", -0.06, -14, None, -160, "DEV",
     None, "Fax interface", "The last customers by fax have moved to the portal."),
    ("approved", "Audit log by the new rule", "regulation", 0.08, 21, None, 260, "SEC",
     "Audit log kept for ten years", None, "The supervisor's new rule holds from January."),
    ("approved", "Later delivery of the hardware", "supplier", 0.02, 45, None, None, None,
     None, None, "The supplier moved the delivery; a temporary set is rented."),
    ("approved", "Training for the branch offices", "new requirement", 0.04, 10, 0.03, 120, "BA",
     "Training in four branch offices", None, "The pilot showed that a manual is not enough."),
    ("rejected", "Own reporting module", "new requirement", 0.25, 90, 0.02, 900, "DATA",
     "Reporting module", None, "The department wants its reports without the platform."),
    ("rejected", "Support a third language", "opportunity", 0.07, 30, 0.01, 240, "BA",
     "Texts in a third language", None, "One country asked for it."),
    ("rejected", "Move the go-live to spring", "other", 0.09, 120, None, None, None,
     None, None, "The department would like to avoid its busy season."),
    ("submitted", "Correct the data migration", "error", 0.06, 20, None, 300, "DATA",
     "Second run of the migration", None, "The first run lost the links to old contracts."),
    ("submitted", "Sign documents on the phone", "opportunity", 0.05, 15, 0.06, 180, "DEV",
     "Signature on the phone", None, "The library has it since its last release."),
    ("submitted", "Stricter password rules", "regulation", 0.03, 7, None, 90, "SEC",
     "Password rules of the group", None, "The group's standard has changed."),
    ("submitted", "Reduce the number of reports", "opportunity", -0.04, -10, None, -110, "DATA",
     None, "Twelve reports that nobody opened last year", "Their use was measured."),
    ("draft", "Extend the pilot group", "new requirement", 0.03, 14, None, 60, "BA",
     "A second pilot group", None, "The first group holds no field staff."),
    ("draft", "Change the hosting supplier", "supplier", 0.10, 40, None, 200, "OPS",
     None, None, "The offer ends; a comparison is being made."),
)  # fmt: skip
_TWICE = 1  # the first project has two approved ones
LEAST_AGE_DAYS = 210  # of a project before the first change is asked for


def asked(rng: np.random.Generator, projects: Lives, register: pl.DataFrame) -> pl.DataFrame:
    """Return change requests with `day` (submitted, or written) and `delta` (EUR), undecided.

    All fields of the register are there besides the decision. Fewer where few projects run.
    """
    running = set(register.filter(pl.col("stage") == "delivery")["code"])
    age = projects.as_of - projects.begun
    fit = [
        p for p in rng.permutation(np.flatnonzero(projects.group == RUNNING)).tolist()
        if projects.code[p] in running and age[p] >= LEAST_AGE_DAYS and projects.until[p] < 0.9
    ]  # fmt: skip
    chosen = (fit[:_TWICE] + fit)[: len(_ASKED)]
    manager = dict(register.select("code", "manager").rows())
    names = ["state", "name", "reason", "share", "finish_delta_days", "benefit", "hours_delta",
             "role", "scope_added", "scope_removed", "description"]  # fmt: skip
    frame = pl.DataFrame(_ASKED[: len(chosen)], schema=names, orient="row")
    place = np.array(chosen, dtype=np.int64)
    n = len(place)
    is_decided = frame["state"].is_in(["approved", "rejected"]).to_numpy()
    ago = np.where(is_decided, 175 - 6 * np.arange(n), 4 + 3 * (np.arange(n) % 5))
    planned = projects.planned[place]
    delta = np.round(planned * frame["share"].to_numpy(), -3)
    currency = projects.currency[place]
    benefit = planned * frame["benefit"].cast(pl.Float64).to_numpy()
    frame = frame.with_columns(
        project=pl.Series(projects.code[place], dtype=pl.String),
        delta=pl.Series(delta, dtype=pl.Float64),
        cost_delta=pl.Series(np.round(in_currency(delta, currency), -2)),
        benefit_delta=pl.Series(np.round(in_currency(benefit, currency), -2)),
        author=pl.Series([manager[code] for code in projects.code[place]], dtype=pl.String),
        day=pl.Series(projects.as_of - ago, dtype=pl.Int64),
        impact=pl.when(pl.col("finish_delta_days") > 20)
        .then(pl.lit("Projects that need its result begin later; people stay bound longer."))
        .otherwise(None),
    ).sort("day", "name")
    return frame.with_columns(code=pl.format("CR-{}", _padded()))


def _padded() -> pl.Expr:
    return pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(4)


def approved(requests: pl.DataFrame) -> pl.DataFrame:
    """Return what approved requests change by project: `delta` (EUR), `cost_delta`, `days`."""
    return (
        requests.filter(pl.col("state") == "approved").group_by("project")
        .agg(pl.col("delta", "cost_delta").sum(), days=pl.col("finish_delta_days").sum())
    )  # fmt: skip


def register_of(requests: pl.DataFrame, decisions: pl.DataFrame) -> pl.DataFrame:
    """Return the register of change requests, with the decisions about them."""
    about = decisions.filter(pl.col("about") == "change request").select(
        decision="code", code="subject"
    )
    frame = requests.join(about, on="code", how="left").with_columns(
        submitted_on=pl.when(pl.col("state") != "draft").then(
            pl.col("day").cast(pl.Int32).cast(pl.Date)
        )
    )
    fields = [name for name in ChangeRequest.model_fields if name in frame.columns]
    return typed(ChangeRequest, frame.select(fields).to_dict()).sort("code")


def baselines(
    projects: Lives, requests: pl.DataFrame, decisions: pl.DataFrame, register: pl.DataFrame
) -> pl.DataFrame:
    """Return a baseline per go-ahead and per approved change; the newest equals the project."""
    scope = pl.col("description").str.strip_suffix(".")
    plan = register.select(
        "planned_start", "planned_finish", "planned_cost", "currency", project="code",
        scope=scope,
    )  # fmt: skip
    gates = decisions.filter(
        pl.col("about") == "gate", pl.col("outcome").is_in(["go", "conditional go"])
    )
    first = gates.sort("decided_on", "code").group_by("project", maintain_order=True).first()
    changed = requests.filter(pl.col("state") == "approved").join(
        decisions.filter(pl.col("about") == "change request").select(
            "decided_on", decision="code", code="subject"
        ),
        on="code",
    )
    rows = pl.concat([
        first.select("project", "decided_on", decision="code", cost=pl.lit(0.0), days=0,
                     reason=pl.lit("First go-ahead."), added=pl.lit(None, pl.String)),
        changed.select("project", "decided_on", "decision", cost=pl.col("cost_delta"),
                       days=pl.col("finish_delta_days"),
                       reason=pl.format("{}: {}", "code", "name"), added="scope_added"),
    ], how="vertical_relaxed").sort("project", "decided_on", "decision")  # fmt: skip
    # What is planned now holds all changes; each baseline lacks those that came after it.
    later_cost = pl.col("cost").sum().over("project") - pl.col("cost").cum_sum().over("project")
    later_days = pl.col("days").sum().over("project") - pl.col("days").cum_sum().over("project")
    rows = rows.join(plan, on="project").sort("project", "decided_on", "decision")
    frame = rows.with_columns(
        number=pl.int_range(1, pl.len() + 1).over("project"),
        planned_cost=pl.col("planned_cost").cast(pl.Float64) - later_cost,
        planned_finish=pl.col("planned_finish") - pl.duration(days=later_days),
        approved_on="decided_on",
        scope=pl.concat_str("scope", "added", separator="\n", ignore_nulls=True),
    )
    return typed(Baseline, frame.to_dict())


__all__ = ["approved", "asked", "baselines", "register_of"]
