"""Where the scripts of the pages stand, for links from one to another."""

from pathlib import Path

PAGES = Path(__file__).resolve().parents[2] / "pages"
"""Folder of the sections, each a folder of pages."""

__all__ = ["PAGES"]
