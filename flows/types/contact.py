"""How to reach a person: phone, email, postal address."""

import re
from collections.abc import Mapping

import phonenumbers

from flows.service import Question
from flows.text import N_
from flows.types.base import AnswerWrong, Context, Fields, Wrong, clean, one, wrong_type

LONGEST_PHONE = 40
LONGEST_EMAIL = 254
ADDRESS_PARTS = ("line1", "line2", "town", "postcode")
ADDRESS_NEEDS = ("line1", "town", "postcode")
LONGEST_LINE = 80


def phone_number(text: str, region: str) -> str | None:
    """Return a phone number as E.164 ('+447700900101'), or None if it cannot be one.

    Number plans change faster than lists of them, so a number is taken when it is possible, not only when it is known.
    """
    try:
        number = phonenumbers.parse(text[:LONGEST_PHONE], region)
    except phonenumbers.NumberParseException:
        return None
    # 'Possible' alone would take a number without its area code, which nobody can be reached by.
    whole = phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    if not whole or number.extension:
        return None
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    # Nothing but zeros is read as another number once it is written down.
    return written if phonenumbers.parse(written) == number else None


class Phone:
    """A phone number, kept as E.164."""

    limits: frozenset[str] = frozenset()

    def read(self, question: Question, fields: Fields) -> object:
        """Return what was typed, or None."""
        return one(fields) or None

    def check(self, question: Question, value: object, context: Context) -> object:
        """Return for example '+447700900101'."""
        number = phone_number(clean(value, LONGEST_PHONE), context.region)
        if number is None:
            message = N_(
                "This does not look like a whole phone number. Please check each digit, for example 07700 900 123."
            )
            raise AnswerWrong(Wrong("not-a-phone-number", message))
        return number


class Email:
    """An email address."""

    limits: frozenset[str] = frozenset()

    def read(self, question: Question, fields: Fields) -> object:
        """Return what was typed, or None."""
        return one(fields) or None

    def check(self, question: Question, value: object, context: Context) -> object:
        """Return the address; only sending to it can show that it exists, so the form is all that is checked."""
        text = "".join(clean(value, LONGEST_EMAIL).split()).replace("＠", "@")
        if not re.fullmatch(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}", text):
            message = N_("An email address has an @ and a point, for example rosa@example.org.")
            raise AnswerWrong(Wrong("not-an-email", message))
        return text


class Address:
    """A postal address: two lines, town, postcode."""

    limits: frozenset[str] = frozenset()

    def read(self, question: Question, fields: Fields) -> object:
        """Return the parts as a mapping, or None when all are empty."""
        parts = {part: one(fields, part) for part in ADDRESS_PARTS}
        return parts if any(parts.values()) else None

    def check(self, question: Question, value: object, context: Context) -> object:
        """Return {line1, line2, town, postcode}, `line2` perhaps empty."""
        if not isinstance(value, Mapping) or not set(value) <= set(ADDRESS_PARTS):
            raise wrong_type('{"line1": "7 Mill Lane", "town": "Harbour City", "postcode": "HC1 2AB"}')
        parts = {part: " ".join(clean(value.get(part) or "", LONGEST_LINE, part).split()) for part in ADDRESS_PARTS}
        missing = [
            Wrong(f"{part}-missing", ADDRESS_MISSING[part], {}, part) for part in ADDRESS_NEEDS if not parts[part]
        ]
        if missing:
            raise AnswerWrong(*missing)
        return parts


ADDRESS_MISSING: Mapping[str, str] = {
    "line1": N_("We need the house number and the street, for example 7 Mill Lane."),
    "town": N_("We need the town or city."),
    "postcode": N_("We need the postcode, for example HC1 2AB."),
}
