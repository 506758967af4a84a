r"""Regular expressions that a lesson may use: few signs, the same here as in a browser, and never slow.

A lesson's `like` runs on the server and on a phone, on whatever a person typed. So only signs that Python and
JavaScript (flags `iu`) read alike are taken: plain signs, `.`, `\d \s \w \b` and their opposites, classes, groups,
look-ahead, `|` and repeats. The work a pattern can cause is bounded before it is taken: every repeat and every `|`
multiplies the ways to match, a repeated group may hold neither, and at most `LONGEST_TYPED` signs are looked at.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

LONGEST_PATTERN = 200
LONGEST_TYPED = 200
MOST_WORK = 10_000_000
"""Ways to match at the very worst; ten million were measured to take less than a second."""

_TOKEN = re.compile(
    r"""(?P<open>\((?:\?[:=!])?)
      | (?P<close>\))
      | (?P<either>\|)
      | (?P<times>(?:[*+?]|\{(?P<low>[0-9]{1,3})(?P<upto>,(?P<high>[0-9]{1,3})?)?\})\??)
      | (?P<edge>[\^$]|\\[bB])
      | (?P<space>\\s|[ ])
      | (?P<sign>\\[dDSwW.^$*+?()\[\]{}|/\\]
               | \[\^?(?:(?!--)[^\]\[\\&~|]|\\[dDsSwW.^$*+?()\[\]{}|/\\-])+\]
               | [^\\()\[\]{}|*+?])""",
    re.VERBOSE,
)


class PatternUnsound(ValueError):
    """A regular expression that a lesson may not use; says why."""


@dataclass(slots=True)
class _Group:
    """A group being read: how it opened, whether it can match in several ways, and what was read last in it."""

    opened: str = ""
    many_ways: bool = False
    last: "str | _Group | None" = field(default=None)


@lru_cache(maxsize=2048)
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the pattern, ready to search in `tutorials.typed.joined`; raises `PatternUnsound`."""
    if len(pattern) > LONGEST_PATTERN:
        raise PatternUnsound(f"is longer than {LONGEST_PATTERN} signs")
    if any(not sign.isascii() and sign != sign.lower() for sign in pattern):
        raise PatternUnsound("write letters beyond A to Z small, as what was typed is made small first")
    if _work(pattern) > MOST_WORK:
        raise PatternUnsound("can match in too many ways to be quick; begin it with ^ and use fewer * and +")
    try:
        return re.compile(pattern, re.IGNORECASE | re.ASCII)
    except (re.error, OverflowError) as error:
        raise PatternUnsound(f"is not a regular expression: {error}") from error


def _work(pattern: str) -> int:
    """Return in how many ways the pattern can match at most; raises `PatternUnsound`."""
    groups, work, place, anywhere = [_Group()], 1, 0, not pattern.startswith("^")
    while place < len(pattern):
        token = _TOKEN.match(pattern, place)
        if token is None:
            raise PatternUnsound(f"has '{pattern[place : place + 4]}', which not every phone understands")
        place = token.end()
        match token.lastgroup:
            case "open":
                groups.append(_Group(token[0]))
            case "close":
                _close(groups)
            case "either":
                groups[-1].many_ways, groups[-1].last = True, None
                anywhere = anywhere or len(groups) == 1
                work *= 2
            case "times":
                work *= _ways(groups[-1], token)
            case kind:
                groups[-1].last = kind
    if len(groups) > 1:
        raise PatternUnsound("has a ( without its )")
    return work * LONGEST_TYPED if anywhere else work


def _close(groups: list[_Group]) -> None:
    if len(groups) == 1:
        raise PatternUnsound("has a ) without its (")
    group = groups.pop()
    groups[-1].many_ways |= group.many_ways
    groups[-1].last = group


def _ways(group: _Group, token: re.Match[str]) -> int:
    """Return how many ways a repeat adds. White space is tidy by then: it never stands twice in a row."""
    repeated, group.last = group.last, None
    low, high = _bounds(token)
    if repeated is None or repeated == "edge" or (isinstance(repeated, _Group) and repeated.opened in {"(?=", "(?!"}):
        raise PatternUnsound(f"has '{token[0]}' after nothing that can be repeated")
    if isinstance(repeated, _Group) and repeated.many_ways and high > 1:
        raise PatternUnsound("repeats a group that has repeats or | inside, which can take for ever")
    group.many_ways |= low != high
    most = min(high, low + 1) if repeated == "space" else high
    return max(1, most - low + 1)


def _bounds(token: re.Match[str]) -> tuple[int, int]:
    if token["low"] is None:
        return {"*": (0, LONGEST_TYPED), "+": (1, LONGEST_TYPED), "?": (0, 1)}[token[0][0]]
    low = int(token["low"])
    high = low if token["upto"] is None else int(token["high"] or LONGEST_TYPED)
    if not low <= high <= LONGEST_TYPED:
        raise PatternUnsound(f"has '{token[0]}', which repeats too often or never")
    return low, high
