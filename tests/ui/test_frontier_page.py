"""The page of the efficient frontier, on the demonstration and on an empty store."""

import time
from collections.abc import Callable

import pandas as pd
from streamlit.testing.v1 import AppTest

from pmo_core.store import Repository

DEADLINE = 90.0
Show = Callable[[str], AppTest]


def settled(app: AppTest, mark: str) -> AppTest:
    """Run the page again and again until a table with that column is there."""
    end = time.monotonic() + DEADLINE
    while not any(mark in frame.value.columns for frame in app.dataframe):
        assert time.monotonic() < end, "no result in time"
        assert not app.exception
        time.sleep(0.5)
        app.run()
    return app


def levels(app: AppTest) -> pd.DataFrame:
    """Return the table of levels."""
    return next(one.value for one in app.dataframe if "level_pct" in one.value.columns)


def test_each_level_has_its_best_selection_and_worth_never_falls(demo: Show) -> None:
    """All levels are there, that of the what-if too, and who enters; then those of capacity."""
    app = settled(demo("decide/frontier.py"), "level_pct")
    assert not app.exception
    table = levels(app)
    assert table["level_pct"].is_monotonic_increasing
    assert {50.0, 100.0, 150.0} <= set(table["level_pct"])
    worth = table["worth"].dropna()
    assert len(worth) > 5
    assert worth.is_monotonic_increasing
    assert (table["entered"].str.len() > 0).any()
    assert any("proven optimal" in one.value for one in app.caption)

    money = table["available"].max()
    app.segmented_control(key="frontier_by").set_value("capacity").run()
    app = settled(app, "level_pct")
    assert not app.exception
    assert levels(app)["available"].max() != money


def test_without_candidates_the_page_says_so(kept: Repository, show: Show) -> None:
    """An empty store shows one sentence and the next step."""
    kept.session("test", "administrator").put_settings(base_currency="USD")
    app = show("decide/frontier.py")
    assert not app.exception
    assert any("no candidates" in one.value for one in app.markdown)
