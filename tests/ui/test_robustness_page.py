"""The page of robustness, on the demonstration and on an empty store."""

import time
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from pmo_core.store import Repository

DEADLINE = 60.0
Show = Callable[[str], AppTest]


def test_a_run_says_what_to_argue_about(demo: Show) -> None:
    """Nothing runs by itself; a run ends in classes that hold all candidates, and its seed."""
    app = demo("decide/robustness.py")
    assert not app.exception
    assert any("Nothing was run yet" in one.value for one in app.markdown)
    app.number_input(key="robustness_seed").set_value(7)
    next(one for one in app.button if one.label == "Run").click().run()
    end = time.monotonic() + DEADLINE
    while not app.metric:
        assert time.monotonic() < end, "no result in time"
        assert not app.exception
        time.sleep(0.5)
        app.run()
    figures = {one.label: one.value for one in app.metric}
    n_settled = int(figures["Always in"]) + int(figures["Always out"])
    assert n_settled > 0
    assert app.subheader[0].value == (
        f"Argue about these {figures['Borderline']}: the other {n_settled} are settled."
    )
    assert figures["Mean gap"].endswith(" %")
    assert any("500 draws, seed 7" in one.value for one in app.caption)


def test_without_candidates_the_page_says_so(kept: Repository, show: Show) -> None:
    """An empty store shows one sentence and the next step."""
    kept.session("test", "administrator").put_settings(base_currency="USD")
    app = show("decide/robustness.py")
    assert not app.exception
    assert any("no candidates" in one.value for one in app.markdown)
