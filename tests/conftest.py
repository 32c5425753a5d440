"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def real() -> Path:
    """Real files of real publishers, which are kept outside the repository because they name people."""
    folder = Path(os.environ.get("OPENBEAT_REAL", ROOT.parent / "shared" / "real"))
    if not folder.is_dir():
        pytest.skip(f"no real files at {folder}: set OPENBEAT_REAL to a folder that has them")
    return folder
