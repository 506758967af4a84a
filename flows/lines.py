"""Where in a file something stands: from the place that a problem names to the number of a line."""

import re

import yaml

_STEP = re.compile(r"^(?:\([\w-]+\) )?(?:step (?=\S))?")


def line_of(text: str, place: str) -> int | None:
    """The line, from one, on which `questions.birth_date.when` begins, or the nearest thing around it that is there.

    `text` is YAML that `flows.load.read_yaml` has taken. None where nothing of the place is in it.
    """
    start = _STEP.match(place)
    place = place[start.end() :] if start else place
    parts = (["steps"] if start and "step" in start.group() else []) + place.split(".")
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, RecursionError):
        return None
    line = None
    for part in parts:
        found = _inside(node, part)
        if found is None:
            break
        key, node = found
        line = key.start_mark.line + 1
    return line


def _inside(node: yaml.Node | None, part: str) -> tuple[yaml.Node, yaml.Node] | None:
    """What stands under a key, or in a list under an id or a number: where it begins, and the thing itself."""
    if isinstance(node, yaml.MappingNode):
        own = {getattr(key, "value", None): (key, value) for key, value in node.value}
        # What is inside a group is named by the group and its own id; the group's list stands between them.
        return own.get(part) or (_inside(own["questions"][1], part) if {"id", "questions"} <= set(own) else None)
    if not isinstance(node, yaml.SequenceNode):
        return None
    for number, each in enumerate(node.value):
        named = _inside(each, "id") if isinstance(each, yaml.MappingNode) else None
        if (named and getattr(named[1], "value", None) == part) or part == str(number):
            return each, each
    return None
