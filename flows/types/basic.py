"""Text, numbers, money, yes or no, and pages that are only read or agreed to."""

import re
from decimal import Decimal
from typing import Any

from flows.service import Question
from flows.text import N_
from flows.types.base import AnswerWrong, Context, Fields, Wrong, clean, one, wrong_type

DIGITS = str.maketrans("０１２３４５６７８９，．٠١٢٣٤٥٦٧٨٩٬٫۰۱۲۳۴۵۶۷۸۹", "0123456789,.0123456789,.0123456789")
"""Digits as Chinese, Arabic and Persian keyboards write them."""
BETWEEN = re.compile(r"\s|,(?=[0-9]{3}(?![0-9]))")
"""What may stand between digits. A comma only before three: '8,50' means eight and a half to many people, never 850."""


LARGEST = 10**12


class Text:
    """One line of words."""

    limits = frozenset({"max_length", "autocomplete"})
    longest = 100

    def read(self, question: Question, fields: Fields) -> object:
        """Return the typed text, or None."""
        return one(fields) or None

    def check(self, question: Question, value: object, context: Context) -> object:
        """Return the text on one line."""
        return " ".join(clean(value, question.limits.get("max_length", self.longest)).split())


class LongText(Text):
    """Several lines of words."""

    longest = 1000

    def check(self, question: Question, value: object, context: Context) -> object:
        """Return the text with its line breaks."""
        return clean(value, question.limits.get("max_length", self.longest))


class Number:
    """A whole number."""

    limits = frozenset({"minimum", "maximum", "unit"})

    def read(self, question: Question, fields: Fields) -> object:
        """Return what was typed, or None."""
        return one(fields) or None

    def check(self, question: Question, value: object, context: Context) -> object:
        """Return an int within the limits."""
        if isinstance(value, bool) or not isinstance(value, (int, str)):
            raise wrong_type("3")
        text = _digits(value)
        if not re.fullmatch(r"-?[0-9]{1,12}", text):
            raise AnswerWrong(Wrong("not-a-number", N_("Please write a whole number in digits, for example 3.")))
        number = int(text)
        _within(number, question.limits, str)
        return number


class Money:
    """An amount in the city's currency, kept as text with two decimals."""

    limits = frozenset({"minimum", "maximum"})

    def read(self, question: Question, fields: Fields) -> object:
        """Return what was typed, or None."""
        return one(fields) or None

    def check(self, question: Question, value: object, context: Context) -> object:
        """Return for example '1234.50'."""
        if isinstance(value, bool) or not isinstance(value, (int, str, float)):
            raise wrong_type('"850.00"')
        text = re.sub(r"[£$€¥]", "", _digits(value))
        if not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]*)?", text):
            raise AnswerWrong(
                Wrong("not-an-amount", N_("Please write an amount in digits, for example 850 or 850.50."))
            )
        amount = Decimal(text) + 0  # '-0' is nothing, too
        if amount != amount.quantize(Decimal("0.01")):
            raise AnswerWrong(
                Wrong("too-precise", N_("Please write at most two digits after the point, for example 850.50."))
            )
        _within(amount, {key: Decimal(str(limit)) for key, limit in question.limits.items()}, "{:.2f}".format)
        return f"{amount:.2f}"


def _digits(value: float | str) -> str:
    """Return a number as it was typed, without what stands between its digits; '' for one beyond all reason."""
    if isinstance(value, int) and abs(value) >= LARGEST:
        return ""
    return BETWEEN.sub("", str(value).translate(DIGITS))


def _within(value: Any, limits: Any, show: Any) -> None:
    """Hold a number to its minimum and maximum. The limits may be any numbers that compare."""
    least, most = limits.get("minimum"), limits.get("maximum")
    if least is not None and value < least:
        raise AnswerWrong(
            Wrong("too-small", N_("The smallest number you can give here is %(limit)s."), {"limit": show(least)})
        )
    if most is not None and value > most:
        raise AnswerWrong(
            Wrong("too-large", N_("The largest number you can give here is %(limit)s."), {"limit": show(most)})
        )


class YesNo:
    """Yes or no."""

    limits: frozenset[str] = frozenset()

    def read(self, question: Question, fields: Fields) -> object:
        """Return True, False, None, or the odd text for `check` to refuse."""
        typed = one(fields)
        return {"yes": True, "no": False, "": None}.get(typed, typed)

    def check(self, question: Question, value: object, context: Context) -> object:
        """Return a bool."""
        if not isinstance(value, bool):
            raise AnswerWrong(Wrong("not-yes-or-no", N_("Please choose yes or no.")))
        return value


class Agreed:
    """A declaration that is ticked, or an information page that was read."""

    limits: frozenset[str] = frozenset()

    def __init__(self, missing: str) -> None:
        self._missing = missing

    def read(self, question: Question, fields: Fields) -> object:
        """Return True when ticked or continued, else None."""
        return True if one(fields) == "yes" else None

    def check(self, question: Question, value: object, context: Context) -> object:
        """Return True; nothing else is an answer."""
        if value is not True:
            raise AnswerWrong(Wrong("missing", self._missing))
        return True


class Exit:
    """A page that ends the journey; it takes no answer."""

    limits: frozenset[str] = frozenset()

    def read(self, question: Question, fields: Fields) -> object:
        """There is nothing to read."""
        return None

    def check(self, question: Question, value: object, context: Context) -> object:
        """Refuse whatever comes."""
        raise AnswerWrong(
            Wrong("no-answer-here", N_("This page takes no answer. Please go back and look at your answers."))
        )
