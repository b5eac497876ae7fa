"""A list as a CSV file. Cells that a spreadsheet would run are defused."""

from collections.abc import Sequence
from io import StringIO

from defusedcsv import csv
from flask import Response


def line(cells: Sequence[str | int]) -> str:
    """One row with its line break."""
    out = StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def attached(answer: Response, name: str) -> Response:
    """The answer as a file to keep."""
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
