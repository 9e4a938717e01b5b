"""What reading pictures needs of the machine: the recogniser, and fonts to draw letters with."""

from __future__ import annotations

import shutil

import pytest

from tests.conftest import leave_out


@pytest.fixture(autouse=True, scope="package")
def recogniser() -> None:
    """Without the recogniser there is nothing to test, and the summary says so."""
    if shutil.which("tesseract") is None:
        leave_out("tesseract")
