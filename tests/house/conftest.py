"""The project's own files, as the house rules read them."""

import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {".py", ".sql", ".md", ".toml", ".txt", ".sh", ".csv", ""}
LEFT_OUT = {".venv", ".git", "shots", "__pycache__", "build"}


@cache
def _texts() -> dict[str, str]:
    """Text of each file that is, or could be, committed; by its path from the root."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode == 0:
        paths = [ROOT / name for name in listing.stdout.decode().split("\0") if name]
    else:  # a copy without its history
        paths = [p for p in ROOT.rglob("*") if not LEFT_OUT & set(p.relative_to(ROOT).parts)]
    return {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
        for path in sorted(paths)
        if path.is_file() and path.suffix in TEXTS and "uploads" not in path.parts
    }


@pytest.fixture(scope="session")
def texts():
    """Path -> text of all text files of the project."""
    return _texts()


@pytest.fixture(scope="session")
def sources(texts):
    """Path -> text of all Python files of the project."""
    return {path: text for path, text in texts.items() if path.endswith(".py")}


@pytest.fixture(scope="session")
def product(sources):
    """Path -> text of the Python files that run in production."""
    return {
        path: text
        for path, text in sources.items()
        if path == "app.py" or path.startswith(("pages/", "pmo_core/"))
    }
