"""The pages of the shipped rules are written from their files, and keep what people wrote."""

from pathlib import Path

from pmo_core.jobs.rule_pages import INDEX, PRACTICE, write
from pmo_core.store.rules import shipped


def test_what_people_wrote_stays(tmp_path: Path) -> None:
    """The head of a page is written anew; what stands below its last heading is not touched."""
    write(tmp_path)
    page = tmp_path / "DQ-01.md"
    page.write_text(f"# Old head\n\n{PRACTICE}\n\nAsk its manager.\n", encoding="utf-8")
    write(tmp_path)
    text = page.read_text("utf-8")
    assert text.startswith(f"# DQ-01 {shipped()['DQ-01'].name}\n")
    assert text.endswith(f"{PRACTICE}\n\nAsk its manager.\n")


def test_a_page_tells_the_thresholds(tmp_path: Path) -> None:
    """Each threshold stands there with its number and its meaning."""
    write(tmp_path)
    text = (tmp_path / "PM-01.md").read_text("utf-8")
    assert "| `threshold` | 0.9 | CPI below which cost performance is poor |" in text
    assert "| `periods` | 3 | Latest reports that must all be below it |" in text


def test_the_index_leads_to_every_page(tmp_path: Path) -> None:
    """All rules are listed, by code."""
    write(tmp_path)
    text = (tmp_path / INDEX).read_text("utf-8")
    assert [line.split("]")[0][3:] for line in text.splitlines() if line.startswith("| [")] == [
        *shipped()
    ]
