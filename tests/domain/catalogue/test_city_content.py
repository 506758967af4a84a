"""A city's content folder: what is wrong in it is named by file and place."""

import dataclasses
import os
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from backend.config import ROOT
from backend.domain.catalogue.city import Content, ContentBroken, load_content
from backend.domain.catalogue.files import MOST_FILES, read_texts
from flows.load import Problem

LONDON = ZoneInfo("Europe/London")
Plant = Callable[[str, str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "content", tmp_path / "content"))


@pytest.fixture
def plant(folder: Path) -> Plant:
    """Change a text in a file of the folder."""

    def change(name: str, before: str, after: str) -> None:
        text = (folder / name).read_text()
        assert before in text
        (folder / name).write_text(text.replace(before, after, 1))

    return change


def problems(folder: Path) -> list[str]:
    with pytest.raises(ContentBroken) as caught:
        load_content(folder)
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    return [str(problem) for problem in caught.value.problems]


def test_the_demo_city_is_whole(content: Content) -> None:
    assert content.city.name == "Harbour City"
    assert set(content.documents) == set(content.services)
    assert {service.office for service in content.services.values()} <= set(content.offices)
    lesson = content.lesson_of("senior-travel-card")
    assert lesson is not None
    assert lesson.service == "senior-travel-card"
    assert content.lesson_of("nothing") is None
    assert {person.role for person in content.people} >= {"citizen", "caseworker", "publisher"}


@pytest.mark.parametrize(
    ("file", "before", "after", "told"),
    [
        ("city.yaml", "region: GB", "region: XX", "city.yaml region: Must be one of"),
        (
            "services/health-check.yaml",
            "kind: clinic-visit",
            "kind: dentist",
            "services/health-check.yaml questions.visit.kind: there is no kind 'dentist' in appointments.yaml",
        ),
        ("city.yaml", "currency: GBP", "currency: pounds", "city.yaml currency: String does not match"),
        ("city.yaml", "Europe/London", "Europe/Harbour", "city.yaml time_zone: Must be one of"),
        ("city.yaml", "+441632960100", "call us", "city.yaml help.phone: is not a phone number with its country"),
        ("city.yaml", "days: [mon, tue", "days: [moon, tue", "city.yaml calls.days.0: Must be one of"),
        ("city.yaml", 'closes: "12:00"', 'closes: "08:00"', "city.yaml calls.morning.closes: must be later than opens"),
        ("city.yaml", "[senior-travel-card,", "[moon,", "city.yaml at_hand: there is no service 'moon'"),
        ("city.yaml", "[senior-travel-card, ", "[street-problem, ", "city.yaml at_hand: names something twice"),
        ("city.yaml", "keep_months: 72", "keep_months: 0", "city.yaml keep_months: Must be greater"),
        (
            "holidays.yaml",
            "25, office: null",
            "25, office: moon",
            "holidays.yaml holidays.0.office: there is no office 'moon'",
        ),
        ("holidays.yaml", "2026-12-25", "2026-12-32", "holidays.yaml file: is not YAML"),
        ("holidays.yaml", "2026-12-25", "'2026-02-30'", "holidays.yaml holidays.0.date: Not a valid date."),
        ("holidays.yaml", "why: Christmas Day", "", "holidays.yaml holidays.0.why: Missing data"),
        (
            "offices.yaml",
            "counters: [Window 1",
            "time_zone: Moon\n    counters: [Window 1",
            "offices.0.time_zone: Must be",
        ),
        ("offices.yaml", "[Window 1, Window 2", "[Window 1, Window 1", "offices.0.counters: names something twice"),
        (
            "services/health-check.yaml",
            "    needs: help_needed\n",
            "",
            "questions.visit: say in 'needs' which question, of type choices, asks what people need for the visit",
        ),
        (
            "services/health-check.yaml",
            "needs: help_needed",
            "needs: full_name",
            "there is no question 'full_name' of type",
        ),
        (
            "services/health-check.yaml",
            "id: hearing_loop",
            "id: hearing",
            "'hearing' is not a need of this kind: interpreter",
        ),
        (
            "services/health-check.yaml",
            "type: choices\n    optional: true",
            "type: choices",
            "questions.help_needed: is optional, for most people need nothing",
        ),
        ("appointments.yaml", "longer_minutes: 30", "", "'longer' is not a need of this kind"),
        ("city.yaml", "name: Harbour City", "", "city.yaml name: Missing data for required field."),
        ("city.yaml", "id: harbour-city", "id: a\nid: b", "city.yaml line"),
        ("city.yaml", "languages: [en, zh-Hans, zh-Hant, es, ar]", "languages: [en, tlh]", "city.yaml languages"),
        ("city.yaml", "languages: [en, zh-Hans, zh-Hant, es, ar]", "languages: [en, en]", "city.yaml languages"),
        ("offices.yaml", 'opens: "09:00"', "opens: nine", "offices.yaml offices.0.hours.0.opens: Not a valid time."),
        ("offices.yaml", "days: [mon", "days: [monday", "offices.yaml offices.0.hours.0.days.0: Must be one of"),
        ("offices.yaml", "  - id: ferry-pier", "  - id: travel-desk", "offices.yaml offices.travel-desk"),
        ("people.yaml", "role: caseworker", "role: mayor", "people.yaml people.3.role: Must be one of"),
        ("people.yaml", "language: zh-Hans", "language: tlh", "people.yaml people.1.language"),
        ("services/senior-travel-card.yaml", "office: travel-desk", "office: moon", "there is no office 'moon'"),
        ("services/senior-travel-card.yaml", "id: senior-travel-card", "id: bus", "but the file is named"),
        ("services/senior-travel-card.yaml", "type: yes_no", "type: maybe", "senior-travel-card.yaml questions.lives"),
        ("lessons/senior-travel-card.yaml", "kind: read", "kind: sing", "lessons/senior-travel-card.yaml"),
    ],
)
def test_each_mistake_is_named_by_its_file_and_place(
    folder: Path, plant: Plant, file: str, before: str, after: str, told: str
) -> None:
    plant(file, before, after)
    assert [problem for problem in problems(folder) if told in problem], problems(folder)


def test_the_first_page_has_the_services_that_the_city_chose_or_else_the_first_by_name(
    folder: Path, plant: Plant
) -> None:
    chosen = ["senior-travel-card", "street-problem", "winter-heating-help"]
    assert [each.id for each in load_content(folder).at_hand] == chosen
    plant("city.yaml", f"at_hand: [{', '.join(chosen)}]", "")
    content = load_content(folder)
    assert [each.id for each in content.at_hand] == list(content.services)[:3]


def test_all_mistakes_are_told_at_once(folder: Path, plant: Plant) -> None:
    plant("city.yaml", "region: GB", "region: XX")
    plant("people.yaml", "role: caseworker", "role: mayor")
    plant("services/winter-heating-help.yaml", "type: money", "type: gold")
    assert {problem.split()[0] for problem in problems(folder)} == {
        "city.yaml",
        "people.yaml",
        "services/winter-heating-help.yaml",
    }


@pytest.mark.parametrize("file", ["city.yaml", "offices.yaml", "people.yaml"])
def test_a_file_that_is_missing_or_not_text_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    assert any(problem.startswith(f"{file}: cannot be read") for problem in problems(folder))
    (folder / file).write_bytes(b"\xff\xfe\x00")
    assert any(problem.startswith(f"{file}: cannot be read") for problem in problems(folder))
    (folder / file).write_text("- a list\n")
    assert any(problem.startswith(file) for problem in problems(folder))
    (folder / file).write_text("")
    assert any(problem.startswith(file) for problem in problems(folder))


@pytest.mark.parametrize("file", ["services/senior-travel-card.yaml", "lessons/senior-travel-card.yaml"])
def test_a_service_or_lesson_that_is_not_text_is_named(folder: Path, file: str) -> None:
    (folder / file).write_bytes(b"\xff\xfe\x00")
    assert any(problem.startswith(f"{file}: cannot be read") for problem in problems(folder))


def test_an_office_is_open_by_the_citys_own_clock(content: Content) -> None:
    desk = content.offices["travel-desk"]
    summer = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
    winter = datetime(2026, 12, 2, 8, 0, tzinfo=UTC)
    assert desk.is_open(summer, LONDON), "nine by the clock on the wall"
    assert not desk.is_open(winter, LONDON)
    assert desk.is_open(winter.replace(hour=16, minute=59), LONDON)
    assert not desk.is_open(winter.replace(hour=17), LONDON)
    assert desk.open_on(date(2026, 12, 6)) == ()


def test_hours_of_one_day_stand_in_their_order(content: Content) -> None:
    monday = content.offices["warm-homes"].open_on(date(2026, 11, 23))
    assert [each.opens.hour for each in monday] == [8, 13]


def test_a_holiday_closes_the_doors_and_says_why(content: Content) -> None:
    desk, library = content.offices["travel-desk"], content.offices["mill-lane-library"]
    christmas, eve = date(2026, 12, 25), date(2026, 12, 24)
    assert (desk.open_on(christmas), desk.why_closed(christmas)) == ((), "Christmas Day")
    assert not desk.is_open(datetime(2026, 12, 25, 12, tzinfo=UTC), LONDON)
    assert (desk.why_closed(eve), library.why_closed(eve)) == (None, "The library closes for the holidays")
    assert desk.open_on(eve) == desk.usual_on("thu") != ()
    assert (content.why_closed("travel-desk", christmas), content.why_closed("gone", christmas)) == (
        "Christmas Day",
        None,
    )


def test_an_office_may_have_a_clock_of_its_own(content: Content) -> None:
    there = dataclasses.replace(content.offices["travel-desk"], time_zone="Atlantic/Azores")
    moment = datetime(2026, 12, 2, 9, 30, tzinfo=UTC)
    assert content.offices["travel-desk"].is_open(moment, LONDON)
    assert not there.is_open(moment, LONDON), "half past eight there"


def test_nobody_is_called_on_the_city_s_holidays(content: Content) -> None:
    calls = content.city.calls
    assert [calls.on(date(2026, 12, day)) for day in (24, 25, 26, 29)] == [True, False, False, True]


def test_files_that_are_none_and_too_many_files_are_refused_before_they_are_read(tmp_path: Path) -> None:
    problems: list[Problem] = []
    (tmp_path / "services").mkdir()
    (tmp_path / "services" / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "services" / "pipe.yaml")
    for number in range(MOST_FILES):
        (tmp_path / "services" / f"s{number}.yaml").touch()
    assert len(read_texts(tmp_path, "services", problems)) < MOST_FILES
    told = [str(each) for each in problems]
    assert told == [
        "services: has more than 500 files",
        "services/folder.yaml: cannot be read: it is no file",
        "services/pipe.yaml: cannot be read: it is no file",
    ]
