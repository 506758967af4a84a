"""A real form of GOV.UK Forms in a city of its own, where it stands beside this checkout."""

import shutil
from pathlib import Path

import pytest

from backend.config import ROOT, load
from backend.core import clock
from backend.parts import Parts, build
from flows.govuk_forms import imported

REAL = ROOT.parent / "shared" / "real-input" / "govuk-forms" / "all_question_types_form.json"
SERVICE = "all-question-types-form"


def the_real_form() -> Path:
    """Where the form is; without it the test is left out, with a word."""
    if not REAL.exists():
        pytest.skip("the real form does not stand beside this checkout, in ../shared/real-input/govuk-forms")
    return REAL


def city_with_the_real_form(home: Path, database: str) -> Parts:
    """A demo city that has taken the form over; to be closed."""
    written, _ = imported(the_real_form().read_text(), "travel-desk", clock.today("UTC"))
    folder = home / "content"
    shutil.copytree(ROOT / "content", folder)
    (folder / "services" / f"{SERVICE}.yaml").write_text(written)
    own = {"HANDRAIL_CONTENT": str(folder), "HANDRAIL_HOME": str(home / "home"), "HANDRAIL_DATABASE_URL": database}
    return build(load(own))
