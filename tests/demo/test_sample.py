"""The sample file for the first upload."""

import polars as pl

from pmo_core import demo


def test_sample_fits_the_demonstration_and_has_its_dirt(frames: dict[str, pl.DataFrame]) -> None:
    """300 lines of real codes for the next month, with preamble, total, one bad code and date."""
    text = demo.sample_actuals_csv(frames).decode("cp1252")
    lines = text.split("\r\n")
    body = [line.split(";") for line in lines[4:304]]
    assert lines[3].startswith("Document;Project;")
    assert lines[304].startswith("Total;")
    assert lines[305:] == [""]
    assert {len(fields) for fields in body} == {8}
    codes = set(frames["project"]["code"])
    assert [fields[1] for fields in body if fields[1] not in codes] == ["P-9999"]
    assert {fields[2] for fields in body} <= set(frames["person"]["code"])
    assert [fields[5] for fields in body if not fields[5].endswith(".11.2026")] == ["30.02.2026"]


def test_total_row_is_the_sum_of_the_lines() -> None:
    """The last row adds up hours and cost of all lines, so that a reader can prove itself."""

    def number(text: str) -> float:
        return float(text.replace(".", "").replace(",", "."))

    lines = demo.sample_actuals_csv().decode("cp1252").split("\r\n")
    body = [line.split(";") for line in lines[4:304]]
    hours, cost = lines[304].split(";")[-2:]
    assert round(sum(number(fields[6]) for fields in body), 2) == number(hours)
    assert round(sum(number(fields[7]) for fields in body), 2) == number(cost)


def test_sample_is_the_same_each_time(frames: dict[str, pl.DataFrame]) -> None:
    """The same frames give the same bytes."""
    assert demo.sample_actuals_csv(frames) == demo.sample_actuals_csv(frames)
