"""A portfolio with much waiting for an answer, made from the demonstration's own generator."""

from pathlib import Path
from urllib.parse import urlencode

import polars as pl

import pmo_core
from bench import data
from pmo_core import demo

N_PROJECTS = 1_000
"""Half of them are candidates, with a request each; 200 decisions have conditions then."""
N_CHANGES = 60
STATES = ("submitted", "in assessment", "accepted", "rejected", "withdrawn", "draft")


def frames() -> dict[str, pl.DataFrame]:
    """Registers with 500 requests in all states, 200 decisions with open conditions, 60 changes.

    Comments, scores, votes, meetings with agenda, charters and gates are as the generator makes
    them for so many projects.
    """
    made = data.frames(N_PROJECTS, n_actuals=60_000)
    made["request"] = _in_all_states(made["request"])
    made["condition"] = made["condition"].with_columns(
        met_on=pl.lit(None, pl.Date), evidence=pl.lit(None, pl.String)
    )
    made["change_request"] = _with_open(made["change_request"], made["project"])
    return made


def fill(store: Path, n: int) -> dict[str, list[str]]:
    """Fill a new store; give path of a page -> up to `n` addresses that each show another thing."""
    made = frames()
    with pmo_core.open(str(store)) as repository:
        repository.session(*data.USER).load(made)
    return _addresses(made, n)


def _addresses(made: dict[str, pl.DataFrame], n: int) -> dict[str, list[str]]:
    asked, judged = made["request"]["code"], made["project"].filter(stage="proposed")["code"]
    running = made["project"].filter(stage="delivery")["code"]
    gates = made["gate"].join(running.to_frame("project"), on="project", how="semi")
    shown = {
        "intake": {"request": asked}, "triage": {"request": asked}, "assess": {"project": judged},
        "case": {"project": judged}, "project": {"project": running},
        "criteria": {"criterion": made["criterion"]["code"]},
        "boards": {"board": made["board"]["code"]},
        "gate": {"project": gates["project"], "gate": gates["gate"]},
        "decisions": {"decision": made["condition"]["decision"].unique().sort()},
        "changes": {"change": made["change_request"].filter(state="submitted")["code"]},
        "methods": {"method": made["method_element"]["method"].unique().sort()},
        "charter": {"project": made["charter"]["project"]},
        "policies": {"policy": made["policy"]["code"]},
        "templates": {"template": made["template"]["code"]},
    }  # fmt: skip
    return {
        path: [urlencode(row) for row in _some(pl.DataFrame(columns), n).iter_rows(named=True)]
        for path, columns in shown.items()
    }


def _some(rows: pl.DataFrame, n: int) -> pl.DataFrame:
    return rows.sample(min(n, rows.height), seed=demo.SEED)


def _in_all_states(requests: pl.DataFrame) -> pl.DataFrame:
    """Return the requests, their states in turn; only those taken up have their project."""
    state = pl.Series(STATES).gather([k % len(STATES) for k in range(requests.height)])
    is_taken = pl.col("state").is_in(STATES[1:3])
    return requests.with_columns(state=state).with_columns(
        project=pl.when(is_taken).then("project"),
        submitted_on=pl.when(pl.col("state") != STATES[-1]).then("submitted_on"),
    )


def _with_open(changes: pl.DataFrame, projects: pl.DataFrame) -> pl.DataFrame:
    """Return the change requests and so many open ones, each about another running project."""
    waiting = changes.filter(state="submitted")
    running = projects.filter(pl.col("planned_cost").is_not_null(), stage="delivery")["code"]
    more = pl.concat([waiting] * (N_CHANGES // waiting.height)).with_columns(
        code=pl.format("CR-{}", pl.int_range(1_001, pl.len() + 1_001)),
        project=running.head(N_CHANGES),
    )
    return pl.concat([changes, more])
