"""What must never hurt: hostile files, and names that look like programs, in a real browser."""

import io
import shutil
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from playwright.sync_api import Page, expect

import pmo_core
from pmo_core.exchange.export import csv_bytes, xlsx_bytes
from pmo_core.model import Portfolio
from tests.exchange.test_hostile import UPLOADS
from tools.browser import settled

REFUSED = [one for one in UPLOADS if one.refused]
LIMIT_MS = 30_000


def start_own(store: Path) -> None:
    """Prepare a store that is not the demonstration's."""
    with pmo_core.open(str(store)) as repo:
        repo.session("controller", "administrator").save(Portfolio(code="G", name="Growth"))


@pytest.fixture(scope="module")
def own(start_server: Callable[..., Any]) -> Any:
    """Give a server with a store of its own."""
    return start_server(start_own)


def drop(page: Page, content: bytes, name: str) -> None:
    """Give a file to the upload page."""
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    page.set_input_files("input[type=file]", file)


def is_healthy(url: str) -> bool:
    """Return whether the server answers."""
    with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as answer:
        return bool(answer.status == 200)


def test_hostile_files_get_one_sentence_each(page: Page, own: Any) -> None:
    """At least 25 hostile files in one session: each is refused in words, and the server lives."""
    assert len(REFUSED) >= 25
    page.goto(f"{own.url}/actuals")
    for upload in REFUSED:
        settled(page)
        drop(page, upload.make(), "costs.csv")
        alert = page.get_by_test_id("stAlert")
        expect(alert).to_have_count(1, timeout=LIMIT_MS)
        assert upload.refused in alert.inner_text(), upload.name
        assert "server's log" not in alert.inner_text(), upload.name
        assert is_healthy(own.url)
        page.get_by_role("button", name="Another file").click()
        expect(page.locator("input[type=file]")).to_be_attached()
    drop(page, b"code,name\nP1,Web shop\n", "good.csv")
    expect(page.get_by_role("button", name="Save 1 record")).to_be_visible(timeout=LIMIT_MS)


def test_too_large_a_file_is_refused_in_a_sentence(page: Page, own: Any, tmp_path: Path) -> None:
    """More than 200 MB is told before anything is sent."""
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(201_000_000 * 21 // 20)
    page.goto(f"{own.url}/actuals")
    settled(page)
    page.set_input_files("input[type=file]", str(path))
    expect(page.get_by_text("File must be 200.0MB or smaller.")).to_be_visible()


def naughty(shared_data: Path) -> list[str]:
    """Return the naughty strings that can be a name: not empty, no comment of the list."""
    lines = (shared_data / "csv" / "naughty_strings.txt").read_text("utf-8").split("\n")
    texts = [line for line in lines if line.strip() and not line.startswith("#")]
    return list(dict.fromkeys(texts))


def test_naughty_names_stay_text(page: Page, own: Any, shared_data: Path, tmp_path: Path) -> None:
    """Each is stored as written, shown as text on every page, and starts no formula in a file."""
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    outside: list[str] = []
    page.on("request", lambda ask: outside.append(ask.url) if own.url not in ask.url else None)
    names = naughty(shared_data)
    assert len(names) > 400
    codes = [f"N{number:04}" for number in range(len(names))]
    file = pl.DataFrame({"code": codes, "name": names, "stage": "delivery"})
    page.goto(f"{own.url}/actuals")
    settled(page)
    drop(page, file.write_csv(quote_style="always").encode(), "naughty.csv")
    save = page.get_by_role("button", name="Save ")
    expect(save).to_be_visible(timeout=LIMIT_MS)
    save.click()
    expect(page.get_by_text("projects new")).to_be_visible(timeout=LIMIT_MS)

    kept = stored(own.store, tmp_path)
    found = dict(
        kept.filter(pl.col("code").str.starts_with("N")).select("code", "name").iter_rows()
    )
    assert len(found) > 400
    for code, name in zip(codes, names, strict=True):
        if code in found:
            assert found[code] in (name, name.strip()), code

    for path in ("", "rollups", "registers", "imports", "journal", "actuals"):
        page.goto(f"{own.url}/{path}")
        settled(page)
    shown = [code for code in codes if code in found and looks_alive(found[code])][:8]
    assert len(shown) == 8
    for code in shown:
        page.goto(f"{own.url}/project?project={code}")
        settled(page)
        expect(page.locator("h1").first).to_have_text(found[code], timeout=LIMIT_MS)
        assert page.locator("[data-testid=stMain] h1 *").count() == 0, found[code]
    assert dialogs == []
    own_icons = ("data:", "blob:", "https://fonts.gstatic.com/s/i/")
    assert [url for url in outside if not url.startswith(own_icons)] == []
    assert formulas(kept) == []


def looks_alive(name: str) -> bool:
    """Return whether a name would run, load or change the page where it is not taken as text."""
    marks = ("<script", "<img", "onerror", "javascript:", "<svg", "**", "<iframe")
    return any(mark in name.lower() for mark in marks) and " ".join(name.split()) == name


def stored(store: Path, folder: Path) -> pl.DataFrame:
    """Return the projects that a running server keeps, from a copy of its store."""
    for path in store.parent.glob("pmo.duckdb*"):
        if path.is_file():
            shutil.copy2(path, folder / path.name)
    with pmo_core.open(str(folder / store.name)) as repo:
        return repo.table("project")


def formulas(kept: pl.DataFrame) -> list[str]:
    """Return the cells of the exported files in which a spreadsheet would compute."""
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(kept))) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        alive = [name for name in sheets if b"<f>" in book.read(name)]
    assert sheets
    text = pl.read_csv(csv_bytes(kept), infer_schema=False)["name"].fill_null("")
    return alive + text.filter(text.str.contains(r"^\s*[=+\-@\t\r]")).to_list()
