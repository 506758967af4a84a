"""Ids made from words, each given once."""

import re
import unicodedata

LONGEST = 40
_TAKEN = frozenset({"not", "all", "any"})
"""What conditions are mixed with; a question called so could not be asked about."""


def slug(text: str, join: str) -> str:
    """The letters and digits of a text in ASCII, from its first letter on; '' where it has none."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", re.sub(r"^[^a-z]+", "", plain.replace("'", "")))
    short = ""
    for word in words:
        longer = f"{short}{join}{word}" if short else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        short = longer
    return short


class Ids:
    """Gives each id once: `name`, then `name_2`."""

    def __init__(self) -> None:
        self._given = set(_TAKEN)
        self._counts: dict[str, int] = {}

    def new(self, text: str, otherwise: str) -> str:
        """An id for this text, or one like `otherwise` where it has no letters."""
        base = found = slug(text, "_") or otherwise
        while found in self._given:
            self._counts[base] = self._counts.get(base, 1) + 1
            found = f"{base}_{self._counts[base]}"
        self._given.add(found)
        return found
