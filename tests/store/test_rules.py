"""Files of shipped rules are read whole, or refused."""

from pathlib import Path

import pytest

from pmo_core.errors import Refused
from pmo_core.store.rules import parameters_of, parameters_text, shipped
from tests.jobs.audit_cases import SPONSOR, STATUS, write_rules


def test_a_rule_is_read_from_its_file(tmp_path: Path) -> None:
    """Head, both questions, thresholds and text over two lines come out of the file."""
    rules = shipped(write_rules(tmp_path, STATUS, SPONSOR))
    assert list(rules) == ["DQ-90", "PC-90"]
    assert rules["PC-90"].rationale == "Without a sponsor nobody decides."
    assert rules["DQ-90"].parameters == {"days": 45.0}
    assert rules["DQ-90"].meanings == {"days": "Days within which a project reports"}
    assert rules["PC-90"].query.startswith("select code as project, name")
    assert rules["PC-90"].checked.endswith("group by all")


@pytest.mark.parametrize(
    "text",
    [
        SPONSOR.replace("-- basis: ISO 21502\n", ""),
        SPONSOR.replace("-- checked\n", ""),
        SPONSOR.replace("process conformance", "weather"),
        STATUS.replace("days = 45 |", "days 45"),
    ],
    ids=["no basis", "no count", "another family", "a threshold without number"],
)
def test_a_file_that_is_no_rule_is_refused(tmp_path: Path, text: str) -> None:
    """What is missing in a file is an error when rules are read, not when they are run."""
    with pytest.raises(ValueError, match=r"rule_0\.sql"):
        shipped(write_rules(tmp_path, text))


def test_two_files_of_one_code_are_refused(tmp_path: Path) -> None:
    """A code names one rule."""
    with pytest.raises(ValueError, match="same code"):
        shipped(write_rules(tmp_path, SPONSOR, SPONSOR))


def test_the_shipped_rules_can_be_read() -> None:
    """Every file of the program is a rule."""
    assert all(rule.query and rule.checked for rule in shipped().values())


def test_thresholds_are_read_as_they_are_written() -> None:
    """Text of thresholds and back; what is no number or no threshold is refused."""
    text = "days = 45\nshare = 0.1"
    assert parameters_text(parameters_of(text, ["days", "share"])) == text
    assert parameters_of("\n days=3 \n") == {"days": 3.0}
    for wrong in ("days = soon", "weeks = 2", "days"):
        with pytest.raises(Refused):
            parameters_of(wrong, ["days"])
