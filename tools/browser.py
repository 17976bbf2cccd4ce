"""Find a browser for tests and screenshots, or install one: `python -m tools.browser`.

Debian's chromium where apt works and we may use it, otherwise Playwright's own.
"""

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning]"
TIMEOUT_MS = 30_000


def settled(page: "Page") -> None:
    """Wait until the script has run to its end; what it shows is then for the caller to await."""
    page.wait_for_selector(SETTLED, state="attached", timeout=TIMEOUT_MS)


def installed() -> str | None:
    """Return the path of a Chromium that is installed here, or None."""
    chosen = os.environ.get("PMO_BROWSER")
    if chosen:
        return chosen
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in found if path), None) or _of_playwright()


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None


def ensure() -> str:
    """Return the path of a Chromium, after installing one where there is none."""
    path = installed()
    if path is None:
        _install()
        path = installed()
    if path is None:
        raise SystemExit(
            "No browser could be installed; set PMO_BROWSER to the path of a Chromium."
        )
    return path


def _install() -> None:
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        _run("apt-get", "update")
        if _run("apt-get", "install", "--yes", "--no-install-recommends", "chromium"):
            return
    _run(sys.executable, "-m", "playwright", "install", "chromium")


def _run(*command: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
    return done.returncode == 0


if __name__ == "__main__":
    print(f"Browser: {ensure()}")
