"""National identifiers, each with the check that its country gives: a service names the one it asks for.

To add one: a class with `check` and an `example`, a line in `CHECKS`, and tests with numbers that its country gives.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from flows.text import N_
from flows.types.base import AnswerWrong, Context, Wrong

LONGEST = 40
"""As typed, with whatever stands between the parts."""
BETWEEN = re.compile(r"[\s./–-]+")


class Check(Protocol):
    """One kind of number: how it is written, and whether this can be one."""

    example: str
    """A number that passes and belongs to nobody, for lessons."""
    digits: bool
    """Whether the keyboard with digits is enough."""

    def check(self, typed: str, limits: Mapping[str, Any], context: Context) -> str:
        """Return the number in one form, or raise `AnswerWrong` with what to look at.

        `typed` comes in capitals and without what stands between its parts.
        """


class UkNino:
    """The United Kingdom's National Insurance number (HMRC, NIM39110): two letters, six digits, one of A to D."""

    example = "NC123456C"
    digits = False

    def check(self, typed: str, limits: Mapping[str, Any], context: Context) -> str:
        """Return for example 'AB123456C'."""
        if not re.fullmatch(r"[A-Z]{2}[0-9]{6}[A-D]", typed):
            message = N_(
                "This number has two letters, six digits and one letter from A to D, for example QQ 12 34 56 C."
            )
            raise AnswerWrong(Wrong("not-a-nino", message))
        prefix = typed[:2]
        if re.search(r"[DFIQUV]|.O", prefix) or prefix in NINO_NEVER_GIVEN:
            message = N_("No number begins with these two letters. Please compare them with your card or letter.")
            raise AnswerWrong(Wrong("no-such-prefix", message))
        return typed


NINO_NEVER_GIVEN = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})


class CnResident:
    """China's resident identity number (GB 11643-1999): area, date of birth, order, and a check sign (ISO 7064)."""

    example = "11010519491231002X"
    digits = False

    def check(self, typed: str, limits: Mapping[str, Any], context: Context) -> str:
        """Return 18 signs, the last of them perhaps 'X'."""
        if not re.fullmatch(r"[0-9]{17}[0-9X]", typed):
            message = N_("This number has 18 digits. The last one may be the letter X.")
            raise AnswerWrong(Wrong("not-18-digits", message))
        if typed[:2] not in CN_PROVINCES or not _is_day_past(typed[6:14], context.today):
            message = N_("Some digits cannot be right. Please compare each one with your card.")
            raise AnswerWrong(Wrong("no-such-number", message))
        if typed[17] != check_sign(typed[:17]):
            message = N_("One digit is not right, or two have changed places. Please compare each one with your card.")
            raise AnswerWrong(Wrong("check-sign", message))
        return typed


CN_PROVINCES = frozenset(
    f"{region}{province}"
    for region, provinces in {1: "12345", 2: "123", 3: "1234567", 4: "123456", 5: "01234", 6: "12345"}.items()
    for province in provinces
) | {"71", "81", "82", "83", "91"}
"""The first two digits of GB/T 2260."""


def check_sign(seventeen: str) -> str:
    """The check sign of ISO 7064, MOD 11-2, over digits: '0' to '9' or 'X'. It finds every slip of one digit."""
    total = 0
    for digit in seventeen:
        total = (total + int(digit)) * 2 % 11
    left = (12 - total) % 11
    return "X" if left == 10 else str(left)  # noqa: PLR2004  (ten is written X)


def _is_day_past(text: str, today: date) -> bool:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])) <= today
    except ValueError:
        return False


class Pattern:
    """Any number that looks like the question's `pattern`: A is a letter, 9 a digit, all else stands as it is."""

    example = ""
    digits = False

    def check(self, typed: str, limits: Mapping[str, Any], context: Context) -> str:
        """Return the number without what stands between its parts."""
        wanted = bare(limits["pattern"])
        if len(typed) != len(wanted) or not all(_fits(sign, mark) for sign, mark in zip(typed, wanted, strict=True)):
            message = N_("This number looks like %(example)s. Please compare each sign with your paper.")
            raise AnswerWrong(Wrong("not-like-the-pattern", message, {"example": example_of(limits["pattern"])}))
        return typed


def _fits(sign: str, mark: str) -> bool:
    if mark == "9":
        return sign.isascii() and sign.isdigit()
    return sign.isascii() and sign.isalpha() if mark == "A" else sign == mark


def example_of(pattern: str) -> str:
    """A number that looks like a pattern: 'HC 123456 B' for 'HC 999999 A'."""
    digits, letters = iter("123456789" * LONGEST), iter("BCDEFGHJK" * LONGEST)
    return "".join(next(digits) if mark == "9" else next(letters) if mark == "A" else mark for mark in pattern)


def bare(text: str) -> str:
    """A number in capitals, without what stands between its parts."""
    return BETWEEN.sub("", text).upper()


CHECKS: Mapping[str, Check] = {"uk-nino": UkNino(), "cn-resident": CnResident(), "pattern": Pattern()}
