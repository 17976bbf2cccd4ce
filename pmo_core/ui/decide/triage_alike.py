"""What a submitted request resembles: a hint on its card, and more beside it."""

import polars as pl
import streamlit as st

from pmo_core.analysis.look_alikes import look_alikes
from pmo_core.ui import data
from pmo_core.ui.decide.intake_check import known_ideas
from pmo_core.ui.paths import PAGES
from pmo_core.ui.text import plain


def alike(code: str) -> pl.DataFrame:
    """Return what is most like a request; see `analysis.look_alikes.look_alikes`.

    Parameters
    ----------
    code : str
        Of a request that is kept.
    """
    return data.derived("alike", lambda: _alike(code), code=code)


def hint(code: str) -> str:
    """Return the likest thing for a card, as Markdown; empty where nothing is."""
    found = alike(code)
    return f":violet-badge[like {plain(found['code'][0])}]" if found.height else ""


def draw(code: str) -> None:
    """Draw what a request resembles, with the way there; nothing where nothing does."""
    for row in alike(code).head(3).iter_rows(named=True):
        page = "decide/triage.py" if row["kind"] == "request" else "track/project.py"
        st.page_link(
            PAGES / page, icon=":material/content_copy:", query_params={row["kind"]: row["code"]},
            label=f"{row['likeness_pct']:.0f} % like {row['code']} {plain(row['name'])}",
        )  # fmt: skip


def _alike(code: str) -> pl.DataFrame:
    row = data.table("request").filter(code=code).row(0, named=True)
    text = " ".join(filter(None, [row["problem"], row["outcome"]]))
    own = tuple(filter(None, [code, row["project"]]))
    return look_alikes(row["name"], text, known_ideas(), leave_out=own)


__all__ = ["alike", "draw", "hint"]
