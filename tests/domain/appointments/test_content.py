"""The file that says what can be booked: read, and what is wrong in it named."""

import shutil
from pathlib import Path

import pytest

from backend.config import ROOT
from backend.domain.catalogue.city import Content, ContentBroken, load_content

START = "kinds:\n- {id: visit, name: A visit, summary: A visit., minutes: 15, offices: [travel-desk]}\nschedules:\n"
SOUND = "- {office: travel-desk, kind: visit, days: [mon], from: '09:00', to: '12:00'}\n"


def city(folder: Path, text: str | None) -> Content:
    copy = folder / "content"
    shutil.copytree(ROOT / "content", copy)
    (copy / "appointments.yaml").unlink()
    for of_times in ("services/health-check", "lessons/health-check", "services/home-care-assessment"):
        (copy / of_times).with_suffix(".yaml").unlink()  # they ask for a time of the demo city
    for folder_of_texts in ("articles", "policies", "notices"):
        shutil.rmtree(copy / folder_of_texts)  # some speak of that service
    if text is not None:
        (copy / "appointments.yaml").write_text(text)
    return load_content(copy)


def test_the_demo_city_books_four_things_with_all_that_a_plan_can_say() -> None:
    found = load_content(ROOT / "content").bookables
    assert set(found.kinds) == {"clinic-visit", "phone-help", "travel-card-help", "care-visit"}
    assert {bool(each.staff) for each in found.schedules} == {True, False}
    assert [each.id for each in found.kinds.values() if each.at_home] == ["care-visit"]
    assert any(each.counter_only and each.same_day for each in found.schedules)


def test_a_city_that_books_nothing_has_no_such_file(tmp_path: Path) -> None:
    assert city(tmp_path, None).bookables.kinds == {}


def test_what_is_left_out_has_a_sound_value(tmp_path: Path) -> None:
    found = city(tmp_path, START + SOUND).bookables
    schedule, kind = found.schedules[0], found.kinds["visit"]
    assert (schedule.staff, schedule.capacity, schedule.counter_only, schedule.same_day) == ("", 1, 0, 0)
    assert (kind.longer_minutes, kind.change_until_hours, kind.days_ahead, found.needs) == (None, 2, 60, ())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("kinds: []\nschedules: []\n", "appointments.yaml kinds"),
        (START.replace("15", "'15'") + SOUND, "appointments.yaml kinds.0.minutes"),
        (START.replace("[travel-desk]", "[moon]") + SOUND, "there is no office 'moon'"),
        (START.replace("minutes: 15", "minutes: 15, longer_minutes: 20") + SOUND, "must be a multiple of minutes"),
        (START + SOUND.replace("visit", "chat"), "there is no kind 'chat'"),
        (START + SOUND.replace("travel-desk", "warm-homes"), "'visit' names no office 'warm-homes'"),
        (START + SOUND.replace("12:00", "08:00"), "must be later than 'from'"),
        (START + SOUND.replace("12:00", "18:00"), "the office is not open then on mon"),
        (START + SOUND.replace("12:00", "00:00"), "the office is not open then on mon"),
        (START + SOUND.replace("[mon]", "[sun]"), "the office is not open then on sun"),
        (START + SOUND.replace("}", ", counter_only: 1, same_day: 1}"), "is less than counter_only and same_day"),
        (START + SOUND + SOUND.replace("09:00", "11:45").replace("[mon]", "[tue, mon]"), "overlaps with schedules.0"),
        (START + SOUND + "needs: [wings]\n", "appointments.yaml needs.0"),
        (START + SOUND + "more: 1\n", "appointments.yaml more"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ContentBroken) as broken:
        city(tmp_path, text)
    assert problem in str(broken.value)
