"""What everybody follows in the demonstration: policies, and who has acknowledged them."""

import numpy as np
import polars as pl

from pmo_core.demo.people import ROLES, Staff
from pmo_core.demo.shape import dates, typed
from pmo_core.model import Acknowledgement, Policy

# Code, title, kind, version, age in days, days to its review (minus = overdue), readers, text.
POLICIES = (
    ("POL-01", "Project governance", "policy", "3.0", 420, 310, "PM;BA;ARCH",
     "# Project governance\n\n**Purpose.** Every project has a sponsor, a charter and a board that "
     "decides at its gates.\n\n## Rules\n1. No work is booked before the first go-ahead.\n"
     "2. A board decides within its mandate; what exceeds it goes to the board above.\n"
     "3. A decision is recorded on the day, with votes and conditions. It is never edited.\n"),
    ("POL-02", "Information security in projects", "policy", "2.1", 260, 105, "PM;ARCH;DEV;SEC",
     "# Information security in projects\n\n1. Protection needs are stated in the charter.\n"
     "2. The security concept is accepted before the design gate.\n"
     "3. Test data holds no personal data.\n"),
    ("PRO-01", "Change control", "procedure", "2.0", 190, 175, "PM",
     "# Change control\n\nA change of scope, cost or time is asked for in writing.\n\n"
     "1. The project manager describes it and its impact, also elsewhere.\n"
     "2. The board whose mandate covers the change decides.\n"
     "3. On approval the plan changes and a new baseline is kept.\n"),
    ("PRO-02", "Risk management", "procedure", "1.4", 700, -25, "PM",
     "# Risk management\n\nEach project keeps its risks with cause, event and effect, an owner and "
     "a response. They are reviewed monthly and before each gate.\n"),
    ("STD-01", "Status reporting", "standard", "1.2", 330, 400, "PM",
     "# Status reporting\n\n| field | rule |\n|---|---|\n| data date | last day of the month |\n"
     "| forecast | cost and finish as seen on that day, not as planned |\n"
     "| rating | by the limits in the settings |\n"),
    ("STD-02", "Coding of projects and cost", "standard", "1.0", 500, 230, None,
     "# Coding\n\nProject codes are `P-` and four digits. The work breakdown has levels set "
     "apart by dots. Codes are never used again.\n"),
    ("GUI-01", "Writing a business case", "guideline", "1.1", 150, 580, "BA",
     "# Writing a business case\n\nSay what is wrong today, what will be different, and how it is "
     "measured. Give benefits as a range, and name who answers for them.\n"),
    ("FRM-01", "Acceptance record", "form", "1.0", 610, 120, None,
     "# Acceptance record\n\n- Deliverable and version\n- Accepted by, on\n- Open defects\n"),
)  # fmt: skip
READ_SHARE = 0.83


def policies(who: Staff, as_of: int) -> pl.DataFrame:
    """Return the policies; the review of one is overdue."""
    names = ["code", "name", "kind", "version", "age", "review", "readers", "text"]
    frame = pl.DataFrame(POLICIES, schema=names, orient="row")
    owners = who.names[np.array([0, -1, 1, 2, 0, 4, 12, 3]) % len(who.names)]
    return typed(Policy, {
        **frame.select("code", "name", "kind", "version", "readers", "text").to_dict(),
        "owner": owners,
        "valid_from": dates(as_of - frame["age"].to_numpy()),
        "review_on": dates(as_of + frame["review"].to_numpy()),
    })  # fmt: skip


def acknowledgements(
    rng: np.random.Generator, kept: pl.DataFrame, who: Staff, as_of: int
) -> pl.DataFrame:
    """Return who acknowledged which policy: most of those who are to, within weeks."""
    people = pl.DataFrame({
        "person": who.names, "role": np.array([role[0] for role in ROLES])[who.role],
    }).unique("person", maintain_order=True)  # fmt: skip
    asked = kept.select(
        "version", "valid_from", policy="code", role=pl.col("readers").str.split(";")
    ).explode("role")
    frame = asked.join(people, on="role").sort("policy", "person")
    n = frame.height
    waited = pl.Series(rng.exponential(20, n)).floor().cast(pl.Int32) + 1
    frame = frame.with_columns(
        is_read=pl.Series(rng.random(n) < READ_SHARE),
        acknowledged_on=(pl.col("valid_from").cast(pl.Int32) + waited).cast(pl.Date),
    )
    today = pl.lit(as_of).cast(pl.Int32).cast(pl.Date)
    frame = frame.filter("is_read", pl.col("acknowledged_on") <= today)
    return typed(Acknowledgement, frame.select(list(Acknowledgement.model_fields)).to_dict())
