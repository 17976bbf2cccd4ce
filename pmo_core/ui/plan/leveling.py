"""What the page of leveling asks: which projects may move, how long is looked; in the address."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.jobs.background import Tell
from pmo_core.jobs.leveling import STAGES, asked
from pmo_core.jobs.leveling_views import Outcome, Standing, outcome, standing
from pmo_core.ui import data
from pmo_core.ui.background import worked_out
from pmo_core.ui.boot import repository
from pmo_core.ui.filters import named
from pmo_core.ui.page import as_of
from pmo_core.ui.text import counted

SECONDS = (5, 10, 30)
_ASKED = "leveling_asked"


@dataclass(frozen=True)
class Choice:
    """Programs and projects that may move (empty = all that can), and seconds to look for."""

    programs: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    seconds: int = SECONDS[1]


def choice() -> Choice:
    """Return what the address asks; what is missing or unknown there is as usual."""
    asked_for = st.query_params
    seconds = asked_for.get("seconds", "")
    usual = Choice()
    return Choice(
        tuple(asked_for.get_all("program")), tuple(asked_for.get_all("project")),
        next((one for one in SECONDS if str(one) == seconds), usual.seconds),
    )  # fmt: skip


def candidates() -> pl.DataFrame:
    """Return code, name and program of projects that can move: approved or running, with tasks."""

    def made() -> pl.DataFrame:
        planned = data.table("wbs_element").select(code="project").unique()
        return (
            data.table("project")
            .filter(pl.col("stage").is_in(STAGES), ~pl.col("is_date_fixed").fill_null(False))
            .join(planned, on="code", how="semi")
            .select("code", "name", "program")
            .sort("code")
        )

    return data.derived("leveling candidates", made)


def chosen(now: Choice) -> tuple[str, ...]:
    """Return the codes of the projects that may move."""
    rows = candidates()
    if now.programs:
        rows = rows.filter(pl.col("program").is_in(now.programs))
    if now.projects:
        rows = rows.filter(pl.col("code").is_in(now.projects))
    return tuple(rows["code"])


def form(now: Choice) -> None:
    """Draw which projects may move and how long is looked; what is sent starts leveling."""
    rows = candidates()
    names = dict(rows.select("code", "name").iter_rows())
    labels = data.derived("filter program", named("program"))
    own = set(rows["program"].drop_nulls())
    programs = [code for code in labels if code in own]
    with (
        st.form("leveling_form"),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        in_programs = st.multiselect(
            "Programs that may move", programs, [one for one in now.programs if one in own],
            format_func=lambda code: labels.get(code, code), placeholder="All of them",
            key="leveling_program", width=250,
        )  # fmt: skip
        only = st.multiselect(
            "Projects that may move", list(names), [one for one in now.projects if one in names],
            format_func=lambda code: f"{code}  {names[code]}", placeholder="All of them", width=330,
            key="leveling_project",
            help=f"{counted(len(names), 'project')} can move: approved or in delivery, with tasks, "
            "dates not fixed. All others stay and take what they need first.",
        )  # fmt: skip
        seconds = st.segmented_control(
            "Look for", SECONDS, default=now.seconds, format_func=lambda n: f"{n} s",
            key="leveling_seconds", required=True,
            help="It ends sooner where the best plan is found and proven.",
        )  # fmt: skip
        is_sent = st.form_submit_button(
            "Level", type="primary", icon=":material/align_horizontal_left:", key="leveling_start"
        )
    if is_sent:
        new = Choice(tuple(in_programs), tuple(only), seconds or now.seconds)
        _into_address(new)
        st.session_state[_ASKED] = _key(new)
        st.rerun()


def stands(now: Choice) -> Standing | None:
    """Return the plan as it is and its load; None while it is read: progress is drawn then."""
    repo, day, codes = repository(), as_of(), chosen(now)

    def work(tell: Tell) -> Standing:
        return standing(asked(repo, day, codes))

    key = ("leveling stands", repo.address, repo.revision, day, codes)
    return worked_out(key, work, words="Reading the plan", name="leveling_plan")


def is_asked(now: Choice) -> bool:
    """Return whether this was started, and nothing was changed in the store since."""
    return bool(st.session_state.get(_ASKED) == _key(now))


def found(now: Choice, plan: Standing) -> Outcome | None:
    """Return the leveled plan; None while it is looked for: progress is drawn then."""
    repo = repository()

    def work(tell: Tell) -> Outcome:
        return outcome(repo, plan.question, tell, now.seconds)

    return worked_out(
        _key(now), work, name="leveling", keeps=True,
        words=f"Looking for a better order of {counted(plan.n_open, 'task')}",
    )  # fmt: skip


def _key(now: Choice) -> Hashable:
    repo = repository()
    return ("leveling", repo.address, repo.revision, as_of(), chosen(now), now.seconds)


def _into_address(new: Choice) -> None:
    """Keep in the address what is not as usual."""
    shown: dict[str, Any] = {
        "program": list(new.programs), "project": list(new.projects),
        "seconds": str(new.seconds) if new.seconds != Choice().seconds else None,
    }  # fmt: skip
    for name, value in shown.items():
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)


__all__ = [
    "SECONDS", "Choice", "candidates", "choice", "chosen", "form", "found", "is_asked", "stands",
]  # fmt: skip
