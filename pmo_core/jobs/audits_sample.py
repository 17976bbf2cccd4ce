"""Samples at work: what they are drawn from, how they are drawn, and what was seen of each item."""

from decimal import Decimal

import polars as pl

from pmo_core.analysis import audit_monetary, audit_sampling
from pmo_core.analysis.audit_sampling import Rule
from pmo_core.errors import Refused
from pmo_core.jobs import audits_whole
from pmo_core.jobs.audits import get, require_state
from pmo_core.jobs.audits_whole import Whole
from pmo_core.model import Audit, AuditSample
from pmo_core.model.audits import SampleResult
from pmo_core.store import Repository, Session

DEVIATES = ("deviates", "not found")
"""Results that count as a deviation: what cannot be shown was not done."""


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
    with repo.moment() as seen:
        found = audits_whole.extent(seen, was, whole)
        if not found.n_items:
            raise Refused("No record lies within these days.", "Choose other days or a register.")
        size = audits_whole.size(found, rule)
        chosen = audits_whole.chosen(seen, was, whole, size, seed)
    now = was.model_copy(
        update={
            "sample_of": f"{whole.words(was)}; {rule}", "sample_register": whole.register,
            "sample_confidence_pct": rule.confidence_pct,
            "sample_tolerable_pct": rule.tolerable_pct, "sample_from": found.n_items,
            "sample_amount": found.amount, "sample_size": size, "sample_seed": seed,
        }
    )  # fmt: skip
    drawn = AuditSample.frame(*(
        AuditSample(audit=code, number=number, item=item, amount=amount, result=None, note=None)
        for number, (item, amount) in enumerate(chosen.iter_rows(), start=1)
    ))  # fmt: skip
    number = session.put(
        {"audit": Audit.frame(now), "audit_sample": drawn},
        {"audit": Audit.frame(was), "audit_sample": kept},
        f"Sample of {code}: {chosen.height} of {found.n_items}, seed {seed}",
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


def verdict(audit: Audit, sample: pl.DataFrame, currency: str) -> str:
    """Say what a sample tells about the whole; empty where none is drawn.

    Parameters
    ----------
    audit : Audit
        With what was drawn.
    sample : polars.DataFrame
        Its rows of register `audit_sample`.
    currency : str
        Base currency, of amounts.
    """
    if audit.sample_from is None or sample.is_empty():
        return ""
    n, n_seen = sample.height, sample["result"].count()
    if n_seen < n:
        return f"{n_seen} of {n} items are looked at; the sample tells when all are."
    bad = sample.filter(pl.col("result").is_in(DEVIATES))
    said = f"{bad.height} of {n} items deviate{'s' if bad.height == 1 else ''}."
    confidence, tolerable = audit.sample_confidence_pct, audit.sample_tolerable_pct
    if confidence is None or tolerable is None:
        return said
    if audit.sample_amount is None:
        limit = audit_sampling.upper_limit_pct(audit.sample_from, n, bad.height, confidence)
        most = f"{limit:.1f} % of the {audit.sample_from:,} do"
    else:
        steps = steps_of(audit)
        worth = audit_monetary.upper_limit(
            audit.sample_amount, steps.interval, bad["amount"].drop_nulls(), confidence
        )
        limit = float(100 * worth / audit.sample_amount)
        most = f"{currency} {worth:,.0f} of {audit.sample_amount:,.0f} ({limit:.1f} %) do"
    sound = (
        f"within the {tolerable:g} % that are tolerable"
        if limit <= tolerable
        else f"more than the {tolerable:g} % that are tolerable cannot be ruled out"
    )
    return f"{said} With {confidence:g} % confidence at most {most}: {sound}."


def method(audit: Audit, currency: str) -> str:
    """Say how a sample was drawn, so that whoever repeats it draws the same."""
    if audit.sample_amount is None:
        return (
            f"Seed {audit.sample_seed}: the items with the smallest SHA-256 of "
            f'"{audit.sample_seed}:item".'
        )
    steps = steps_of(audit)
    return (
        f"Seed {audit.sample_seed}: {currency} {audit.sample_amount:,.2f} cumulated in order of "
        f"day and key; unit {steps.start:,.2f} and every {steps.interval:,.2f} behind it is drawn."
    )


def drawn(audit: Audit, n_items: int) -> str:
    """Say how much was drawn of what."""
    of = f"{audit.sample_from:,} records" if audit.sample_from is not None else "the whole"
    if audit.sample_amount is None:
        return f"{n_items:,} of {of}: {audit.sample_of}"
    return f"{audit.sample_size:,} units of money in {n_items:,} of {of}: {audit.sample_of}"


def steps_of(audit: Audit) -> audit_monetary.Steps:
    """Return start and interval of a sample that was drawn by amount."""
    whole, n, seed = audit.sample_amount or Decimal(0), audit.sample_size, audit.sample_seed
    return audit_monetary.steps(whole, n or 1, seed or 0)


__all__ = ["DEVIATES", "draw", "drawn", "method", "note", "steps_of", "verdict"]
