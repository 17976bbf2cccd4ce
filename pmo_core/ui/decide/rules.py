"""Rules and personal decisions: seen, switched off, added, taken back."""

from functools import partial
from typing import get_args

import streamlit as st

from pmo_core.analysis.selection.case import Case
from pmo_core.model.selection import GroupKind, RuleKind
from pmo_core.model.what_if import Rule, WhatIf
from pmo_core.ui.decide import state
from pmo_core.ui.text import counted, plain

_OF_GROUP = ("at least", "at most", "minimum share")
_MEANING = {
    "mandatory": "{projects} must be in",
    "forbidden": "{projects} must stay out",
    "requires": "{first} needs {rest}",
    "excludes": "only one of {projects}",
    "all or none": "all of {projects}, or none",
    "at least": "at least {number} of {projects}",
    "at most": "at most {number} of {projects}",
    "minimum share": "at least {number} % of the money for {projects}",
}


def count(case: Case, what_if: WhatIf) -> int:
    """Return how many rules and personal decisions there are."""
    return case.rules.height + sum(
        len(one) for one in (what_if.rules, what_if.forced_in, what_if.forced_out)
    )


def panel(case: Case, what_if: WhatIf) -> None:
    """Draw personal decisions first, then every rule with a switch, then the way to add one."""
    names = dict(case.projects.select("project", "name").iter_rows())
    _forced(what_if, names)
    for rule in (*registered(case), *what_if.rules):
        key = state.key(f"rule_{rule.code}")
        st.checkbox(
            plain(sentence(rule, names)), rule.code not in what_if.dropped, key=key,
            help=plain(rule.reason) or None, on_change=partial(_switch, rule.code, key),
        )  # fmt: skip
    if not count(case, what_if):
        st.caption("No rule is registered. Force a project from the table, or add a rule here.")
    adding = st.popover("Add a rule", icon=":material/add:", key="add_rule", on_change="rerun")
    if adding.open:  # the names of all projects travel only when they are looked at
        with adding:
            _add(case, names)


def registered(case: Case) -> list[Rule]:
    """Return the rules of the register as values."""
    return [
        Rule(
            code=one["code"], kind=one["kind"], projects=split(one["projects"]),
            group_kind=one["group_kind"] or "", group_code=one["group_code"] or "",
            threshold=one["threshold"], reason=one["reason"] or "",
        )
        for one in case.rules.sort("code").iter_rows(named=True)
    ]  # fmt: skip


def split(text: str | None) -> tuple[str, ...]:
    """Return the codes of a list separated by semicolons.

    Examples
    --------
    >>> split("P-1; P-2;"), split(None)
    (('P-1', 'P-2'), ())
    """
    return tuple(part.strip() for part in (text or "").split(";") if part.strip())


def sentence(rule: Rule, names: dict[str, str]) -> str:
    """Return what a rule asks, in words.

    Examples
    --------
    >>> sentence(Rule(code="R1", kind="requires", projects=("A", "B")), {"A": "Shop"})
    'R1: Shop needs B'
    """
    words = [names.get(code, code) for code in rule.projects]
    if rule.group_kind:
        words = [f"{rule.group_kind} {rule.group_code}"]
    text = _MEANING[rule.kind].format(
        projects=", ".join(words), first=words[0] if words else "?",
        rest=", ".join(words[1:]) or "?", number=f"{rule.threshold or 0:g}",
    )  # fmt: skip
    return f"{rule.code}: {text}"


def _forced(what_if: WhatIf, names: dict[str, str]) -> None:
    for way, ones in (("in", what_if.forced_in), ("out", what_if.forced_out)):
        for one in ones:
            with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
                st.button(
                    ":material/close:", type="tertiary",
                    key=f"unforce_{one.project}", on_click=state.force,
                    args=(one.project, "", ""), help="Takes this decision back.",
                )  # fmt: skip
                name = plain(names.get(one.project, one.project))
                st.caption(f"**{name}** forced {way}: {plain(one.reason)}", width="stretch")


def _switch(code: str, key: str) -> None:
    dropped = {one for one in state.current().dropped if one != code}
    state.change(dropped=tuple(sorted(dropped if st.session_state[key] else dropped | {code})))


def _add(case: Case, names: dict[str, str]) -> None:
    """Draw the form of a new rule of this what-if."""
    kind: RuleKind = st.selectbox("Rule", get_args(RuleKind), key="new_rule_kind")
    groups = _groups(case) if kind in _OF_GROUP else []
    group = st.selectbox(
        "Of", groups, index=None, key="new_rule_group", placeholder="A group, or projects below",
        format_func=" ".join,
    ) if groups else None  # fmt: skip
    projects = [] if group else st.multiselect(
        "Projects", sorted(names, key=names.__getitem__), key="new_rule_projects",
        format_func=lambda code: f"{names[code]} ({code})", placeholder="Choose projects",
        help="Of 'requires' the first needs the others.",
    )  # fmt: skip
    threshold = None
    if kind in _OF_GROUP:
        unit = "Percent of the money" if kind == "minimum share" else "How many"
        threshold = st.number_input(unit, min_value=0.0, step=1.0, value=1.0, key="new_rule_number")
    reason = st.text_input("Why", key="new_rule_reason", placeholder="Kept with the scenario")
    least = 2 if kind in ("requires", "excludes", "all or none") else 1
    is_whole = bool(group) or len(projects) >= least
    rule = Rule(
        code=_next_code(), kind=kind, projects=tuple(projects),
        group_kind=group[0] if group else "", group_code=group[1] if group else "",
        threshold=threshold, reason=reason,
    )  # fmt: skip
    if not is_whole:
        st.caption(f"Choose at least {counted(least, 'project')}.")
    st.button("Add", type="primary", disabled=not is_whole, on_click=_keep, args=(rule,))


def _keep(rule: Rule) -> None:
    state.change(rules=(*state.current().rules, rule))
    for name in ("group", "projects", "reason"):
        st.session_state.pop(f"new_rule_{name}", None)


def _next_code() -> str:
    taken = {rule.code for rule in state.current().rules}
    return next(code for n in range(1, 10_000) if (code := f"W-{n}") not in taken)


def _groups(case: Case) -> list[tuple[GroupKind, str]]:
    """Return the groups that a rule can speak of: (kind, code)."""
    goals = case.contributions.select("goal").unique()
    return [
        *(("goal", code) for code in goals["goal"].sort()),
        *(
            (kind, code)
            for kind in ("portfolio", "program", "department")
            for code in case.projects[kind].drop_nulls().unique().sort()
        ),
    ]
