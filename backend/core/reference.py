"""References that people read, write down and say on the telephone."""

import secrets

REFERENCE_LETTERS = "3479ACDEFHJKMNPQRTWXY"
"""No two of these look or sound alike: no 0 or O, 1, I or L, 2 or Z, 5 or S, 6 or G, 8 or B, U or V."""
REFERENCE_LENGTH = 8
REFERENCE_TRIES = 5
"""How often another reference is tried when somebody has the first; one in 1,800 million is taken by each before it."""
WEIGHTS = (1, 2, 4, 5, 10, 8, 16)
"""Each weight, and each difference of two neighbours (the check letter weighs -1), shares no factor with 21.

So one changed letter, or two neighbours swapped, always changes the check letter.
"""


def new_reference() -> str:
    """A reference to say on the telephone: seven letters by chance and an eighth that catches a slip."""
    body = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(REFERENCE_LENGTH - 1))
    return body + _check_letter(body)


def is_reference(text: str) -> bool:
    """Whether this could be a reference: right letters, and no single slip or swap of neighbours in it."""
    known = len(text) == REFERENCE_LENGTH and all(letter in REFERENCE_LETTERS for letter in text)
    return known and _check_letter(text[:-1]) == text[-1]


def tidy_reference(typed: str) -> str:
    """A reference as people type it ('3k7 fmdx p') in the form it is kept in."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())[: REFERENCE_LENGTH + 1]


def _check_letter(body: str) -> str:
    total = sum(weight * REFERENCE_LETTERS.index(letter) for weight, letter in zip(WEIGHTS, body, strict=True))
    return REFERENCE_LETTERS[total % len(REFERENCE_LETTERS)]
