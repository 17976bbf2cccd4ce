"""The form of a status: prefilled, sent at once, and looked at again before it is kept."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_args

import polars as pl
import streamlit as st

from pmo_core.analysis.currency import convert
from pmo_core.analysis.status_round import TYPED, Followed, costs, finishes, text
from pmo_core.errors import NotFound, PmoError
from pmo_core.jobs import status_round as jobs
from pmo_core.jobs.status_round import Seen, Typed
from pmo_core.model.status import Rag
from pmo_core.ui import data, facts
from pmo_core.ui.admin_act import may_write
from pmo_core.ui.errors import tell
from pmo_core.ui.page import as_of, side_by_side
from pmo_core.ui.rag import SHOWN
from pmo_core.ui.text import iso, plain
from pmo_core.ui.track import progress_inputs as inputs

STATE = "round form"
DRAFT = "round draft"
MAY_NOT = "A viewer may not report a status; ask a contributor."
_COSTS = {
    "last": "As last reported", "remaining": "Posted + still to spend",
    "pace": "At the pace so far (posted / share done)",
}  # fmt: skip
_FINISHES = {
    "last": "As last reported", "elements": "Latest of the elements",
    "pace": "At the pace so far",
}  # fmt: skip
_NONE = "other"


@dataclass(frozen=True)
class Begun:
    """A form as it was begun: of which project, under which key, and what was seen then."""

    project: str
    key: str
    seen: Seen
    followed: Followed
    posted: float | None


def begun(project: str) -> Begun:
    """Return the form of a project: that which is being filled in, or a new one.

    Raises
    ------
    NotFound
        There is no such project.
    """
    now: Begun | None = st.session_state.get(STATE)
    # Inputs that were not drawn in the last run are forgotten; so is what they were begun with.
    if now and now.project == project and f"{now.key}_rag" in st.session_state:
        return now
    return begin(project)


def begin(project: str) -> Begun:
    """Begin the form of a project anew."""
    names = data.table("project")["code"]
    if project not in names:
        raise NotFound(f"There is no project {project}.", "Choose one on the Status round.")
    turn = int(st.session_state.get("round turn", 0)) + 1
    st.session_state["round turn"] = turn
    st.session_state.pop(DRAFT, None)
    seen = jobs.look(data, project, as_of())
    last = seen.last(as_of()) or {}
    asked = Typed(
        as_of(), {"percent_complete": _percent(seen, last)},
        seen.elements.select("wbs", *TYPED),
        inputs.expected(seen, as_of()).select("code", "forecast_on", "achieved_on"), _no_risks(),
    )  # fmt: skip
    form = Begun(
        project, f"round_{project}_{turn}", seen, jobs.follow(seen, asked), _posted(seen, as_of())
    )
    st.session_state[STATE] = form
    return form


def draw(form: Begun) -> None:
    """Draw the form; what is sent becomes the draft that is looked at again below it."""
    seen, key = form.seen, form.key
    last = seen.last(as_of()) or {}
    currency = seen.project["currency"] or data.settings().base_currency
    is_able = may_write("status_report")
    with st.form(f"{key}_form", border=False, enter_to_submit=False):
        report: dict[str, Any] = {}
        with st.container(border=True):
            st.markdown("**Work done**")
            with st.container(horizontal=True):
                on = st.date_input(
                    "Data date", value=as_of(), max_value=as_of(), format="YYYY-MM-DD",
                    key=f"{key}_on", width=160, help="Day that the status speaks of.",
                )  # fmt: skip
                report["percent_complete"] = st.number_input(
                    "Complete, whole project (%)", value=_percent(seen, last), min_value=0.0,
                    max_value=100.0, step=None, format="%.4g", key=f"{key}_percent", width=240,
                    placeholder="from the elements" if seen.elements.height else "not known",
                    help="Leave it empty to have it worked out of the elements by their budgets.",
                )  # fmt: skip
            progress = inputs.work(seen, key, currency=currency)
        with st.container(border=True):
            st.markdown(f"**Where it will end** (cost in {currency})")
            left, right = side_by_side()
            with left:
                cost = _cost(form, last)
            with right:
                finish = _finish(form, last)
        with st.container(border=True):
            st.markdown("**Milestones**")
            reached = inputs.milestones(seen, key, as_of(), may_reach=may_write("milestone"))
        with st.container(border=True):
            st.markdown("**Risks and issues**")
            items = inputs.risks(seen, key, as_of(), currency=data.settings().base_currency)
        with st.container(border=True):
            report |= _words(form, last)
        is_sent = st.form_submit_button(
            "Show what changes", type="primary", icon=":material/preview:", key=f"{key}_send",
            disabled=not is_able, help=None if is_able else MAY_NOT,
        )  # fmt: skip
    if is_sent and isinstance(on, date):
        _send(form, Typed(on, report, progress, reached, items), cost, finish)


def _send(
    form: Begun, typed: Typed, cost: tuple[str, float | None], finish: tuple[str, date | None]
) -> None:
    """Work out what was chosen, from what was typed, and keep it as the draft."""
    try:
        st.session_state[DRAFT] = (form.seen, _whole(form, typed, cost, finish))
    except PmoError as problem:
        st.session_state.pop(DRAFT, None)
        tell(problem)


def _whole(
    form: Begun, typed: Typed, cost: tuple[str, float | None], finish: tuple[str, date | None]
) -> Typed:
    seen, on = form.seen, typed.data_date
    last, of = seen.last(on) or {}, jobs.follow(seen, typed)
    amounts = costs(of, _last_cost(seen, last), _posted(seen, on))
    days = finishes(of, last.get("forecast_finish"), _start(seen), on)
    project = seen.project
    amount = cost[1] if cost[1] is not None else amounts.get(cost[0])
    report = {
        **typed.report,
        "percent_complete": None if of.share is None else round(of.share * 100, 1),
        "forecast_cost": None if amount is None else round(amount, 2),
        "forecast_finish": finish[1] or days.get(finish[0]),
        "planned_cost": project["planned_cost"] or last.get("planned_cost"),
        "planned_finish": project["planned_finish"] or last.get("planned_finish"),
        "currency": project["currency"], "phase": last.get("phase") or project["phase"],
    }  # fmt: skip
    return replace(typed, report=report)


def _cost(form: Begun, last: dict[str, Any]) -> tuple[str, float | None]:
    """Draw the forecasts of cost to choose from; return which, and another amount."""
    known = costs(form.followed, _last_cost(form.seen, last), form.posted)
    shown = {name: words for name, words in _COSTS.items() if known[name] is not None}
    is_low = form.posted is not None and (known["last"] or 0) < form.posted
    start = next((n for n in shown if not (n == "last" and is_low)), _NONE)
    options = {n: f"{words}: {text(round(known[n] or 0))}" for n, words in shown.items()}
    chosen = _choice("Forecast cost", options, start, f"{form.key}_cost")
    other = st.number_input(
        "or another amount", value=None, min_value=0.0, step=None, format="%.2f",
        key=f"{form.key}_cost_other", width=240, placeholder="counts when it is filled in",
    )  # fmt: skip
    posted = "nothing is posted" if form.posted is None else f"{text(round(form.posted))} posted"
    st.caption(f"{posted[0].upper()}{posted[1:]} so far; budget {_plan(form.seen)}.")
    return chosen, other


def _finish(form: Begun, last: dict[str, Any]) -> tuple[str, date | None]:
    """Draw the forecasts of the finish to choose from; return which, and another day."""
    known = finishes(form.followed, last.get("forecast_finish"), _start(form.seen), as_of())
    shown = {name: words for name, words in _FINISHES.items() if known[name] is not None}
    ahead = [name for name in shown if (known[name] or as_of()) >= as_of()]
    chosen = _choice(
        "Forecast finish", {n: f"{words}: {iso(known[n])}" for n, words in shown.items()},
        next(iter(ahead), _NONE), f"{form.key}_finish",
    )  # fmt: skip
    other = st.date_input(
        "or another day", value=None, format="YYYY-MM-DD", key=f"{form.key}_finish_other", width=240
    )
    st.caption(f"Planned finish {iso(form.seen.project['planned_finish'])}.")
    return chosen, other if isinstance(other, date) else None


def _choice(label: str, options: dict[str, str], start: str, key: str) -> str:
    named = {**options, _NONE: "Another one, given below"}
    chosen: str = st.radio(
        label, list(named), index=list(named).index(start), format_func=lambda n: named[n], key=key
    )
    return chosen


def _words(form: Begun, last: dict[str, Any]) -> dict[str, Any]:
    """Draw the rating with its reason, what help is needed, and the comment."""
    # A reason and a need hold until they are changed; a comment tells what is new.
    kept = {**last, "comment": (form.seen.report(as_of()) or {}).get("comment")}
    ratings = list(get_args(Rag))
    st.markdown("**Rating and words**")
    now = facts.portfolio(as_of()).row(by_predicate=pl.col("code") == form.project, named=True)
    st.caption(f"The rule says now: {plain(now['rag_reason'])}")
    rag = st.radio(
        "Your rating", ratings, horizontal=True, format_func=lambda one: SHOWN[one],
        index=ratings.index(last["rag"]) if last.get("rag") else None, key=f"{form.key}_rag",
    )  # fmt: skip
    found = {"rag": rag}
    for name, label, hint in (
        ("rag_reason", "Why you rate so", "Needed where the rule says otherwise"),
        ("help_needed", "Help needed", "What you cannot solve alone"),
        ("comment", "Comment", "What was done, what comes next"),
    ):
        typed = st.text_area(
            label, value=kept.get(name) or "", key=f"{form.key}_{name}", height=68,
            max_chars=20_000, placeholder=hint,
        )  # fmt: skip
        found[name] = typed.strip() or None
    return found


def _percent(seen: Seen, last: dict[str, Any]) -> float | None:
    """The percent to begin with: none where the elements give it."""
    if seen.kept["progress"].height:
        return None
    return last.get("percent_complete")


def _last_cost(seen: Seen, last: dict[str, Any]) -> float | None:
    """The forecast of the last report, where it is in the project's currency."""
    base = data.settings().base_currency
    same = (last.get("currency") or base) == (seen.project["currency"] or base)
    amount = last.get("forecast_cost")
    return float(amount) if same and amount is not None else None


def _posted(seen: Seen, on: date) -> float | None:
    """Cost posted by a day, in the project's currency; None where not known or without a rate."""
    code, base = seen.project["code"], data.settings().base_currency
    row = facts.portfolio(on).row(by_predicate=pl.col("code") == code, named=True)
    one = pl.DataFrame({"one": [1.0], "currency": [seen.project["currency"] or base]})
    rate = convert(one, data.table("rate"), ["one"], base=base, on=on)["one"].item()
    return None if row["actual_cost"] is None or not rate else row["actual_cost"] / rate


def _start(seen: Seen) -> date | None:
    found: date | None = seen.project["actual_start"] or seen.project["planned_start"]
    return found


def _plan(seen: Seen) -> str:
    planned = seen.project["planned_cost"]
    return "not known" if planned is None else text(round(float(planned)))


def _no_risks() -> pl.DataFrame:
    return pl.DataFrame(schema={"code": pl.String, **dict.fromkeys(jobs.RISK_FIELDS, pl.String),
                                "is_closed": pl.Boolean})  # fmt: skip


__all__ = ["DRAFT", "STATE", "Begun", "begin", "begun", "draw"]
