"""A service from its YAML description, with every mistake named by its place."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import yaml
from marshmallow import Schema, ValidationError, fields, validate
from yaml.composer import Composer

from flows.conditions import ConditionBroken, parse
from flows.service import MAX_IN_GROUP, MAX_QUESTIONS, Appeal, Option, Question, Reason, Service
from flows.types import TYPES
from flows.types.group import LEAST_ENTRIES, MOST_ENTRIES
from flows.types.national_checks import CHECKS
from flows.types.person import BORN

MAX_BYTES = 200_000
LONGEST_KEPT = 12 * 100
"""Months."""
ID = validate.Regexp(r"^[a-z][a-z0-9_]{0,59}$", error="use small letters, digits and _, at most 60")
PATTERN = r"^(?=.*[A9])[A-Z0-9](?:[ /.-]?[A-Z0-9]){1,29}$"
SLUG = validate.Regexp(r"^[a-z][a-z0-9-]{0,59}$", error="use small letters, digits and -, at most 60")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong with a description: where (for example `questions.birth_date.when`) and what."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class ServiceBroken(ValueError):
    """A description cannot be used; `problems` say all that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


def words(longest: int, **options: Any) -> fields.String:
    """A text field of at least one and at most `longest` characters."""
    return fields.String(validate=validate.Length(1, longest), **options)


class Paragraphs(fields.List[str]):
    """A list of texts; a single one may stand alone."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> list[Any]:
        return super()._deserialize([value] if isinstance(value, str) else value, attr, data, **options)


class OptionSchema(Schema):
    """One option of a choice."""

    id = fields.String(required=True, validate=ID)
    text = words(120, required=True)
    hint = words(200)


class QuestionSchema(Schema):
    """One question; the limits of its type are checked after it. A group has questions of its own."""

    id = fields.String(required=True, validate=ID)
    type = fields.String(required=True, validate=validate.OneOf(tuple(TYPES)))
    ask = words(160, required=True)
    label = words(80)
    why = words(400)
    hint = words(300)
    when = fields.Raw()
    optional = fields.Boolean()
    prefill = fields.String(validate=validate.Regexp(r"^[a-z_]+\.[a-z_]+$"))
    options = fields.List(fields.Nested(OptionSchema), validate=validate.Length(2, 30))
    text = Paragraphs(words(600), validate=validate.Length(1, 10))
    instead = fields.List(words(400), validate=validate.Length(1, 8))
    example = fields.Raw()
    max_length = fields.Integer(strict=True, validate=validate.Range(1, 4000))
    autocomplete = words(40)
    minimum = fields.Raw()
    maximum = fields.Raw()
    unit = words(40)
    earliest = fields.Raw()
    latest = fields.Raw()
    kind = fields.String(validate=SLUG)
    needs = fields.String(validate=ID)
    most = fields.Integer(strict=True, validate=validate.Range(1, 10))
    at_least = fields.Integer(strict=True, validate=validate.Range(0, 30))
    at_most = fields.Integer(strict=True, validate=validate.Range(1, 30))
    offices = fields.List(fields.String(validate=SLUG), validate=validate.Length(1, 30))
    born = fields.String(validate=validate.OneOf(sorted(BORN)))
    check = fields.String(validate=validate.OneOf(sorted(CHECKS)))
    pattern = fields.String(validate=validate.Regexp(PATTERN, error="is capitals and digits, such as HC 999999 A"))
    one = words(40)
    add = words(60)
    questions = fields.List(
        fields.Nested(lambda: QuestionSchema(exclude=("questions",))), validate=validate.Length(1, MAX_IN_GROUP)
    )


class ReasonSchema(Schema):
    """Words that the desk can begin with."""

    id = fields.String(required=True, validate=ID)
    outcome = fields.String(required=True, validate=validate.OneOf(("approved", "refused", "more_needed")))
    title = words(80, required=True)
    text = words(1000, required=True)


class AppealSchema(Schema):
    """Where an appeal goes, and until when."""

    office = fields.String(required=True, validate=SLUG)
    days = fields.Integer(required=True, strict=True, validate=validate.Range(1, 365))
    text = words(400, required=True)


class ServiceSchema(Schema):
    """A whole service."""

    id = fields.String(required=True, validate=SLUG)
    title = words(100, required=True)
    summary = words(200, required=True)
    audience = words(200, required=True)
    cost = words(100, required=True)
    minutes = fields.Integer(required=True, strict=True, validate=validate.Range(1, 120))
    decision_days = fields.Integer(required=True, strict=True, validate=validate.Range(1, 365))
    keep_months = fields.Integer(strict=True, validate=validate.Range(1, LONGEST_KEPT))
    office = fields.String(required=True, validate=SLUG)
    keywords = words(500, required=True)
    need = fields.List(words(200), required=True, validate=validate.Length(0, 10))
    after = fields.List(words(300), required=True, validate=validate.Length(1, 10))
    declaration = words(400, required=True)
    approve = words(600, required=True)
    refuse = words(600, required=True)
    questions = fields.List(fields.Nested(QuestionSchema), required=True, validate=validate.Length(1, MAX_QUESTIONS))
    reasons = fields.List(fields.Nested(ReasonSchema), load_default=[], validate=validate.Length(max=30))
    appeal = fields.Nested(AppealSchema, load_default=None)
    story = words(300)
    second_pair = fields.Boolean(load_default=False)
    bulk_approve = fields.Boolean(load_default=False)


WITH_EXAMPLE = frozenset(
    ("text", "long_text", "number", "money", "date", "yes_no", "choice", "choices", "person", "national_id", "office")
)
LIMIT_KEYS = frozenset().union(*(kind.limits for kind in TYPES.values()))


def read_yaml(text: str, most: int = MAX_BYTES) -> Any:
    """Read YAML without objects, aliases or repeated keys; raises `ServiceBroken` naming the line."""
    if len(text.encode(errors="replace")) > most:
        raise ServiceBroken([Problem("file", f"is larger than {most} bytes")])
    try:
        return yaml.load(text, _PlainLoader)  # noqa: S506  (a SafeLoader, made stricter)
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}" if error.problem_mark else "file"
        raise ServiceBroken([Problem(line, error.problem or "is not YAML")]) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ServiceBroken([Problem("file", f"is not YAML: {str(error)[:200]}")]) from error


_BOOL = "tag:yaml.org,2002:bool"


class _PlainLoader(Composer, yaml.CSafeLoader):
    """Refuses aliases (which can grow without bound), tags (which make objects) and keys given twice (which lose one).

    It is PyYAML's safe loader on libyaml's parser, four times as fast, with the composer in Python that is overridden.
    Only `true` and `false` are yes and no, as in YAML 1.2: a text that says No, or an option called `off`, is a text.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012  (PyYAML's own name and shape)
        sign: [(tag, pattern) for tag, pattern in resolvers if tag != _BOOL or sign in "tTfF"]
        for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def __init__(self, text: str) -> None:
        yaml.CSafeLoader.__init__(self, text)
        Composer.__init__(self)

    def compose_node(self, parent: Any, index: Any) -> Any:
        event: Any = self.peek_event()
        mark = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="aliases are not allowed", problem_mark=mark)
        if event.tag is not None:
            raise yaml.MarkedYAMLError(problem=f"'{event.tag}' is not allowed", problem_mark=mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="a key is a plain word", problem_mark=key.start_mark)
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"'{key.value}' is given twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def load_service(text: str) -> Service:
    """Return the service that this YAML describes, or raise `ServiceBroken` with all that is wrong."""
    return service_from(read_yaml(text))


def service_from(document: Any) -> Service:
    """Return the service of a description already read; raises `ServiceBroken`."""
    try:
        data = ServiceSchema().load(document if isinstance(document, Mapping) else {})
    except ValidationError as error:
        raise ServiceBroken(sorted(flat_problems(error.messages, document))) from error
    problems: list[Problem] = []
    questions = [_question(raw, problems) for raw in data["questions"]]
    ids = [each.id for question in questions for each in (question, *question.questions)]
    if len(ids) > MAX_QUESTIONS:
        problems.append(Problem("questions", f"are more than {MAX_QUESTIONS}, with those inside groups"))
    problems += [
        Problem(f"questions.{each}", "this id is used twice") for each in sorted({i for i in ids if ids.count(i) > 1})
    ]
    problems += [
        problem for number, each in enumerate(questions) for problem in _needs_problems(each, questions[:number])
    ]
    problems += _desk_problems(data)
    if problems:
        raise ServiceBroken(problems)
    plain: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in data.items() if key not in _NESTED
    }
    return Service(
        **plain,
        questions=tuple(questions),
        reasons=tuple(Reason(**reason) for reason in data["reasons"]),
        appeal=Appeal(**data["appeal"]) if data["appeal"] else None,
    )


_NESTED = frozenset({"questions", "reasons", "appeal"})


def _desk_problems(data: Mapping[str, Any]) -> list[Problem]:
    """What does not fit together in how the desk decides."""
    ids = [reason["id"] for reason in data["reasons"]]
    twice = sorted({each for each in ids if ids.count(each) > 1})
    wrong = [Problem(f"reasons.{each}", "this id is used twice") for each in twice]
    if data["second_pair"] and data["bulk_approve"]:
        wrong.append(Problem("bulk_approve", "what wants a second pair of eyes is not approved several at once"))
    return wrong


def _needs_problems(question: Question, earlier: list[Question]) -> Iterator[Problem]:
    """What a person needs for a visit is known before the time is chosen: a longer one must fit."""
    named = question.limits.get("needs")
    if named is not None and not any(each.id == named and each.type == "choices" for each in earlier):
        yield Problem(f"questions.{question.id}.needs", f"there is no question '{named}' of type choices before it")


def flat_problems(messages: Any, document: Any, path: tuple[str, ...] = ()) -> list[Problem]:
    """Turn marshmallow's nested messages into problems, naming questions by id rather than by number."""
    if isinstance(messages, Mapping):
        return [
            problem for key, value in messages.items() for problem in flat_problems(value, document, (*path, str(key)))
        ]
    return [Problem(_place(path, document), str(message)) for message in messages]


def _place(path: tuple[str, ...], document: Any) -> str:
    named, here = [], document
    for part in path:
        inner = here[int(part)] if isinstance(here, list) and part.isdigit() and int(part) < len(here) else None
        named.append(str(inner["id"]) if isinstance(inner, Mapping) and "id" in inner else part)
        here = inner if inner is not None else here.get(part) if isinstance(here, Mapping) else None
    return ".".join(named) or "file"


def _question(raw: Mapping[str, Any], problems: list[Problem], group: str | None = None) -> Question:
    place, kind = ".".join(["questions", *([group] if group else []), raw["id"]]), raw["type"]
    problems += [
        Problem(f"{place}.{key}", f"a question of type {kind} has no '{key}'")
        for key in sorted(LIMIT_KEYS & set(raw) - TYPES[kind].limits)
    ]
    problems += [Problem(place, what) for what in _shape_problems(raw, kind)]
    problems += [Problem(place, what) for what in (*_limit_problems(raw, kind), *_group_problems(raw, kind, group))]
    condition = None
    if "when" in raw:
        try:
            condition = parse(raw["when"])
        except ConditionBroken as error:
            problems.append(Problem(f"{place}.when", str(error)))
    return Question(
        **{key: raw[key] for key in ("id", "type", "ask", "why", "hint", "optional", "prefill") if key in raw},
        label=raw.get("label", raw["ask"]),
        example=_plain(raw.get("example")),
        when=condition,
        options=tuple(Option(**option) for option in raw.get("options", ())),
        text=tuple(raw.get("text", ())),
        instead=tuple(raw.get("instead", ())),
        limits=_limits(place, kind, raw, problems),
        questions=tuple(_question(each, problems, raw["id"]) for each in raw.get("questions", ())),
        group=group,
    )


def _plain(value: Any) -> Any:
    """An example as it would be answered: YAML makes a day of 1990-03-02."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return value.isoformat() if isinstance(value, date) else value


def _shape_problems(raw: Mapping[str, Any], kind: str) -> list[str]:
    options = [option["id"] for option in raw.get("options", ())]
    wrong = []
    if (kind in {"choice", "choices"}) != bool(options):
        wrong.append("a choice has options, and nothing else has")
    if len(set(options)) != len(options):
        wrong.append("two options have the same id")
    if "example" in raw and kind not in WITH_EXAMPLE:
        wrong.append(f"a page of type {kind} has no example; the made-up person answers it in one way only")
    if kind == "slot" and "kind" not in raw:
        wrong.append("a question of type slot names the kind of appointment to choose a time for")
    if kind in {"info", "exit", "declaration"} and not raw.get("text"):
        wrong.append(f"a page of type {kind} has a text")
    if (kind == "exit") != bool(raw.get("instead")):
        wrong.append("an exit says what to do instead, and nothing else does")
    if kind == "exit" and "when" not in raw:
        wrong.append("an exit needs a condition, or nobody could finish")
    if kind in {"info", "exit", "declaration"} and raw.get("optional"):
        wrong.append(f"a page of type {kind} cannot be optional")
    return wrong


def _limit_problems(raw: Mapping[str, Any], kind: str) -> Iterator[str]:
    """Limits that a type needs, or that go together."""
    if kind == "national_id" and "check" not in raw:
        yield "a national identifier names its check"
    if kind == "national_id" and (raw.get("check") == "pattern") != ("pattern" in raw):
        yield "a pattern goes with 'check: pattern', and with nothing else"
    if kind == "person" and {"earliest", "latest"} & set(raw) and "born" not in raw:
        yield "limits of the date of birth go with 'born'"
    if len(set(raw.get("offices", ()))) != len(raw.get("offices", ())):
        yield "an office is named twice"


def _group_problems(raw: Mapping[str, Any], kind: str, group: str | None) -> Iterator[str]:
    if group and kind in {"group", "slot"}:
        yield f"a question of type {kind} cannot be inside a group"
    if group and "prefill" in raw:
        yield "is asked of each entry anew, so there is no one known answer to fill in"
    if (kind == "group") != ("questions" in raw):
        yield "a group has questions, and nothing else has"
    if kind != "group":
        return
    if not {"one", "add"} <= set(raw):
        yield "a group says what one entry is called (one), and the words on the button that adds one (add)"
    if raw.get("optional"):
        yield "a group that may stay empty has at_least: 0"
    if not raw.get("at_least", LEAST_ENTRIES) <= raw.get("at_most", MOST_ENTRIES) <= MOST_ENTRIES:
        yield f"takes at least at_least and at most at_most entries, and never more than {MOST_ENTRIES}"


def _limits(place: str, kind: str, raw: Mapping[str, Any], problems: list[Problem]) -> dict[str, Any]:
    limits = {key: raw[key] for key in sorted(TYPES[kind].limits & set(raw))}
    wrong = [Problem(f"{place}.{key}", what) for key, value in limits.items() if (what := _odd_limit(kind, key, value))]
    problems += wrong
    if not wrong and _leave_nothing(limits, len(raw.get("options", ()))):
        problems.append(Problem(place, "its limits leave no answer that could be given"))
    return limits


def _odd_limit(kind: str, key: str, value: Any) -> str | None:
    if key in {"earliest", "latest"} and value != "today" and type(value) is not date:
        return "is a date such as 1900-01-01, or today"
    if key in {"minimum", "maximum"} and kind == "number" and type(value) is not int:
        return "is a whole number, without quotes"
    if key in {"minimum", "maximum"} and not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,2})?", str(value)):
        return 'is an amount such as "850.00"'
    return None


def _leave_nothing(limits: Mapping[str, Any], options: int) -> bool:
    days = [limits.get(key) for key in ("earliest", "latest")]
    if None not in days and "today" not in days and days[0] > days[1]:  # type: ignore[operator]
        return True
    if {"minimum", "maximum"} <= set(limits):
        return Decimal(str(limits["minimum"])) > Decimal(str(limits["maximum"]))
    most = limits.get("at_most", options)
    return bool(options and limits.get("at_least", 0) > min(most, options))
