"""A city's content folder: what is wrong in it is named by file and place."""

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from backend.config import ROOT
from backend.domain.catalogue.city import Content, ContentBroken, load_content

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
    assert {person.role for person in content.people} == {"citizen", "caseworker", "publisher"}


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
    assert desk.is_open(summer, "Europe/London"), "nine by the clock on the wall"
    assert not desk.is_open(winter, "Europe/London")
    assert desk.is_open(winter.replace(hour=16, minute=59), "Europe/London")
    assert not desk.is_open(winter.replace(hour=17), "Europe/London")
    assert desk.open_on(date(2026, 12, 6)) == ()


def test_hours_of_one_day_stand_in_their_order(content: Content) -> None:
    monday = content.offices["warm-homes"].open_on(date(2026, 11, 23))
    assert [each.opens.hour for each in monday] == [8, 13]
