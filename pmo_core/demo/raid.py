"""What the demonstration's managers made of their risks: responses, and what became of them."""

import numpy as np
import polars as pl

from pmo_core.demo.life import RUNNING, Lives
from pmo_core.demo.shape import typed
from pmo_core.model import RaidItem

_STRATEGIES = ("mitigate", "mitigate", "avoid", "transfer", "accept", "share")
_LEFT = {"mitigate": (0.4, 0.6), "avoid": (0.2, 0.3), "transfer": (0.8, 0.3), "accept": (1.0, 1.0),
         "share": (0.8, 0.5)}  # fmt: skip
"""Strategy -> what is left of probability, and of impact."""
_DECISIONS = (
    ("Use the standard interface", "The own one would cost six weeks."),
    ("Pilot with one department first", "Sales asked for all at once; support could not bear it."),
    ("Keep the old reports for a year", "Finance needs them for the annual accounts."),
    ("Postpone the second language", "Nobody could name the users."),
)
_CHANCES = {
    "Supplier delivers late": (
        "Supplier delivers early", "The supplier has free capacity this quarter.",
        "The test environment is made ready a month before.",
    ),
    "Key person leaves": (
        "Key person stays for the rollout", "The contract may be extended by half a year.",
        "The extension is asked for now.",
    ),
    "Users do not accept it": (
        "Users take it up sooner", "The department asks for it already.",
        "A second group of users begins with the pilot.",
    ),
    "Data is worse than thought": (
        "Data is better than thought", "The first samples were nearly clean.",
        "The cleaning is planned anew after the next samples.",
    ),
    "Security review finds more": (
        "Security review is shared", "Another project has the same library reviewed.",
        "Both projects give one order.",
    ),
}  # fmt: skip
"""Name of a threat -> name, description and response of the opportunity in its place."""
N_CONVERTED = 8  # risks that occurred and became issues
N_DECIDED = 20  # decisions of teams


def told(rng: np.random.Generator, items: pl.DataFrame, projects: Lives) -> pl.DataFrame:
    """Return the items with responses and residuals, and those that came of them.

    Some risks occurred: they are closed, and an issue came from each. Dependencies lead to another
    running project. Teams noted what they decided.
    """
    n = items.height
    strategy = pl.Series(np.array(_STRATEGIES)[rng.integers(0, len(_STRATEGIES), n)])
    left = {name: [_LEFT[one][k] for one in strategy] for k, name in enumerate(("p", "i"))}
    running = projects.code[projects.group == RUNNING]
    other = pl.Series(running[rng.integers(0, len(running), n)])
    is_risk = pl.col("kind") == "risk"
    frame = items.with_columns(
        strategy=pl.when(is_risk).then(strategy),
        residual_probability_pct=(pl.col("probability_pct") * pl.Series(left["p"]) / 5).round() * 5,
        residual_cost=_rounded("impact_cost", pl.Series(left["i"])),
        residual_days=(pl.col("impact_days") * pl.Series(left["i"])).round().cast(pl.Int64),
        other_project=pl.when((pl.col("kind") == "dependency") & (other != pl.col("project")))
        .then(other),
    )  # fmt: skip
    frame = _chances(frame)
    return pl.concat([frame, _occurred(frame), _decided(rng, frame, projects)]).sort(RaidItem.key)


def _rounded(name: str, share: pl.Series) -> pl.Expr:
    """Return a share of an amount, in full hundreds."""
    amount = (pl.col(name).cast(pl.Float64) * share / 100).round() * 100
    return amount.cast(RaidItem.polars_schema()[name])


def _chances(items: pl.DataFrame) -> pl.DataFrame:
    """Return the items; risks that are shared are opportunities, and say so."""
    is_chance = (pl.col("strategy") == "share").fill_null(value=False)
    threats = list(_CHANCES)
    columns = zip(("name", "description", "response"), zip(*_CHANCES.values(), strict=True),
                  strict=True)  # fmt: skip
    return items.with_columns(
        pl.when(is_chance)
        .then(pl.col("name").replace_strict(threats, list(words), default=pl.col(column)))
        .otherwise(pl.col(column))
        .alias(column)
        for column, words in columns
    )


def _occurred(items: pl.DataFrame) -> pl.DataFrame:
    """Return the issues that the latest closed risks became."""
    risks = items.filter(kind="risk", state="closed").sort("closed_on", "project", "code")
    risks = risks.tail(N_CONVERTED)
    return typed(RaidItem, {
        **risks.select("project", "description", "response", "owner").to_dict(),
        "code": risks.select(pl.format("{}-ISSUE", "code")).to_series(),
        "kind": ["issue"] * risks.height,
        "name": risks.select(pl.format("Occurred: {}", "name")).to_series(),
        "came_from": risks["code"],
        "raised_on": risks["closed_on"],
        "due_on": risks["closed_on"].dt.offset_by("45d"),
        "impact_cost": risks["impact_cost"],
        "impact_days": risks["impact_days"],
    })  # fmt: skip


def _decided(rng: np.random.Generator, items: pl.DataFrame, projects: Lives) -> pl.DataFrame:
    """Return what the teams of the oldest running projects decided themselves."""
    first = items.unique("project", keep="first", maintain_order=True).sort("project")
    first = first.head(N_DECIDED)
    n = first.height
    text = np.array(_DECISIONS)[rng.integers(0, len(_DECISIONS), n)].reshape(n, 2)
    since = first.join(
        pl.DataFrame({"project": projects.code, "begun": projects.begun}), on="project",
        maintain_order="left",
    )["begun"]  # fmt: skip
    day = since + (projects.as_of - since) * rng.random(n)
    on = day.floor().cast(pl.Int32).cast(pl.Date)
    return typed(RaidItem, {
        **first.select("project", "owner").to_dict(),
        "code": ["DECISION-1"] * n,
        "kind": ["decision"] * n,
        "name": text[:, 0],
        "description": text[:, 1],
        "raised_on": on,
        "closed_on": on,
        "state": ["closed"] * n,
    })  # fmt: skip


__all__ = ["told"]
