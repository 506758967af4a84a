"""A whole form as the text of a service's file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from flows.check import problems_of
from flows.govuk_forms.document import (
    FormBroken,
    has_links,
    line,
    listed,
    mapping,
    paragraphs,
    raw_text,
    read_form,
    said,
    shortened,
)
from flows.govuk_forms.facts import CARRIED, KEPT_APART, facts
from flows.govuk_forms.ids import Ids
from flows.govuk_forms.questions import Asked, asked
from flows.govuk_forms.report import Report
from flows.govuk_forms.routes import Step, When, find_ways
from flows.load import ServiceBroken, load_service
from flows.service import MAX_QUESTIONS

LONGEST_ASK, LONGEST_LABEL, LONGEST_HINT = 160, 80, 300
LONGEST_PARAGRAPH, MOST_PARAGRAPHS = 600, 10
MOST_REPEATS = 10
ASK_SOMEBODY = "If this does not fit you, ask us. The ways to reach us are at the end of this page."
STEP_KEYS = frozenset({"id", "position", "next_step_id", "type", "data", "routing_conditions", "exit_pages"})
DATA_KEYS = frozenset(
    {"question_text", "hint_text", "answer_type", "is_optional", "answer_settings", "page_heading"}
    | {"guidance_markdown", "is_repeatable"}
)
SETTING_KEYS = frozenset(
    {"input_type", "only_one_option", "selection_options", "none_of_the_above_question", "title_needed"}
)
ROUTE_KEYS = frozenset(
    {"id", "check_page_id", "routing_page_id", "goto_page_id", "answer_value", "skip_to_end", "exit_page_heading"}
    | {"exit_page_markdown", "exit_page_id", "created_at", "updated_at", "validation_errors"}
)


@dataclass(slots=True)
class _Page:
    """A page of the form with what it becomes; `asked` is None where that is nothing."""

    step: Step
    data: Mapping[str, Any]
    asked: Asked | None


def imported(text: str, office: str, today: date) -> tuple[str, Report]:
    """Return the YAML of the service that a form becomes, and what is not the same in it.

    `text` is the form's JSON and `office` the id of the office that decides. Raises `FormBroken`.
    """
    form, report, ids = read_form(text), Report(), Ids()
    pages = _pages(form, ids, report)
    find_ways([page.step for page in pages], report)
    head, last = facts(form, office, len(pages), ids, report)
    questions = [each for page in pages for each in _of_page(page, ids, report)] + last
    if not any(each["type"] not in {"info", "exit"} for each in questions):
        raise FormBroken("none of its pages can be carried over")
    if sum(1 + len(each.get("questions", ())) for each in questions) > MAX_QUESTIONS:
        raise FormBroken(f"it becomes more than {MAX_QUESTIONS} pages")
    _tell_the_rest(form, report)
    written = yaml.dump(head | {"questions": questions}, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110)
    try:
        service = load_service(written)
    except ServiceBroken as error:
        raise FormBroken(f"what it becomes is no service: {error}") from error
    report.to_mend += [str(problem) for problem in problems_of(service, today)]
    return written, report


class _Plain(yaml.SafeDumper):
    """Writes a thing that stands in two places twice, because our files have no references."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _pages(form: Mapping[str, Any], ids: Ids, report: Report) -> list[_Page]:
    pages = []
    steps = listed(form.get("steps"))
    if len(steps) > MAX_QUESTIONS:
        raise FormBroken(f"it has more than {MAX_QUESTIONS} pages")
    keys = [line(raw.get("id")) or f"number {number}" for number, raw in enumerate(steps, start=1)]
    if len(set(keys)) != len(keys):
        raise FormBroken("two of its pages have the same id")
    start = line(form.get("start_page")) or keys[0]
    if start not in keys:
        raise FormBroken(f"it starts with page {start}, which it does not have")
    for number, (key, raw) in enumerate(zip(keys, steps, strict=True), start=1):
        data = mapping(raw.get("data"))
        step = Step(key, _named(number, data), raw)
        if number <= keys.index(start):
            report.left_out.append(f"{step.named}: the form starts after it, so nobody is asked it.")
            continue
        question = _question(step, data, ids, number, report)
        if question is not None and not said(data.get("is_repeatable")):
            step.own, step.answers = question.id, question.test
        pages.append(_Page(step, data, question))
    return pages


def _named(number: int, data: Mapping[str, Any]) -> str:
    words = line(data.get("question_text"))
    return f"Question {number} (“{shortened(words, 60)}”)" if words else f"Page {number}"


def _question(step: Step, data: Mapping[str, Any], ids: Ids, number: int, report: Report) -> Asked | None:
    kind = line(step.raw.get("type"))
    if kind != "question_page":
        report.left_out.append(f"{step.named}: pages of type “{shortened(kind, 60)}” are not known here.")
        return None
    question = asked(data, ids, number)
    if question is None:
        what = shortened(line(data.get("answer_type")), 60)
        report.left_out.append(f"{step.named}: a question of type “{what}” is not known here, or has no answers.")
        return None
    report.left_out += [f"{step.named}: {what}." for what in question.lost]
    report.changed += [f"{step.named}: {what}." for what in question.changed]
    return question


def _of_page(page: _Page, ids: Ids, report: Report) -> Iterator[dict[str, Any]]:
    """What is asked instead of a page: what it tells, the question, what follows from it, and where it ends."""
    step, question = page.step, page.asked
    if step.here is False:
        report.left_out.append(f"{step.named}: every way through the form leads past it.")
        return
    if question is not None:
        words, told = _words(page, report)
        yield from _read_first(page, told, ids)
        whole = {"id": question.id, "type": question.raw["type"], **words, **question.raw}
        if said(page.data.get("is_repeatable")):
            yield _group(whole, question, ids, step)
        else:
            yield whole | _when(step.here)
            yield from question.follow
    for when, heading, text in step.exits:
        yield _exit(when, heading, text, ids, report, step)


def _when(when: When) -> dict[str, Any]:
    return {} if isinstance(when, bool) else {"when": when}


def _words(page: _Page, report: Report) -> tuple[dict[str, Any], list[str]]:
    """What a question says, and paragraphs that stand on a page before it because they are too long for its own."""
    ask, hint = line(page.data.get("question_text")), line(page.data.get("hint_text"))
    named, told = page.step.named, []
    words: dict[str, Any] = {"ask": shortened(ask, LONGEST_ASK) or "Your answer"}
    if not ask:
        report.made_up.append(f"{named}: the words of the question.")
    if len(ask) > LONGEST_ASK:
        told += paragraphs(ask, LONGEST_PARAGRAPH)
        report.changed.append(f"{named}: it is too long for a question, so a page before it says it whole.")
    if len(words["ask"]) > LONGEST_LABEL:
        words["label"] = shortened(ask, LONGEST_LABEL)
    if len(hint) > LONGEST_HINT:
        told += paragraphs(hint, LONGEST_PARAGRAPH)
        report.changed.append(f"{named}: its hint is too long for a hint, so a page before it says it.")
    elif hint:
        words["hint"] = hint
    return words, told


def _read_first(page: _Page, told: list[str], ids: Ids) -> Iterator[dict[str, Any]]:
    guidance = page.data.get("guidance_markdown")
    heading = line(page.data.get("page_heading"))
    told = [*paragraphs(guidance, LONGEST_PARAGRAPH), *told]
    if heading and (not told or len(heading) > LONGEST_ASK):
        told = [*paragraphs(heading, LONGEST_PARAGRAPH), *told]
    for first in range(0, len(told), MOST_PARAGRAPHS):
        yield {
            "id": ids.new(f"before {page.asked.id if page.asked else ''}", "before"),
            "type": "info",
            "ask": shortened(heading, LONGEST_ASK) or "Before the next question",
            "text": told[first : first + MOST_PARAGRAPHS],
            **_when(page.step.here),
        }


def _group(whole: dict[str, Any], question: Asked, ids: Ids, step: Step) -> dict[str, Any]:
    optional = whole.pop("optional", False)
    return {
        "id": ids.new(f"all {question.id}", "all_of_them"),
        "type": "group",
        "ask": whole["ask"],
        "one": "Answer",
        "add": "Add another answer",
        "at_least": 0 if optional else 1,
        "at_most": MOST_REPEATS,
        **_when(step.here),
        "questions": [whole, *question.follow],
    }


def _exit(when: When, heading: str, text: object, ids: Ids, report: Report, step: Step) -> dict[str, Any]:
    told = paragraphs(text, LONGEST_PARAGRAPH)
    if len(heading) > LONGEST_ASK:
        told = [*paragraphs(heading, LONGEST_PARAGRAPH), *told]
    report.made_up.append(f"{step.named}: on the page where the form ends, what people can do instead.")
    if len(told) > MOST_PARAGRAPHS:
        lost = " ".join(told[MOST_PARAGRAPHS:])
        report.left_out.append(f"{step.named}: the end of the text of the page where the form ends: “{lost}”")
    if has_links(text):
        report.changed.append(f"{step.named}: on the page where the form ends links are words with an address.")
    ask = shortened(heading, LONGEST_ASK) or "You cannot use this form"
    return {
        "id": ids.new(f"{step.own or 'page'} ends", "ends"),
        "type": "exit",
        "when": when,
        "ask": ask,
        "text": told[:MOST_PARAGRAPHS] or [ask],
        "instead": [ASK_SOMEBODY],
    }


def _tell_the_rest(form: Mapping[str, Any], report: Report) -> None:
    """Name all that has a value and that nothing above looks at, so that nothing is left out unseen."""
    for where, value, known in _places(form):
        for key in sorted(map(str, value.keys() - known)):
            if value[key] not in (None, False, "", [], {}):
                report.left_out.append(f"{where}: {_pair(key, value[key])}.")
        for key in sorted(value.keys() & known):
            others = sorted(map(line, mapping(value[key]).keys() - {"en"})) if key.endswith(_TEXTS) else []
            if others:
                report.left_out.append(f"{where}: '{key}' in {', '.join(others)}.")
        if has_links(value.get("guidance_markdown")):
            report.changed.append(f"{where}: links in the guidance are words with an address.")
    for number, step in enumerate(listed(form.get("steps")), start=1):
        named = _named(number, mapping(step.get("data")))
        report.left_out += [f"{named}: {what}." for what in _not_led_to(step)]
    apart = [key for key in KEPT_APART if form.get(key) not in (None, "", [])]
    if apart:
        report.left_out.append(f"What GOV.UK Forms notes for itself: {', '.join(apart)}.")


def _not_led_to(step: Mapping[str, Any]) -> Iterator[str]:
    """Routes in a shape that nobody can read, and pages where the form would end if a route led there."""
    routes = step.get("routing_conditions")
    if routes is not None and (not isinstance(routes, list) or not all(isinstance(each, Mapping) for each in routes)):
        yield "routes that cannot be read"
    led_to = [mapping(each).get("exit_page_id") for each in listed(routes)]
    for page in map(mapping, listed(step.get("exit_pages"))):
        if page.get("id") is None or page["id"] not in led_to:
            yield f"no route leads to its page “{line(page.get('heading'))}”, where the form would end"


_TEXTS = ("text", "markdown", "heading", "name")


def _pair(key: str, value: object) -> str:
    told = line(value) if not isinstance(value, (Sequence, Mapping)) or isinstance(value, str) else "…"
    return f"'{shortened(line(key), 60)}' ({shortened(told, 200) or '…'})"


def _places(form: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], frozenset[str]]]:
    yield "The form", form, CARRIED | frozenset(KEPT_APART)
    for number, step in enumerate(listed(form.get("steps")), start=1):
        data = mapping(step.get("data"))
        named = _named(number, data)
        yield named, step, STEP_KEYS
        yield named, data, DATA_KEYS
        settings = mapping(data.get("answer_settings"))
        yield named, settings, SETTING_KEYS
        for option in map(mapping, listed(settings.get("selection_options"))):
            told = {key: value for key, value in option.items() if key != "value" or value != option.get("name")}
            yield f"{named}, “{shortened(raw_text(option.get('name')), 60)}”", told, frozenset({"name"})
        for route in map(mapping, listed(step.get("routing_conditions"))):
            yield f"{named}, a route", route, ROUTE_KEYS
