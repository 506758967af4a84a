"""Rows as a file that spreadsheets open: comma-separated values (RFC 4180)."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any


def table_file(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table as text. None is an empty cell. The mark at the start lets spreadsheets read Chinese letters."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return "\ufeff" + written.getvalue()
