"""PHP, where this machine has it."""

import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

HERE: Final = Path(__file__).parents[2] / "extensions" / "woocommerce"
PHP: Final = shutil.which("php")
needs_php = pytest.mark.skipif(PHP is None, reason="there is no PHP on this machine")


def php(*given: str | Path) -> str:
    """What it printed. Whatever it complains about fails the test."""
    assert PHP
    done = subprocess.run([PHP, *map(str, given)], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
