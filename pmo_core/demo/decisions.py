"""What the boards of the demonstration decided: decisions, votes and conditions."""

import numpy as np
import polars as pl

from pmo_core.demo.boards import EXECUTIVE, LARGE, PMO, SMALL
from pmo_core.demo.shape import typed
from pmo_core.model import Condition, Decision, Gate, Vote

_REASONS = {
    "go": (
        "The case holds, the plan is complete.",
        "Deliverables of the gate are accepted, cost and dates are within the baseline.",
        "The pilot convinced; the money is in the budget.",
        "Risks are known and answered.",
    ),
    "conditional go": (
        "The case holds, but not all deliverables are there.",
        "The supplier is not proven; the work may begin under conditions.",
        "Benefits are plausible, their owner is to be named.",
    ),
    "hold": ("Two key people are bound elsewhere; to be looked at again next quarter.",),
    "stop": ("The need has gone, what is left of the cost is not worth its benefits.",),
    "recycle": ("The design does not answer the security findings; to be brought again.",),
    "approved": ("The impact is understood and the money is there.",),
    "rejected": ("The benefit does not carry the cost.",),
}
_CONDITIONS = (
    "Security concept accepted by information security.",
    "Owner of the benefits named in writing.",
    "Second offer obtained and compared.",
    "Test plan completed and agreed with the department.",
    "Handover agreed with operations.",
    "Data protection assessment signed.",
)
N_OVERDUE = 3
_ADMIN_HOUR = 16
_MORE = 40  # days within which a condition is due, at most twice


def decide(
    rng: np.random.Generator,
    gates: pl.DataFrame,
    requests: pl.DataFrame,
    meetings: pl.DataFrame,
    as_of: int,
) -> pl.DataFrame:
    """Return the decisions about gates and change requests, numbered by day.

    Columns: the register's besides `recorded_by`, and `day` (from 1970-01-01). One gate was sent
    back before it was passed, and one decision is superseded at the next meeting.
    """
    at_gates = gates.filter(pl.col("held").is_not_null()).select(
        "board", "project", "outcome", "agreed", "stage", day="held", about=pl.lit("gate"),
        subject="gate", number="number",
    )  # fmt: skip
    past = meetings.filter(pl.col("day") <= as_of).sort("day")
    of_project = gates.select("project", "agreed", "stage").unique("project")
    changes = _of_changes(requests.join(of_project, on="project"), gates, past)
    again = _sent_back(at_gates, past)
    revised = _revised(at_gates, past, as_of)
    every = pl.concat([at_gates, changes, again, revised], how="diagonal_relaxed").sort(
        "day", "board", "project", "subject", "outcome"
    )
    pick = pl.Series(rng.integers(0, 1_000, every.height))
    reasons = [
        _REASONS[outcome][k % len(_REASONS[outcome])]
        for outcome, k in zip(every["outcome"], pick, strict=True)
    ]
    is_grant = pl.col("outcome").is_in(["go", "conditional go", "approved"])
    code = pl.format("D-{}", pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(4))
    every = every.with_columns(
        code=code,
        reason=pl.coalesce("reason", pl.Series(reasons)),
        amount=pl.when(is_grant).then(pl.coalesce("amount", "agreed")),
        decided_on=on_day("day"),
    )
    old = every.filter(pl.col("follows").is_null()).select(
        "project", "subject", follows="day", supersedes="code"
    )
    return every.join(old, on=["project", "subject", "follows"], how="left").sort("code")


def _of_changes(requests: pl.DataFrame, gates: pl.DataFrame, past: pl.DataFrame) -> pl.DataFrame:
    """Return the decisions about change requests, by the board whose mandate covers the change."""
    portfolio = gates.select("project", "portfolio").unique("project")
    asked = requests.filter(pl.col("state").is_in(["approved", "rejected"])).join(
        portfolio, on="project"
    )
    amount = pl.col("delta").abs()
    asked = asked.with_columns(
        amount=amount,
        board=pl.when(amount <= SMALL).then(pl.lit(PMO))
        .when(amount <= LARGE).then(pl.col("portfolio") + "-SC")
        .otherwise(pl.lit(EXECUTIVE)),
    ).sort("day")  # fmt: skip
    met = asked.join_asof(
        past.select("board", day="day", met="day"), on="day", by="board", strategy="forward",
        check_sortedness=False,
    )  # fmt: skip
    return met.select(
        "board", "project", "agreed", "amount", outcome="state", day="met",
        about=pl.lit("change request"), subject="code",
    )  # fmt: skip


def _sent_back(at_gates: pl.DataFrame, past: pl.DataFrame) -> pl.DataFrame:
    """Return one decision that sent a gate back, at the meeting before it was passed."""
    later = at_gates.filter(pl.col("number") == 3, pl.col("outcome") == "go").sort("day", "project")
    later = later.with_columns(before=pl.col("day") - 1)
    met = later.join_asof(
        past.select("board", before="day", met="day"), on="before", by="board",
        strategy="backward", check_sortedness=False,
    )  # fmt: skip
    return met.tail(1).select(
        "board", "project", "agreed", "about", "subject", day="met", outcome=pl.lit("recycle")
    )


def _revised(at_gates: pl.DataFrame, past: pl.DataFrame, as_of: int) -> pl.DataFrame:
    """Return one decision that supersedes an earlier go at the meeting that followed."""
    sure = at_gates.filter(
        pl.col("number") == 2, pl.col("outcome") == "conditional go", pl.col("day") > as_of - 500,
        pl.col("stage") == "delivery",
    ).sort("day", "project")  # fmt: skip
    sure = sure.with_columns(after=pl.col("day") + 1)
    met = sure.join_asof(
        past.select("board", after="day", met="day"), on="after", by="board", strategy="forward",
        check_sortedness=False,
    ).filter(pl.col("met").is_not_null())  # fmt: skip
    return met.head(1).select(
        "board",
        "project",
        "agreed",
        "about",
        "subject",
        day="met",
        follows="day",
        outcome=pl.lit("go"),
        reason=pl.lit("The supplier has passed the test; conditions fall."),
    )


def register_of(decisions: pl.DataFrame, seats: pl.DataFrame) -> pl.DataFrame:
    """Return the register of decisions, recorded by each board's secretary on the day."""
    scribes = seats.filter(pl.col("position") == "secretary").select("board", recorded_by="member")
    frame = decisions.join(scribes, on="board", how="left").with_columns(
        recorded_by=pl.col("recorded_by").fill_null(""),
        recorded_at=pl.col("decided_on").cast(pl.Datetime("us")) + pl.duration(hours=_ADMIN_HOUR),
    )
    return typed(Decision, frame.select(list(Decision.model_fields)).to_dict()).sort("code")


def votes(rng: np.random.Generator, decisions: pl.DataFrame, present: pl.DataFrame) -> pl.DataFrame:
    """Return how those who were there voted; at most one was not for it, never the chair."""
    frame = decisions.select("board", "day", decision="code").join(
        present.filter(pl.col("position").is_in(["chair", "member"])), on=["board", "day"]
    ).sort("decision", "position", "member")  # fmt: skip
    chance = pl.Series(rng.random(frame.height))
    is_able = pl.col("position") == "member"
    frame = frame.with_columns(chance=chance).with_columns(
        lowest=pl.col("chance").filter(is_able).min().over("decision"),
        n=pl.len().over("decision"),
    )
    is_other = is_able & (pl.col("chance") == pl.col("lowest")) & (pl.col("n") > 2)
    frame = frame.with_columns(
        vote=pl.when(is_other & (pl.col("lowest") < 0.05)).then(pl.lit("against"))
        .when(is_other & (pl.col("lowest") < 0.09)).then(pl.lit("abstain"))
        .otherwise(pl.lit("for")),
    ).with_columns(
        comment=pl.when(pl.col("vote") == "against").then(pl.lit("Too early for me."))
    )  # fmt: skip
    return typed(Vote, frame.select(list(Vote.model_fields)).to_dict())


def conditions(
    rng: np.random.Generator, decisions: pl.DataFrame, register: pl.DataFrame, as_of: int
) -> pl.DataFrame:
    """Return one to three conditions per conditional go; three are overdue.

    The others due until as_of were met in time. Those not yet due are open, and due more than a
    month after as_of.
    """
    given = decisions.filter(pl.col("outcome") == "conditional go").select(
        "project", "day", decision="code"
    )
    n = pl.Series(rng.integers(1, 4, given.height))
    frame = given.select(pl.all().repeat_by(n)).explode(given.columns)
    frame = frame.with_columns(number=pl.int_range(1, pl.len() + 1).over("decision"))
    start = pl.Series(rng.integers(0, len(_CONDITIONS), frame.height)).first()
    frame = frame.with_columns(
        due=pl.col("day") + 20 + pl.Series(rng.integers(0, _MORE, frame.height)),
        word=(pl.col("decision").str.tail(4).cast(pl.Int64) + pl.col("number") + start)
        % len(_CONDITIONS),
    ).with_columns(due=pl.when(pl.col("due") > as_of).then(pl.col("due") + 35).otherwise("due"))
    last = frame.filter(pl.col("due") <= as_of).sort("due", "decision", "number").tail(N_OVERDUE)
    frame = frame.join(
        last.select("decision", "number", is_overdue=True), on=["decision", "number"], how="left"
    )
    is_met = (pl.col("due") <= as_of) & pl.col("is_overdue").is_null()
    manager = register.select("manager", project="code")
    frame = frame.join(manager, on="project").sort("decision", "number").with_columns(
        text=pl.col("word").replace_strict(
            dict(enumerate(_CONDITIONS)), return_dtype=pl.String
        ),
        owner="manager",
        due_on=on_day("due"),
        met_on=pl.when(is_met).then(on_day(pl.col("due") - pl.col("word"))),
        evidence=pl.when(is_met).then(pl.format("DMS {}", pl.col("due") % 9_000 + 1_000)),
    )  # fmt: skip
    return typed(Condition, frame.select(list(Condition.model_fields)).to_dict())


def gates_of(gates: pl.DataFrame, decisions: pl.DataFrame) -> pl.DataFrame:
    """Return the register of gates; day and outcome are those of the last decision."""
    last = decisions.filter(pl.col("about") == "gate").sort("day").group_by(
        "project", "subject", maintain_order=True
    ).last().select("project", "day", gate="subject", decided="outcome")  # fmt: skip
    frame = gates.join(last, on=["project", "gate"], how="left").with_columns(
        due_on=on_day("due"), held_on=on_day("day"), outcome="decided"
    )
    fields = [name for name in Gate.model_fields if name in frame.columns]
    return typed(Gate, {**frame.select(fields).to_dict(), "is_required": [True] * frame.height})


def on_day(days: str | pl.Expr) -> pl.Expr:
    """Return days from 1970-01-01 as dates."""
    expr = pl.col(days) if isinstance(days, str) else days
    return expr.cast(pl.Int32).cast(pl.Date)
