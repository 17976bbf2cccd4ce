"""Long work on a page: begun beside it, its progress drawn, its result shown when it is there."""

from collections.abc import Callable, Hashable
from typing import Any

import streamlit as st

from pmo_core.jobs.background import Background, Job, Tell
from pmo_core.ui.text import plain

_AT_ONCE = 0.6
"""Seconds within which a result is waited for: nothing flickers when it comes so soon."""
_EVERY = 0.5
_BESIDE = Background()


def worked_out(
    key: Hashable, work: Callable[[Tell], Any], *, words: str, name: str, keeps: bool = False
) -> Any | None:
    """Return the result of long work, or None while it is at work: its progress is drawn then.

    The page runs again when it is done. Whoever asks the same shares the work and its result.

    Parameters
    ----------
    key : hashable
        All that the result depends on.
    work : callable
        Takes `Tell`; must not read the store or Streamlit later than its first lines.
    words : str
        What is being done, our own words.
    name : str
        Name of the place on its page.
    keeps : bool
        Whether work that is stopped returns the best that it has.
    """
    job = _BESIDE.find(key)
    if job is not None and (job.failed or (job.is_canceled and (job.is_done or not keeps))):
        if job.failed:
            st.error(plain(job.failed), icon=":material/error:")
        else:
            st.info("Stopped before it was done.", icon=":material/stop_circle:")
        if not st.button("Begin again", icon=":material/replay:", key=f"{name}_again"):
            return None
        job = None
    if job is None:
        job = _BESIDE.start(key, work)
    if job.wait(_AT_ONCE) and not job.failed and not job.is_canceled:
        return job.result
    if job.is_done:
        st.rerun()
    watch(job, words, name)
    return None


def watch(job: Job, words: str, name: str) -> None:
    """Draw how far long work is, with a button that stops it; the page runs again when it is over.

    Parameters
    ----------
    job : Job
        From a `Background`.
    words : str
        What is being done, our own words.
    name : str
        Name of the place on its page.
    """
    st.fragment(_follow, run_every=_EVERY)(job, words, name)


def _follow(job: Job, words: str, name: str) -> None:
    if job.is_done:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", key=f"{name}_progress"):
        st.progress(job.share, text=f"{words}, {job.share:.0%} ...")
        st.button("Stop", icon=":material/stop_circle:", type="tertiary", key=f"{name}_stop",
                  on_click=job.cancel)  # fmt: skip


__all__ = ["watch", "worked_out"]
