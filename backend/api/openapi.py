"""`python -m backend.api.openapi` writes docs/openapi.json; with `--check` it says whether the file is up to date."""

import argparse
import json
import sys
from pathlib import Path

from flask import Flask

from backend.api import add_routes
from backend.api.spec import document

FILE = Path(__file__).parent.parent.parent / "docs" / "openapi.json"

__all__ = ["FILE", "document", "main", "text"]


def text() -> str:
    """The document as it is kept in the repository. It needs no city and no database."""
    app = Flask("backend", static_folder=None)
    add_routes(app)
    return json.dumps(document(app), indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str] | None = None, file: Path = FILE) -> int:
    """Write the file, or check it; returns 1 if it is not what the routes say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the file is out of date")
    if parser.parse_args(arguments).check:
        fresh = file.exists() and file.read_text(encoding="utf-8") == text()
        if not fresh:
            sys.stderr.write(f"{file.name} is out of date: run 'python -m backend.api.openapi'.\n")
        return 0 if fresh else 1
    file.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
