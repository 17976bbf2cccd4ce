"""Fixtures that every storey's tests may use."""

from collections.abc import Iterator

import pytest

import pmo_core


@pytest.fixture
def repo() -> Iterator[pmo_core.Repository]:
    """Give an empty repository in memory."""
    with pmo_core.open(":memory:") as opened:
        yield opened
