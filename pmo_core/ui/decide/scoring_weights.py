"""Weights by comparing pairs, and how far weights may move before another project leads."""

import polars as pl
import streamlit as st

from pmo_core.analysis.scoring import ahp
from pmo_core.analysis.scoring.judged import judged
from pmo_core.analysis.scoring.sensitivity import (
    challengers,
    overtaking_weights,
    weight_stability,
)
from pmo_core.errors import Refused
from pmo_core.ui import data
from pmo_core.ui.decide import scoring_pairs, state
from pmo_core.ui.decide.scoring import Scored
from pmo_core.ui.decide.weights import in_percent
from pmo_core.ui.grid import grid
from pmo_core.ui.page import side_by_side
from pmo_core.ui.text import plain

MOST = 10
"""Criteria that can be compared in pairs."""
NEAREST = 10
"""Challengers that are shown."""


def weights(of: Scored) -> None:
    """Draw the comparison of pairs, and below it how firm the ranking is."""
    st.markdown("**Weights by comparing pairs (AHP)**")
    names = dict(of.criteria.select("criterion", "name").iter_rows())
    registered = of.criteria.filter(pl.col("weight") > 0).sort(
        "weight", "criterion", descending=[True, False]
    )
    codes = registered["criterion"].to_list()
    if not 2 <= len(codes) <= MOST:
        st.caption(
            f"Two to {MOST} criteria can be compared in pairs; {len(codes)} have a weight. "
            "Weights are changed in Registers."
        )
    else:
        begin = dict(registered.select("criterion", "weight").iter_rows())
        pairs = scoring_pairs.now(codes, begin)
        st.caption(
            "How important is the first criterion against the second? It begins with the level "
            "nearest to the registered weights."
        )
        left, right = side_by_side()
        with left:
            scoring_pairs.editor(pairs, names)
            st.button(
                "Begin anew", icon=":material/restart_alt:", type="tertiary",
                on_click=scoring_pairs.restart, args=(scoring_pairs.nearest(begin),),
                help="Back to the levels nearest to the registered weights.",
            )  # fmt: skip
        with right:
            _follows(of, codes, pairs, names)
    st.markdown("**How firm the first place is**")
    _firm(of, names)


def _follows(
    of: Scored, codes: list[str], pairs: scoring_pairs.Pairs, names: dict[str, str]
) -> None:
    try:
        matrix = ahp.pairwise(codes, pairs)
        found = ahp.priorities(matrix)
        better = ahp.repair(matrix)
    except Refused as refused:
        st.warning(plain(f"{refused.message} {refused.hint}"))
        return
    st.metric(
        "Consistency ratio", f"{found.cr:.2f}",
        help="Inconsistency of the judgements over that of random ones. Above "
        f"{ahp.ACCEPTED_RATIO:.2f} they should be looked at again.",
    )  # fmt: skip
    if found.is_consistent:
        st.caption(":material/check_circle: The judgements fit each other well enough.")
    else:
        st.caption(":material/warning: The judgements contradict each other: look at them again.")
    if better is not None and not found.is_consistent:
        st.info(plain(better.sentence([names[code] for code in codes])), icon=":material/build:")
        st.button(
            "Apply the proposal", icon=":material/build:", on_click=scoring_pairs.replace,
            args=(codes[better.row], codes[better.column], better.proposed),
            help="A question to whoever judged, not a correction: the other judgements ask for it.",
        )  # fmt: skip
    current = in_percent(of.criteria, of.what_if)
    percent = [round(100 * one, 6) for one in found.weights.tolist()]
    rows = pl.DataFrame(
        {
            "name": [names[code] for code in codes],
            "ahp_pct": percent,
            "weight_pct": [current[code] for code in codes],
        }
    )
    grid(
        rows, "scoring_ahp", alt="Weights that follow from the judgements, and those in use",
        labels={"weight_pct": "In use", "name": "Criterion"},
    )  # fmt: skip
    chosen = tuple(zip(codes, percent, strict=True))
    is_used = of.what_if.weights == chosen
    st.button(
        "Use these weights", icon=":material/check:", type="primary", disabled=is_used,
        on_click=state.put, args=(of.what_if.model_copy(update={"weights": chosen}),),
        help="Puts them into the what-if of this session; the registers stay as they are.",
    )  # fmt: skip
    if is_used:
        st.caption(":material/check_circle: The what-if uses these weights.")


def _firm(of: Scored, names: dict[str, str]) -> None:
    given = of.what_if.weights
    firm, near, needed = data.derived(
        "scoring firm", lambda: _found(of),
        case=of.case.content_hash, weights=given, stages=of.what_if.stages,
    )  # fmt: skip
    if firm.is_empty():
        st.caption("No candidate is compared: there are no scores, or no criterion has a weight.")
        return
    compared = of.methods().filter(pl.col("weighted_sum").is_not_null())
    leader = of.named(compared.join(near, on="project", how="anti"))["name"].item()
    projects = of.named(near)
    st.caption(
        plain(f"{leader} leads the weighted sum under the weights of the what-if.")
        + " Each weight alone is moved, the others share the rest in proportion."
    )
    shown = (
        of.named(of.named(firm, "below"), "above")
        .with_columns(name=pl.col("criterion").replace(names))
        .sort("weight_pct", "name", descending=[True, False])
    )
    grid(
        shown.select("name", "weight_pct", "low_pct", "high_pct", "below", "above"),
        "scoring_stability", alt="Interval of each weight in which the leader stays first",
        pinned=("name",), labels={"name": "Criterion"},
    )  # fmt: skip
    if needed is None:
        st.caption(
            plain(f"No change of weights takes the first place from {leader}: nobody is better")
            + " on any criterion."
        )
        return
    left, right = side_by_side()
    with left:
        st.markdown("**Nearest challengers**")
        grid(
            projects.head(NEAREST), "scoring_challengers", alt="Challengers, the nearest first",
            export=lambda: projects, pinned=("name",),
        )  # fmt: skip
    with right:
        st.markdown(f"**Weights at which {plain(projects['name'][0])} draws level**")
        grid(
            needed.select(
                "weight_pct", "needed_pct", name=pl.col("criterion").replace(names)
            ).select("name", "weight_pct", "needed_pct"),
            "scoring_needed", alt="Weights now and at the draw", labels={"name": "Criterion"},
        )  # fmt: skip


def _found(of: Scored) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame | None]:
    given, weights = judged(of.criteria, of.scores), of.what_if.weights
    firm, near = weight_stability(given, weights), challengers(given, weights)
    reachable = near.drop_nulls("change_pct")
    if reachable.is_empty():
        return firm, near, None
    leader = set(of.methods().drop_nulls("weighted_sum")["project"]) - set(near["project"])
    needed = overtaking_weights(given, reachable["project"][0], leader.pop(), weights)
    return firm, near, needed


__all__ = ["weights"]
