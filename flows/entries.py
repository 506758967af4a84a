"""The entries of a repeated group: 'add another person'.

What is kept of a group stands under paths, in one flat mapping with all other answers:

    children                 the ids of the entries of which the person said that they are all, in their order
    children/7f3a…           when the entry was added, in milliseconds since 1970; None once it was taken away
    children/7f3a…/name      the answer to the question `name` in that entry

The device that adds an entry makes its id, so that adding twice on a bad line adds once. An entry that was taken away
stays away: what a slow line still sends of it is refused.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

ENTRY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,35}", re.ASCII)
"""An id that a device makes: a UUID, or something as short as `first`."""
LONGEST_PATH = 160
LATEST = 2**53
"""Where an entry stands that has not been added yet: after all others."""


def entry_key(path: str) -> tuple[str, str] | None:
    """The group and the entry that a path is in, or is the path of; None for a question outside every group."""
    group, slash, rest = path.partition("/")
    return (group, rest.partition("/")[0]) if slash else None


def entries_of(answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """Every group that has entries, with the ids of those that are there, in the order in which they were added."""
    found: dict[str, list[tuple[int, str]]] = {}
    for path, value in answers.items():
        group, slash, entry = path.partition("/")
        if slash and "/" not in entry and value is not None:
            found.setdefault(group, []).append((value, entry))
    return {group: [entry for _, entry in sorted(entries)] for group, entries in found.items()}


def with_entry(answers: Mapping[str, Any], group: str, entry: str) -> Mapping[str, Any]:
    """The answers as if this entry were there; one that is there stays where it is, and one taken away stays away."""
    key = f"{group}/{entry}"
    return answers if key in answers else {**answers, key: LATEST}


def with_entries(answers: Mapping[str, Any], groups: Iterable[str]) -> dict[str, Any]:
    """The answers, with every entry that they tell of; those that are not there come after the others, as told."""
    listed = [f"{group}/{entry}" for group in groups for entry in answers.get(group) or ()]
    inside = ["/".join(place) for path in answers if (place := entry_key(path)) is not None]
    return {key: LATEST + number for number, key in enumerate(dict.fromkeys([*listed, *inside]))} | dict(answers)


def of_entry(paths: Iterable[str], group: str, entry: str) -> list[str]:
    """Those of the paths that are answers in this entry."""
    within = f"{group}/{entry}/"
    return [path for path in paths if path.startswith(within)]
