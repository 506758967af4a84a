import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from i18n.formats import Formats
from i18n.languages import LANGUAGES, Language

ENGLISH, SIMPLIFIED, TRADITIONAL = (
    Formats(LANGUAGES[tag], "Europe/London", "GBP") for tag in ("en", "zh-Hans", "zh-Hant")
)
SPANISH, ARABIC = (Formats(LANGUAGES[tag], "Europe/London", "GBP") for tag in ("es", "ar"))
EVERY = st.sampled_from([ENGLISH, SIMPLIFIED, TRADITIONAL, SPANISH, ARABIC])
# A locale is read from a file the first time it is used, which may outlast a deadline.
PATIENT = settings(deadline=None)
BORN = dt.date(1950, 3, 27)


def test_dates_are_in_words() -> None:
    assert ENGLISH.date(BORN) == "27 March 1950"
    assert SIMPLIFIED.date(BORN) == TRADITIONAL.date(BORN) == "1950年3月27日"


def test_days_name_the_weekday() -> None:
    assert ENGLISH.day(BORN) == "Monday 27 March 1950"
    assert SIMPLIFIED.day(BORN) == TRADITIONAL.day(BORN) == "1950年3月27日星期一"


@pytest.mark.parametrize(
    ("time", "english", "simplified", "traditional"),
    [
        (dt.time(0, 0), "midnight", "午夜12:00", "午夜12:00"),
        (dt.time(0, 5), "12:05am", "凌晨12:05", "凌晨12:05"),
        (dt.time(9, 30), "9:30am", "上午9:30", "上午9:30"),
        (dt.time(12, 0, 30), "midday", "中午12:00", "中午12:00"),
        (dt.time(15, 5), "3:05pm", "下午3:05", "下午3:05"),
        (dt.time(23, 59), "11:59pm", "晚上11:59", "晚上11:59"),
    ],
)
def test_times_are_said_as_people_say_them(time: dt.time, english: str, simplified: str, traditional: str) -> None:
    assert (ENGLISH.time(time), SIMPLIFIED.time(time), TRADITIONAL.time(time)) == (english, simplified, traditional)


def test_spanish_and_arabic_write_dates_and_times_as_cldr_says() -> None:
    assert SPANISH.date(BORN) == "27 de marzo de 1950"
    assert SPANISH.day(BORN) == "lunes, 27 de marzo de 1950"
    assert ARABIC.date(BORN) == "27 مارس 1950"
    assert ARABIC.day(BORN) == "الاثنين، 27 مارس 1950"
    afternoon = dt.datetime(2026, 7, 1, 14, 5, tzinfo=dt.UTC)
    assert SPANISH.moment(afternoon) == "miércoles, 1 de julio de 2026, 15:05"
    assert ARABIC.moment(afternoon) == "الأربعاء، 1 يوليو 2026، 3:05 مساءً"
    assert [SPANISH.time(dt.time(hour)) for hour in (0, 9, 12)] == ["0:00", "9:00", "12:00"]
    assert [ARABIC.time(dt.time(hour)) for hour in (0, 9, 12)] == ["منتصف الليل", "9:00 صباحًا", "12:00 ظهرًا"]


def test_spanish_and_arabic_write_amounts_as_cldr_says_with_the_citys_sign_and_latin_digits() -> None:
    assert SPANISH.money(Decimal("1234.5")) == "1234,50\xa0£"
    assert SPANISH.money(Decimal("12345.5")) == "12.345,50\xa0£"
    assert SPANISH.number(1234567) == "1.234.567"
    assert ARABIC.money(Decimal("1234.5")) == "\u200f1,234.50\xa0£"
    assert ARABIC.number(1234567) == "1,234,567"
    assert SPANISH.distance(1.93, "GB") == "1,2 millas"
    assert ARABIC.distance(3, "HK") == "3 كيلومترات"
    assert SPANISH.and_list(["autobús", "tranvía", "ferri"]) == "autobús, tranvía y ferri"
    assert ARABIC.and_list(["حافلة", "ترام", "عبّارة"]) == "حافلة وترام وعبّارة"


def test_a_sign_that_is_the_citys_own_needs_no_country_before_it() -> None:
    signs = {tag: Formats(LANGUAGES[tag], "Asia/Taipei", "TWD").currency_symbol for tag in ("en", "zh-Hant", "ar")}
    assert signs == {"en": "NT$", "zh-Hant": "$", "ar": "NT$"}


def test_a_moment_is_shown_on_the_citys_clock() -> None:
    summer_evening = dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)
    assert ENGLISH.moment(summer_evening) == "Thursday 2 July 2026 at 12:30am"
    assert SIMPLIFIED.moment(summer_evening) == "2026年7月2日星期四 凌晨12:30"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        ENGLISH.moment(dt.datetime(2026, 7, 1))  # noqa: DTZ001 - the very mistake


def test_money_and_numbers_have_their_groups() -> None:
    assert ENGLISH.money(Decimal("1234.5")) == "£1,234.50"
    assert SIMPLIFIED.money(Decimal("1234.5")) == "£1,234.50"
    assert ENGLISH.number(1234567) == "1,234,567"


def test_lists_are_joined_as_in_a_sentence() -> None:
    assert ENGLISH.and_list(["bus", "tram", "ferry"]) == "bus, tram and ferry"
    assert SIMPLIFIED.and_list(["公交", "电车", "渡轮"]) == "公交、电车和渡轮"
    assert ENGLISH.and_list(["bus"]) == "bus"
    assert ENGLISH.and_list([]) == ""


def test_a_distance_is_in_the_units_of_the_region_and_never_nothing() -> None:
    assert ENGLISH.distance(1.93, "GB") == "1.2 miles"
    assert ENGLISH.distance(1.6, "GB") == "1 mile"
    assert ENGLISH.distance(12.34, "HK") == "12.3 kilometres"
    assert SIMPLIFIED.distance(1.93, "CN") == "1.9公里"
    assert ENGLISH.distance(0.001, "HK") == "0.1 kilometres"


@pytest.mark.parametrize("zone", ["Harbour/City", "", "../etc/passwd", "Europe"])
def test_a_time_zone_nobody_knows_is_refused(zone: str) -> None:
    with pytest.raises(ValueError, match="not a time zone"):
        Formats(LANGUAGES["en"], zone, "GBP")


def test_a_currency_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="not a currency"):
        Formats(LANGUAGES["en"], "Europe/London", "SHELLS")


def test_a_language_without_patterns_of_its_own_uses_babels() -> None:
    french = Formats(Language("fr", "fr", "Français", "ltr", "fr_FR"), "Europe/London", "GBP")
    assert french.date(BORN) == "27 mars 1950"
    assert french.moment(dt.datetime(2026, 7, 1, tzinfo=dt.UTC))


@PATIENT
@given(EVERY, st.datetimes(min_value=dt.datetime(1900, 1, 1), timezones=st.timezones()))  # noqa: DTZ001 - a bound
def test_every_moment_can_be_shown_and_names_its_year(formats: Formats, moment: dt.datetime) -> None:
    if moment.year < dt.MAXYEAR:
        assert str(formats.local(moment).year) in formats.moment(moment)


@PATIENT
@given(EVERY, st.dates(min_value=dt.date(1000, 1, 1)), st.dates(min_value=dt.date(1000, 1, 1)))
def test_two_dates_look_alike_only_if_they_are_the_same(formats: Formats, one: dt.date, other: dt.date) -> None:
    assert (formats.date(one) == formats.date(other)) == (one == other)


@PATIENT
@given(EVERY, st.times(), st.times())
def test_two_times_look_alike_only_in_the_same_minute(formats: Formats, one: dt.time, other: dt.time) -> None:
    same = (one.hour, one.minute) == (other.hour, other.minute)
    assert (formats.time(one) == formats.time(other)) == same


@PATIENT
@given(EVERY, st.integers(-(10**18), 10**18))
def test_every_number_keeps_its_digits(formats: Formats, number: int) -> None:
    assert int(formats.number(number).replace(",", "").replace(".", "").lstrip("\u200e")) == number
