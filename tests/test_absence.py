"""What is absent is never passed over: it fails in CI, and is named in the summary elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def run_a_test_that_wants_vectors(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one test in a process of its own, with the conftest of this house."""
    wanting = tmp_path / "test_wanting.py"
    wanting.write_text("def test_wanting(vectors):\n    assert vectors.is_dir()\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-p", "no:cacheprovider"]
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("CI", "CHANCERY_"))}
    return subprocess.run(
        [*command, f"--rootdir={ROOT}", f"--config-file={ROOT / 'pyproject.toml'}", str(wanting)],
        cwd=ROOT,
        env=inherited | environment,
        capture_output=True,
        text=True,
    )


def test_an_absent_folder_is_a_failure_in_ci(tmp_path: Path) -> None:
    """With CI=true a test whose data is absent fails and names the variable."""
    done = run_a_test_that_wants_vectors(tmp_path, CI="true")
    assert done.returncode == 1
    assert "CHANCERY_VECTORS is absent" in done.stdout


def test_an_absent_folder_is_named_at_a_desk(tmp_path: Path) -> None:
    """Without CI the test is left out, and the summary says that nothing was tested."""
    done = run_a_test_that_wants_vectors(tmp_path)
    assert done.returncode == 0
    assert "NOT TESTED (1): CHANCERY_VECTORS is absent" in done.stdout
    assert "passed" not in done.stdout


def test_a_folder_that_is_there_is_handed_over(tmp_path: Path) -> None:
    """The fixture is the folder that the environment names."""
    done = run_a_test_that_wants_vectors(tmp_path, CHANCERY_VECTORS=str(tmp_path))
    assert "1 passed" in done.stdout
