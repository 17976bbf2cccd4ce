"""Samples at work: what they are drawn from, how they are drawn, and what was seen of each item."""

import re
from dataclasses import dataclass
from datetime import date

import polars as pl

from pmo_core.analysis import audit_sampling
from pmo_core.analysis.audit_sampling import Rule
from pmo_core.errors import Refused
from pmo_core.jobs.audits import get, require_state
from pmo_core.jobs.audits_checklist import projects_of
from pmo_core.jobs.facts import Source
from pmo_core.model import REGISTERS, Audit, AuditSample
from pmo_core.model.audits import SampleResult
from pmo_core.store import Repository, Session

FROM: dict[str, str] = {
    "change_request": "submitted_on", "decision": "decided_on", "gate": "held_on",
    "deliverable": "delivered_on", "status_report": "data_date", "raid_item": "raised_on",
    "request": "submitted_on", "purchase_order": "ordered_on",
}  # fmt: skip
"""Registers that a sample can be drawn from -> the day by which their records are taken."""
_RULE = re.compile(r"([\d.]+) % confidence, ([\d.]+) % tolerable")
"""How the rule by which a sample was drawn stands in the audit."""
DEVIATES = ("deviates", "not found")
"""Results that count as a deviation: what cannot be shown was not done."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What a sample is drawn from."""

    register: str
    first: date
    last: date

    def words(self, audit: Audit) -> str:
        """Say what it is: register, subject and days."""
        subject = audit.project or audit.department
        of = f" of {subject}" if subject else ""
        return f"{REGISTERS[self.register].title}{of}, {self.first} to {self.last}"


def items(source: Source, audit: Audit, whole: Whole) -> list[str]:
    """Return the keys of the records that a sample can be drawn from, each as one text.

    Parameters
    ----------
    source : Source
        Where it is kept.
    audit : Audit
        Of a project or department: only records of its projects.
    whole : Whole
        Register and days, both included; records without the day are left out.
    """
    record, day = REGISTERS[whole.register], FROM[whole.register]
    rows = source.table(whole.register).filter(pl.col(day).is_between(whole.first, whole.last))
    if audit.about in ("project", "department"):
        rows = rows.filter(pl.col("project").is_in(projects_of(source, audit)))
    parts = [pl.col(name).cast(pl.String).replace("", None) for name in record.key]
    return rows.select(
        item=pl.concat_str(parts, separator=" ", ignore_nulls=True)
    )["item"].sort().to_list()  # fmt: skip


def draw(
    session: Session, repo: Repository, code: str, whole: Whole, rule: Rule, *, seed: int
) -> int:
    """Draw the sample of an audit; return the number of the change.

    Raises
    ------
    Refused
        The audit is not in progress, nothing fits, or something was noted about the sample drawn
        before: whoever may draw again may choose.
    """
    was = get(repo, code)
    require_state(was, "in progress")
    kept = repo.table("audit_sample", audit=code)
    if kept["result"].count():
        raise Refused(
            "Results are noted for the sample that was drawn: it stays.",
            "What else is looked at stands in the notes of the checklist.",
        )
    found = items(repo, was, whole)
    if not found:
        raise Refused("No record lies within these days.", "Choose other days or a register.")
    chosen = audit_sampling.draw(found, audit_sampling.size(len(found), rule), seed)
    now = was.model_copy(
        update={
            "sample_of": f"{whole.words(was)}; {rule}", "sample_from": len(found),
            "sample_size": len(chosen), "sample_seed": seed,
        }
    )  # fmt: skip
    drawn = AuditSample.frame(*(
        AuditSample(audit=code, number=number, item=item, result=None, note=None)
        for number, item in enumerate(chosen, start=1)
    ))  # fmt: skip
    number = session.put(
        {"audit": Audit.frame(now), "audit_sample": drawn},
        {"audit": Audit.frame(was), "audit_sample": kept},
        f"Sample of {code}: {len(chosen)} of {len(found)}, seed {seed}",
    )
    if number is None:
        raise Refused("This sample is drawn already.")
    return number


def note(
    session: Session, repo: Repository, was: AuditSample, result: SampleResult, words: str
) -> int:
    """Keep what an item shows; return the number of the change.

    Raises
    ------
    Conflict
        Someone else noted it since.
    Refused
        The audit is not in progress, or a deviation is not described.
    """
    require_state(get(repo, was.audit), "in progress")
    if result in DEVIATES and not words.strip():
        raise Refused(f'Say what was seen: it "{result}".' if result == "deviates"
                      else "Say where it was looked for.")  # fmt: skip
    now = was.model_copy(update={"result": result, "note": words.strip() or None})
    return session.amend(now, was, f"Item {was.number} of {was.audit}: {result}")


def verdict(audit: Audit, sample: pl.DataFrame) -> str:
    """Say what a sample tells about the whole; empty where none is drawn.

    Parameters
    ----------
    audit : Audit
        With what was drawn.
    sample : polars.DataFrame
        Its rows of register `audit_sample`.
    """
    if audit.sample_from is None or sample.is_empty():
        return ""
    n, n_seen = sample.height, sample["result"].count()
    if n_seen < n:
        return f"{n_seen} of {n} items are looked at; the sample tells when all are."
    n_deviating = int(sample["result"].is_in(DEVIATES).sum())
    stated = _RULE.search(audit.sample_of or "")
    if stated is None:
        return f"{n_deviating} of {n} items deviate."
    confidence, tolerable = (float(one) for one in stated.groups())
    limit = audit_sampling.upper_limit_pct(audit.sample_from, n, n_deviating, confidence)
    sound = (
        f"within the {tolerable:g} % that are tolerable"
        if limit <= tolerable
        else f"more than the {tolerable:g} % that are tolerable cannot be ruled out"
    )
    return (
        f"{n_deviating} of {n} items deviate. With {confidence:g} % confidence at most "
        f"{limit:.1f} % of the {audit.sample_from:,} do: {sound}."
    )


__all__ = ["DEVIATES", "FROM", "Whole", "draw", "items", "note", "verdict"]
