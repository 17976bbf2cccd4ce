"""What a page says when amounts are in a currency for which no rate is kept."""

import polars as pl
import streamlit as st

from pmo_core.ui import data
from pmo_core.ui.admin_act import announce, attempt, may_write
from pmo_core.ui.boot import session
from pmo_core.ui.paths import PAGES
from pmo_core.ui.text import counted, plain

SETTINGS = PAGES / "admin" / "settings.py"


def without_rate(projects: pl.DataFrame) -> None:
    """Say which projects count with no amount for lack of a rate, and offer both ways out.

    Parameters
    ----------
    projects : polars.DataFrame
        Rows of `facts.portfolio`: currency, n_without_rate.
    """
    announce()
    lost = projects.filter(pl.col("n_without_rate") > 0)
    if lost.is_empty():
        return
    base = data.settings().base_currency
    currencies = lost["currency"].drop_nulls().unique().sort().to_list()
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="no_rate"):
        st.markdown(
            f":orange[:material/currency_exchange:] **{counted(lost.height, 'project')} with "
            f"amounts in {plain(', '.join(currencies))}**, for which there is no rate to {base}: "
            "these amounts are in no sum."
        )
        if len(currencies) == 1 and may_write("setting") and _are_all(currencies[0]):
            currency = currencies[0]
            if st.button(
                f"Count in {plain(currency)}", key="count_in", type="primary",
                help=f"{plain(currency)} becomes the base currency in place of {base}: all sums "
                "are in it, and amounts without a currency count as such. It is one change and "
                "can be undone in the journal.",
            ):  # fmt: skip
                attempt(lambda: _count_in(currency))
        st.page_link(
            SETTINGS, label="Enter rates", icon=":material/settings:",
            query_params={"section": "Currency rates"},
        )  # fmt: skip


def _are_all(currency: str) -> bool:
    """Whether no project is in another currency, the base currency included."""
    used = data.table("project")["currency"].drop_nulls().unique().to_list()
    return used == [currency]


def _count_in(currency: str) -> str:
    session().put_settings(base_currency=currency)
    return f"All sums are in {currency} now. To take it back, undo the change in the journal."
