"""A screenshot of each page, light and dark, wide and narrow: `python -m tools.shots [FOLDER]`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page as BrowserPage
from playwright.sync_api import sync_playwright

from bench.server import Page, Session, serving
from tools.browser import ARGUMENTS, ensure, settled

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = {1440: 900, 800: 1100}
DRAWN_MS = 1500  # charts and grids draw after the script has ended


def pages_of(port: int) -> tuple[Page, ...]:
    """Pages of a running server, as its own navigation lists them."""
    session = Session(port)
    try:
        return session.open("").pages
    finally:
        session.close()


def shoot(tab: BrowserPage, port: int, page: Page, path: Path) -> None:
    """Write one page's screenshot, whole and not only its first screen."""
    tab.goto(f"http://127.0.0.1:{port}/{page.path}")
    settled(tab)
    tab.wait_for_timeout(DRAWN_MS)
    inner = "() => document.querySelector('[data-testid=stMain]').scrollHeight"
    height = max(int(tab.evaluate(inner)), int(tab.viewport_size["height"]))
    width = int(tab.viewport_size["width"])
    tab.set_viewport_size({"width": width, "height": min(height, 6000)})
    tab.wait_for_timeout(DRAWN_MS)
    tab.screenshot(path=path)
    tab.set_viewport_size({"width": width, "height": WIDTHS[width]})


def main(folder: Path) -> None:
    """Shoot all pages of a fresh server with the demonstration portfolio."""
    folder.mkdir(parents=True, exist_ok=True)
    chromium = ensure()
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        store = str(Path(temporary) / "pmo.duckdb")
        with serving(ROOT / "app.py", store) as (port, _):
            browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
            pages = pages_of(port)
            for scheme in ("light", "dark"):
                for width, height in WIDTHS.items():
                    tab = browser.new_page(
                        viewport={"width": width, "height": height}, color_scheme=scheme
                    )
                    for page in pages:
                        name = (page.path or "index").replace("/", "-")
                        path = folder / f"{name}-{width}-{scheme}.png"
                        shoot(tab, port, page, path)
                        print(path)
                    tab.close()
            browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "shots"))
