"""`handrail import govuk-form` as an operator uses it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from backend.checks import problems_of
from backend.cli import main
from backend.config import ROOT, VARIABLES
from backend.core import clock
from flows.load import load_service
from tests.imported import the_real_form

GARDEN = ROOT / "tests" / "flows" / "govuk_form.json"


def run(*words: str, given: str | bytes | None = None) -> Result:
    cleared: dict[str, str | None] = dict.fromkeys(VARIABLES)
    return CliRunner().invoke(main, ["import", "govuk-form", *words], env=cleared, input=given)


def test_the_service_is_printed_and_what_is_not_the_same_is_said_beside_it() -> None:
    told = run(str(GARDEN))
    assert told.exit_code == 0
    service = load_service(told.stdout)
    assert (service.id, service.office) == ("ask-for-a-garden", "travel-desk")
    assert "Not carried over:\n  - Question 2 (“What is your name?”): the title" in told.stderr
    assert told.stderr.endswith(
        "Next: put it into the city's 'services' folder, translate it, and run 'handrail check'.\n"
    )


def test_a_pipe_a_file_and_an_office_may_be_named(tmp_path: Path) -> None:
    to = tmp_path / "new.yaml"
    told = run("-", "--to", str(to), "--office", "residents-office", given=GARDEN.read_bytes())
    assert (told.exit_code, told.stdout) == (0, "")
    assert load_service(to.read_text()).office == "residents-office"


def test_a_file_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    there = tmp_path / "mine.yaml"
    there.write_text("my own work")
    told = run(str(GARDEN), "--to", str(there))
    assert (told.exit_code, told.output) == (
        2,
        f"handrail: '{there}' is there already and stays as it is; choose another name.\n",
    )
    assert there.read_text() == "my own work"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (b"{", "this form cannot be taken over: it is not JSON"),
        (b"\xff\xfe{", "this file is not written in UTF-8"),
        (b"{" * 3_000_000, "this form cannot be taken over: it is larger than 1000000 bytes."),
        (json.dumps({"steps": [{"type": "?"}]}).encode(), "this form cannot be taken over: none of its pages"),
    ],
)
def test_what_cannot_be_taken_over_is_said_in_a_sentence_and_nothing_is_written(
    tmp_path: Path, given: bytes, why: str
) -> None:
    told = run("-", "--to", str(tmp_path / "new.yaml"), given=given)
    assert told.exit_code == 2
    assert told.output.startswith(f"handrail: {why}")
    assert list(tmp_path.iterdir()) == []


def test_an_office_that_is_not_there_and_a_folder_that_is_not_there_are_said(tmp_path: Path) -> None:
    assert run(str(GARDEN), "--office", "moon").output.startswith("handrail: there is no office 'moon'. There are ")
    told = run(str(GARDEN), "--to", str(tmp_path / "no" / "new.yaml"))
    assert (told.exit_code, "cannot be written: No such file" in told.output) == (2, True)


@pytest.mark.parametrize("form", [lambda: GARDEN, the_real_form], ids=["ours", "theirs"])
def test_the_check_of_the_city_finds_only_that_it_is_not_translated(form: Callable[[], Path], tmp_path: Path) -> None:
    told = run(str(form()))
    city = tmp_path / "content"
    shutil.copytree(ROOT / "content", city)
    (city / "services" / f"{load_service(told.stdout).id}.yaml").write_text(told.stdout)
    found = problems_of(city, clock.today("UTC"))
    assert found
    assert [str(each) for each in found if each.where != "translations"] == []
