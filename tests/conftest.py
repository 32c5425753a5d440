"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# On a build machine the same examples are tried every time, so that a build says something of the change and not of
# chance; at a desk each run tries new ones.
settings.register_profile("build", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("build")

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
