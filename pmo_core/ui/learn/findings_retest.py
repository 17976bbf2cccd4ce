"""A re-test from a page: the rules of findings run again on the data, and what that shows."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from pmo_core.analysis import findings as analysis
from pmo_core.jobs import retest as jobs
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.boot import repository, session
from pmo_core.ui.page import as_of
from pmo_core.ui.text import counted

MAY_NOT = "A viewer may not test again: ask a contributor."
_ALL = "The rules of all findings that wait run again on the data, as one run."


def of_many(found: pl.DataFrame) -> None:
    """Offer to test all findings again of which an action is said to be done.

    Parameters
    ----------
    found : polars.DataFrame
        Rows of `findings_data.rows`: those that the page shows.
    """
    waits = found.filter(pl.col("state_today") == analysis.TO_RETEST, pl.col("rule") != "")
    if waits.is_empty():
        return
    is_able = may_write("corrective_action")
    if st.button(
        f"Re-test {counted(waits.height, 'finding')}", icon=":material/published_with_changes:",
        key="retest_all", disabled=not is_able, help=_ALL if is_able else MAY_NOT,
    ):  # fmt: skip
        run(waits["code"].to_list())


def run(codes: Sequence[str]) -> None:
    """Test findings again, and announce what that showed."""
    bar = st.progress(0.0, text="The rules run on the data ...")

    def tell(share: float) -> None:
        bar.progress(share, text=f"The rules run on the data, {share:.0%} ...")

    def act() -> str:
        done = jobs.retest(repository(), session(), codes, as_of(), tell)
        return f"{said(done.verdicts)} Run {done.run}, change {done.number}."

    try:
        attempt(act)
    finally:
        bar.empty()


def said(verdicts: Sequence[jobs.Verdict]) -> str:
    """Return what a re-test showed: of one finding its sentence, of many how many went which way.

    Examples
    --------
    >>> one = jobs.Verdict("F-0001", "verified", (), "F-0001 is verified.")
    >>> two = jobs.Verdict("F-0002", "reopened", ("CA-0001",), "F-0002 is reopened.")
    >>> said([one]), said([one, two, two])
    ('F-0001 is verified.', '3 findings: 1 verified, 2 reopened.')
    """
    if len(verdicts) == 1:
        return verdicts[0].sentence
    judged = [one.judged for one in verdicts]
    parts = [f"{judged.count(name):,} {name}" for name in dict.fromkeys(judged)]
    return f"{counted(len(verdicts), 'finding')}: {', '.join(parts)}."


__all__ = ["MAY_NOT", "of_many", "run", "said"]
