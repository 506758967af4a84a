"""Dates, times, money and lists as a reader writes them."""

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

from babel import dates, lists, numbers, units

from i18n.languages import SOURCE, Language


@dataclass(frozen=True, slots=True)
class _Patterns:
    """CLDR date patterns (UTS 35 part 4), and the names of exact hours that have one."""

    date: str = "long"
    day: str = "full"
    time: str = "short"
    moment: str = "{day}, {time}"
    hours: tuple[tuple[dt.time, str], ...] = ()
    halves: bool = False
    """Whether the half of the day follows the clock in CLDR's words of their own ('صباحًا'), not cut to a letter."""
    units: Literal["long", "short"] = "long"
    grouped_from: int = 1_000
    """CLDR's minimumGroupingDigits, which Babel leaves out: Spanish writes 1234 and 12.345."""


KEPT_READY: Final = 2048
"""Written dates, times and signs that are kept to be shown again."""
MILES: Final = frozenset({"GB", "US", "LR", "MM", "VG", "KY", "BS", "PR"})
"""Regions whose roads are measured in miles."""
KM_IN_A_MILE: Final = 1.609344

_ENGLISH: Final = _Patterns(
    date="d MMMM y",
    day="EEEE d MMMM y",
    time="h:mma",
    moment="{day} at {time}",
    # '12:00am' is a riddle; the names are not.
    hours=((dt.time(0), "midnight"), (dt.time(12), "midday")),
)
# CLDR has no long units for Chinese, and the short ones are the words.
# Babel's short time is 24 hours for zh_Hans and its pattern `b` raises; `B` says 上午, 中午, 下午, 晚上 as people do.
_CHINESE: Final = _Patterns(date="y年M月d日", day="y年M月d日EEEE", time="Bh:mm", moment="{day} {time}", units="short")
_SPANISH: Final = _Patterns(day="full", time="H:mm", moment="{day}, {time}", grouped_from=10_000)
# Digits stay Latin in Arabic, as Babel writes them: what is read here is dialled, typed and compared with papers.
_ARABIC: Final = _Patterns(
    day="full",
    time="h:mm",
    moment="{day}، {time}",
    halves=True,
    # Noon is neither before nor after itself.
    hours=((dt.time(0), "منتصف الليل"), (dt.time(12), "12:00 ظهرًا")),
)
_PATTERNS: Final = {
    "en": _ENGLISH,
    "en-XA": _ENGLISH,
    "ar-XB": _ENGLISH,
    "zh-Hans": _CHINESE,
    "zh-Hant": _CHINESE,
    "es": _SPANISH,
    "ar": _ARABIC,
}


@dataclass(frozen=True, slots=True)
class Formats:
    """Writes values in one language, for one city.

    Attributes:
        language: the reader's language.
        time_zone: the city's IANA time zone, for example `Europe/London`.
        currency: the city's ISO 4217 currency, for example `GBP`.

    Raises:
        ValueError: the time zone or the currency is not known.
    """

    language: Language
    time_zone: str
    currency: str

    def __post_init__(self) -> None:
        try:
            zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"'{self.time_zone}' is not a time zone; one is 'Europe/London'") from error
        if not numbers.is_currency(self.currency):
            raise ValueError(f"'{self.currency}' is not a currency; one is 'GBP'")

    def date(self, date: dt.date) -> str:
        """A date in words: '27 March 1950', '1950年3月27日', '27 de marzo de 1950'."""
        return date_in_words(date, self.language)

    def day(self, date: dt.date) -> str:
        """A date with its weekday: 'Monday 27 March 1950', '1950年3月27日星期一'."""
        return _date(date, self._patterns.day, self.language.locale)

    def time(self, time: dt.time) -> str:
        """A wall-clock time to the minute: '3:05pm', 'midday', '下午3:05', '15:05'; seconds are dropped."""
        exact = time.replace(second=0, microsecond=0, tzinfo=None)
        for hour, name in self._patterns.hours:
            if exact == hour:
                return name
        clock = _time(exact, self._patterns.time, self.language.locale)
        if not self._patterns.halves:
            return clock
        names = dates.get_period_names("wide", "stand-alone", locale=self.language.locale)
        return f"{clock} {names['am' if exact.hour < 12 else 'pm']}"  # noqa: PLR2004 - noon

    def moment(self, moment: dt.datetime, time_zone: str | None = None) -> str:
        """An aware moment on the city's clock: 'Monday 27 March 1950 at 3:05pm', '1950年3月27日星期一 下午3:05'.

        With a `time_zone` it is told by the clock there.

        Raises:
            ValueError: the moment carries no time zone, so nobody can say when it is.
        """
        local = self.local(moment, time_zone)
        return self._patterns.moment.format(day=self.day(local.date()), time=self.time(local.time()))

    def local(self, moment: dt.datetime, time_zone: str | None = None) -> dt.datetime:
        """The same moment on the city's clock, or on that of a `time_zone`; take `.date()` or `.time()` to show it.

        Raises:
            ValueError: the moment carries no time zone.
        """
        if moment.tzinfo is None:
            raise ValueError("a moment needs a time zone; keep times as aware UTC")
        return moment.astimezone(zoneinfo.ZoneInfo(time_zone or self.time_zone))

    def money(self, amount: Decimal) -> str:
        """An amount of the city's currency: '£1,234.50', '1234,50 £'."""
        locale = self.language.locale
        written = numbers.format_currency(amount, self.currency, locale=locale, group_separator=self._grouped(amount))
        return written.replace(numbers.get_currency_symbol(self.currency, locale), self.currency_symbol)

    @property
    def currency_symbol(self) -> str:
        """The city's own sign for its money, which needs no country before it: '£', not 'UK£' or 'GBP'."""
        return _currency_symbol(self.currency, self.language.locale)

    def number(self, number: int) -> str:
        """A whole number with its groups: '1,234'."""
        return numbers.format_decimal(number, locale=self.language.locale, group_separator=self._grouped(number))

    def distance(self, kilometres: float, region: str) -> str:
        """A distance for somebody who walks or rides there: '0.3 miles', '1.2公里'.

        Miles where people use them on roads (CLDR's measurement systems of GB, US and a few more), else kilometres.
        """
        miles = region in MILES
        amount = max(0.1, round(kilometres / KM_IN_A_MILE if miles else kilometres, 1))
        unit = "length-mile" if miles else "length-kilometer"
        return units.format_unit(amount, unit, length=self._patterns.units, format="0.#", locale=self.language.locale)

    def and_list(self, items: Sequence[str]) -> str:
        """Several things in one sentence: 'a, b and c', 'a、b和c'; nothing at all is an empty text."""
        return lists.format_list(items, locale=self.language.locale)

    def _grouped(self, amount: Decimal | int) -> bool:
        return abs(int(amount)) >= self._patterns.grouped_from

    @property
    def _patterns(self) -> _Patterns:
        return _PATTERNS.get(self.language.tag, _Patterns())


def date_in_words(date: dt.date, language: Language) -> str:
    """A date in the words of a language: '27 March 1950', '1950年3月27日'."""
    return _date(date, _PATTERNS.get(language.tag, _Patterns()).date, language.locale)


@lru_cache(maxsize=KEPT_READY)
def _date(date: dt.date, pattern: str, locale: str) -> str:
    """A list shows the same few days over and over, and Babel reads the pattern anew each time."""
    return dates.format_date(date, pattern, locale=locale)


@lru_cache(maxsize=KEPT_READY)
def _time(time: dt.time, pattern: str, locale: str) -> str:
    return dates.format_time(time, pattern, locale=locale)


@lru_cache(maxsize=KEPT_READY)
def _currency_symbol(currency: str, locale: str) -> str:
    names = (numbers.get_currency_symbol(currency, each) for each in (locale, SOURCE.locale))
    return min(names, key=len)
