"""The order of the gates of a file can be corrected before it is read."""

import json

from streamlit.testing.v1 import AppTest

GATES = ["Asked", "Approved", "Built"]


def _order(gates: list[str]) -> None:
    """Draw the choice and say what the mapping then holds."""
    import streamlit as st

    from pmo_core.exchange.mapping import Mapping
    from pmo_core.ui.upload_gates import order

    shape = {"kind": "gates", "gates": gates} if gates else {}
    st.text(order(Mapping("gate", shape=shape), "file").to_json())


def show(gates: list[str]) -> AppTest:
    """The choice alone, run once."""
    return AppTest.from_function(_order, args=(gates,), default_timeout=60).run()


def read(app: AppTest) -> list[str]:
    """The gates of the mapping, in their order."""
    return list(json.loads(app.text[0].value)["shape"].get("gates", ()))


def test_the_gates_stand_in_the_order_that_was_guessed() -> None:
    """Without a touch the mapping stays as it is."""
    assert read(show(GATES)) == GATES


def test_a_gate_is_moved_or_left_out() -> None:
    """What is chosen, in the order in which it was chosen, is what is read."""
    app = show(GATES)
    app.multiselect(key="file_gates").set_value(["Approved", "Asked"]).run()
    assert read(app) == ["Approved", "Asked"]


def test_without_any_gate_the_guess_stays() -> None:
    """Taking all out does not leave a file without gates."""
    app = show(GATES)
    app.multiselect(key="file_gates").set_value([]).run()
    assert read(app) == GATES


def test_other_files_have_no_such_choice() -> None:
    """A mapping without a column per gate draws nothing and stays."""
    app = show([])
    assert not app.multiselect
    assert read(app) == []
