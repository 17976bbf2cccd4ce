"""What pages share: the only storey that knows Streamlit."""

from pmo_core.ui.boot import actor, address, lifespan, repository, session
from pmo_core.ui.chart import chart
from pmo_core.ui.data import derived, query, settings, table
from pmo_core.ui.errors import tell
from pmo_core.ui.filters import Filters, filters, set_filters
from pmo_core.ui.first_visit import first_visit, sample
from pmo_core.ui.grid import download, grid
from pmo_core.ui.page import Figure, as_of, empty, frame, headline, page, side_by_side
from pmo_core.ui.paging import paged
from pmo_core.ui.text import counted, heading, iso, listed, plain, slip

__all__ = [
    "Figure", "Filters", "actor", "address", "as_of", "chart", "counted", "derived", "download",
    "empty", "filters", "first_visit", "frame", "grid", "heading", "headline", "iso", "lifespan",
    "listed", "page", "paged", "plain", "query", "repository", "sample", "session", "set_filters",
    "settings", "side_by_side", "slip", "table", "tell",
]  # fmt: skip
