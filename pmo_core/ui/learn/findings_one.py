"""One finding: what it is, what comes next, its evidence then and now, and what happened to it."""

import polars as pl
import streamlit as st

from pmo_core.analysis import evidence
from pmo_core.analysis import findings as analysis
from pmo_core.errors import PmoError
from pmo_core.jobs import audit
from pmo_core.jobs.retest import otherwise
from pmo_core.model import AuditFinding, CorrectiveAction
from pmo_core.ui import data
from pmo_core.ui.admin_records import shown_history
from pmo_core.ui.boot import actor, repository
from pmo_core.ui.errors import tell
from pmo_core.ui.grid import grid
from pmo_core.ui.learn import evidence as shown
from pmo_core.ui.learn import findings_steps, lessons_capture, to_list
from pmo_core.ui.learn.audits_data import PARAMETER as AUDIT
from pmo_core.ui.learn.findings_data import PARAMETER, actions_of, fails_again, outcomes_of, rows
from pmo_core.ui.learn.rules_data import PROJECT, RULE, RUN, active
from pmo_core.ui.page import as_of, side_by_side
from pmo_core.ui.paths import PAGES
from pmo_core.ui.rag import Color
from pmo_core.ui.text import counted, iso, plain

TABS = ("Evidence", "Actions", "Lessons", "History")
COLORS: dict[str, tuple[Color | str, str]] = {
    analysis.REOPENED: ("red", "replay"), analysis.LAPSED: ("red", "event_busy"),
    analysis.OPEN: ("orange", "error"), analysis.IN_ACTION: ("blue", "pending"),
    analysis.TO_RETEST: ("violet", "hourglass_top"), analysis.ACCEPTED: ("gray", "handshake"),
    analysis.VERIFIED: ("green", "verified"), analysis.WITHDRAWN: ("gray", "block"),
}  # fmt: skip
_GRADES: dict[str, Color | str] = {"major": "red", "minor": "orange", "observation": "blue"}
_NEXT = {
    analysis.OPEN: "Plan an action that mends it, or accept it as a risk until a day.",
    analysis.LAPSED: "Its acceptance has run out: plan an action, or accept it anew with a reason.",
    analysis.IN_ACTION: "The owner of the action says when it is done; then test it again.",
    analysis.TO_RETEST: "Test it again: the rule runs on the data and verifies it, or opens what "
    "was said to be done again.",
    analysis.REOPENED: "What was done did not mend it. Compare the evidence, ask again why it "
    "happened, and say once more when it is done.",
    analysis.ACCEPTED: "Nothing until the day on which the acceptance ends: it opens by itself.",
    analysis.VERIFIED: "Nothing: the data shows that it is mended. Plan a preventive action, or "
    "note a lesson, so that it does not come again.",
    analysis.WITHDRAWN: "Nothing: it was no finding.",
}
_NO_RULE = {
    analysis.TO_RETEST: "Somebody else than its owner looks at it and says whether it is mended.",
    analysis.IN_ACTION: "The owner of the action says when it is done; then somebody else looks.",
    analysis.VERIFIED: "Nothing: somebody else than its owner saw that it is mended.",
}


def head(finding: AuditFinding) -> str:
    """Say what the finding is, whose it is and what comes next; return how it stands today."""
    row = rows().row(by_predicate=pl.col("code") == finding.code, named=True)
    today = str(row["state_today"])
    facts = [
        finding.code, row["project_name"] or finding.project or "no project",
        f"found {iso(finding.found_on)} by {finding.raised_by}",
        f"owner {finding.owner}" if finding.owner else "nobody answers for it",
        f"{counted(row['age_days'], 'day')} old" if row["is_open"] else None,
    ]  # fmt: skip
    st.text(" · ".join(filter(None, facts)))
    with st.container(horizontal=True, gap="small", key="finding_state"):
        color, icon = COLORS[today]
        st.badge(today, color=color, icon=f":material/{icon}:")  # type: ignore[arg-type]
        st.badge(finding.grade, color=_GRADES[finding.grade])  # type: ignore[arg-type]
        if finding.state == "accepted":
            until = f"until {iso(finding.accepted_until)} by {finding.accepted_by}"
            st.badge(plain(f"accepted {until}"), color="gray")
        if row["late_days"]:
            st.badge(f"action {counted(row['late_days'], 'day')} overdue", color="red")
        if finding.recurs:
            st.badge(plain(f"came again after {finding.recurs}"), color="orange",
                     icon=":material/history:")  # fmt: skip
    if finding.reason:
        st.text(f"Why {finding.state}: {finding.reason}")
    actions = [CorrectiveAction(**one) for one in actions_of(finding.code).to_dicts()]
    findings_steps.draw(findings_steps.steps(finding, actions, today))
    st.info(f"**What comes next.** {_next(finding, today)}", icon=":material/arrow_forward:")
    return today


def _next(finding: AuditFinding, today: str) -> str:
    """Return what is to be done next, in our own words."""
    if today == analysis.VERIFIED and finding.rule:
        later = data.table("finding").filter(pl.col("recurs") == finding.code)
        if later.height:
            return f"It came again: {plain(later['code'][0])} is about that."
        if run := fails_again(finding.model_dump()):
            return (
                f"The rule fails again since run {plain(run)}: raise it again, and the new finding "
                "says what it repeats."
            )
    return _NEXT[today] if finding.rule else {**_NEXT, **_NO_RULE}[today]


def about_rule(finding: AuditFinding) -> None:
    """Say why the rule matters and what mends a violation of it."""
    rule = active().get(finding.rule)
    if rule is None:
        return
    with st.expander(plain(f"{rule.code} {rule.name}: why it matters, and what mends it"),
                     icon=":material/rule:"):  # fmt: skip
        for label, text in (
            ("Why it matters", rule.rationale), ("What mends it", rule.remedy),
            ("Comes from", rule.basis),
        ):  # fmt: skip
            if text:
                st.text(f"{label}: {text}")


def compared(finding: AuditFinding) -> None:
    """Draw the violations as they were found beside those of now."""
    if not finding.rule:
        _seen(finding)
        return
    runs = outcomes_of(finding.model_dump())
    looked = _looked(finding)
    closing = runs.filter(run=finding.closed_run or "")
    last = (closing if closing.height else runs).tail(1).filter(pl.col("run") != finding.found_run)
    is_closing, now, n_now, when = False, None, None, ""
    if looked is not None:
        now, n_now, when = looked
    elif last.height:
        run, day, now, n_now = last.select("run", "data_date", "evidence", "n_rows").row(0)
        when, is_closing = f"by run {run}, data date {iso(day)}", closing.height > 0
    found = runs.filter(pl.col("run") == finding.found_run)["n_rows"]
    n_then = int(found[0]) if found.len() else len(evidence.rows_of(finding.evidence))
    if n_now is not None:
        st.text(evidence.in_words(finding.evidence, now, n_now))
    then_place, now_place = side_by_side()
    with then_place:
        by = f"by run {finding.found_run}, " if finding.found_run else ""
        then = evidence.frame_of(finding.evidence, now)
        _side("As it was found", f"{by}{iso(finding.found_on)}",
              then.drop("seen") if n_now is None else then, n_then, finding.code)  # fmt: skip
    with now_place:
        if n_now is None:
            st.markdown("**As it is now**")
            st.caption("Its rule has not run again since. Look now, or test it again.")
        else:
            title = "As it was verified" if is_closing else "As it is now"
            _side(title, when, evidence.frame_of(now, finding.evidence), n_now,
                  finding.code)  # fmt: skip
    if runs.height > 1:
        with st.expander(f"All {counted(runs.height, 'run')} of this rule for it"):
            grid(
                runs.drop("evidence").reverse(), "finding_runs", register="rule_outcome",
                alt="Runs of the rule, the latest first",
            )  # fmt: skip


def _side(title: str, when: str, frame: pl.DataFrame, n_rows: int, code: str) -> None:
    st.markdown(f"**{title}**")
    if not n_rows:
        st.caption(plain(when))
        st.success("The rule passes: no violation is left.", icon=":material/check_circle:")
        return
    more = f"; the first {frame.height:,} are kept" if n_rows > frame.height else ""
    st.caption(plain(f"{counted(n_rows, 'violation')}{more}; {when}"))
    side = title.rsplit(" ", 1)[-1]
    shown.shown(frame, f"evidence_{side}", alt=title, file_name=f"{code}-{side}")


def _seen(finding: AuditFinding) -> None:
    """Show the evidence of a finding without a rule: what somebody wrote."""
    st.markdown("**As it was found**")
    for row in evidence.rows_of(finding.evidence) or [{"text": "Nothing is noted."}]:
        known = {name: value for name, value in row.items() if value not in (None, "")}
        st.text("\n".join(f"{_words(name)}: {value}" for name, value in known.items()))
    for action in actions_of(finding.code).drop_nulls("tested_on").iter_rows(named=True):
        st.markdown(f"**As it was seen on {iso(action['tested_on'])}**")
        st.text(f"{action['tested_by']}: {action['test_note']}")


def _words(name: str) -> str:
    return "Question" if name == "text" else name.replace("_", " ").capitalize()


def _looked(finding: AuditFinding) -> tuple[str | None, int, str] | None:
    """Offer to run the rule now and keep nothing; return what it showed since the last change."""
    key, at = f"looked {finding.code}", repository().revision
    with st.container(horizontal=True, vertical_alignment="center", key="finding_look_now"):
        if st.button(
            "Look now", icon=":material/visibility:", key="finding_look_now_button",
            help="The rule runs on the data as it is, and nothing is kept: for who wants to know "
            "before saying that something is done.",
        ):  # fmt: skip
            try:
                st.session_state[key] = (at, _now(finding))
            except PmoError as problem:
                tell(problem)
    kept: tuple[int, tuple[str | None, int, str] | None] | None = st.session_state.get(key)
    return kept[1] if kept and kept[0] == at else None


def _now(finding: AuditFinding) -> tuple[str | None, int, str] | None:
    """Return evidence, number of violations and when, as the rule says at this moment."""
    scope = audit.Scope("project", finding.project) if finding.project else audit.Scope()
    found = audit.evaluate(repository(), actor()[1], as_of(), scope, codes=[finding.rule])
    own = found.outcomes.filter(pl.col("project") == finding.project).to_dicts()
    failure = found.results["failure"][0]
    if failure or not own:
        st.warning(plain(failure or "The rule has nothing to judge here: nothing is proved."))
        return None
    why_not = otherwise(repository(), finding, found)
    note = f" {why_not} A re-test would prove nothing." if why_not else ""
    when = f"looked at {iso(as_of())}, nothing is kept.{note}"
    return own[0]["evidence"], own[0]["n_rows"], when


def repeats(finding: AuditFinding) -> None:
    """Show the findings that this one repeats or that repeat it."""
    same = analysis.chain(data.table("finding"), finding.code)
    others = same.filter(pl.col("code") != finding.code)
    if others.is_empty():
        return
    with st.container(horizontal=True, vertical_alignment="center", key="finding_repeats"):
        st.caption("The same rule and project within a year:", width="content")
        for row in others.iter_rows(named=True):
            ended = f", {row['state']} {iso(row['closed_on'])}" if row["closed_on"] else ", open"
            st.button(
                plain(f"{row['code']}, found {iso(row['found_on'])}{ended}"),
                icon=":material/history:", key=f"repeat_{row['code']}", type="tertiary",
                on_click=st.query_params.from_dict, args=({PARAMETER: row["code"]},),
            )  # fmt: skip


def history(finding: AuditFinding) -> None:
    """Show what happened to the finding and its actions, the latest change first."""
    codes = actions_of(finding.code)["code"].to_list()
    happened = data.derived(
        "history of a finding", lambda: _history(finding.code, codes), code=finding.code
    )
    grid(
        happened, "finding_history", alt="What happened, the latest change first",
        labels={"subject": "Of"}, file_name=f"{finding.code}-history",
    )  # fmt: skip


def _history(code: str, actions: list[str]) -> pl.DataFrame:
    """Return the histories of a finding and its actions as one, without the evidence."""
    parts = [("finding", code), *(("corrective_action", one) for one in actions)]
    shown_ = [
        shown_history(repository().history(register, key), register).select(
            "number", "made_at", "actor", "verb", pl.lit(key).alias("subject"), "field", "before",
            "after",
        )
        for register, key in parts
    ]  # fmt: skip
    sides = pl.col("before", "after").str.slice(0, 300)
    told = ~pl.col("field").is_in(["Code", "Digest", "Evidence", "Finding"])
    return pl.concat(shown_).filter(told).with_columns(sides).sort("number", descending=True,
                                                      maintain_order=True)  # fmt: skip


def lessons(finding: AuditFinding) -> None:
    """Ask what others should learn from it, beside what was written down before."""
    lessons_capture.offer("finding", project=finding.project or None, subject=finding.code)


def ways(finding: AuditFinding) -> None:
    """Offer the way back to the list, and to its project, rule, run and audit."""
    found = {RULE: finding.rule, PROJECT: finding.project, RUN: finding.found_run}
    links = (
        ("track/project", "Project", "task_alt", {"project": finding.project}),
        ("learn/rules", "Rule", "rule", {RULE: finding.rule if finding.rule in active() else ""}),
        ("learn/rules", "As found by", "find_in_page", found if all(found.values()) else {}),
        ("learn/audits", "Audit", "assignment_turned_in", {AUDIT: finding.audit}),
    )
    with st.container(horizontal=True, vertical_alignment="center", key="finding_ways"):
        back()
        for page, label, icon, address in links:
            known = {name: value for name, value in address.items() if value}
            if known:
                st.page_link(
                    PAGES / f"{page}.py", label=f"{label} {plain([*known.values()][-1])}",
                    icon=f":material/{icon}:", query_params=known,
                )  # fmt: skip


def back() -> None:
    """Offer the way back to the list."""
    st.button(
        "All findings", icon=":material/arrow_back:", key="all_findings", type="tertiary",
        on_click=to_list.back, args=(PARAMETER,),
    )  # fmt: skip


__all__ = [
    "COLORS", "TABS", "about_rule", "back", "compared", "head", "history", "lessons", "repeats",
    "ways",
]  # fmt: skip
