"""What the audit says: on the terminal, grouped by rule and page; and in docs/accessibility.md."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from backend.domain.identity.rules import TEXT_SIZES, THEMES
from tests.audit import engines
from tests.audit.city import MODES
from tests.audit.inspector import TARGET, TEXT, Finding
from tests.audit.lesson_steps import Seen
from tests.audit.run import Outcome

DOCUMENT = Path(__file__).parents[2] / "docs" / "accessibility.md"
MOST_PLACES = 4
PART, WITHOUT_SECOND = "**This was a part of the audit**", "**was not run**"
"""What the page says of a look that was not whole; `tests.audit.last` reads it back."""


def on_the_terminal(outcome: Outcome) -> str:
    """Figures, then each rule with the pages it found wrong."""
    return "\n".join(("", *_figures(outcome), "", *grouped(outcome.findings), "")) + "\n"


def _figures(outcome: Outcome) -> list[str]:
    done, minutes = outcome.done, outcome.seconds / 60
    combinations = f"{done['combinations']:,} combinations of page, language, mode, theme and text size"
    spent = ", ".join(f"{what} {milliseconds / 1000:.0f} s" for what, milliseconds in outcome.spent.most_common())
    return [
        f"{done['pages']} pages from {len(outcome.templates)} templates; {combinations}; {minutes:.1f} minutes of looking.",
        (
            f"axe ran {done['axe']:,} times, the second engine {done['second engine']:,} times, "
            f"the keyboard was walked {done['keyboards']:,} times, {done['trees']:,} accessibility trees were read."
        ),
        f"Time by part, in all processes: {spent}.",
        f"{len(outcome.findings):,} findings.",
        *([f"{outcome.left} pages are still to be looked at: run this again to go on."] if outcome.left else []),
    ]


def grouped(findings: list[Finding]) -> Iterator[str]:
    """Each rule with the pages it found wrong, and some of the places."""
    by_rule: dict[str, dict[str, list[Finding]]] = defaultdict(lambda: defaultdict(list))
    for each in findings:
        by_rule[each.rule][each.page].append(each)
    for rule, pages in sorted(by_rule.items(), key=lambda pair: -len(pair[1])):
        yield f"{rule}: {len(pages)} pages"
        for page, found in sorted(pages.items()):
            yield f"  {page}: {len(found)} times"
            places = {each.where: each for each in reversed(found)}
            for place, each in list(places.items())[:MOST_PLACES]:
                yield f"    {place}  [{each.seen}]"
            if len(places) > MOST_PLACES:
                yield f"    … and {len(places) - MOST_PLACES} other places"


def write(outcome: Outcome, lessons: Seen) -> None:
    """Write the document."""
    DOCUMENT.write_text(document(outcome, lessons), encoding="utf-8")


def document(outcome: Outcome, lessons: Seen) -> str:
    """The document: what looked at what, when, the figures, what was found, and what this cannot show."""
    parts = (_head(outcome), _looked_at(outcome), _found(outcome), _lessons(lessons), _set_aside(), NOT_COVERED)
    return "\n\n".join(parts) + "\n"


def _head(outcome: Outcome) -> str:
    day = datetime.now(UTC).strftime("%-d %B %Y")
    part = ""
    if outcome.left:
        part = f" {PART}: {outcome.left} pages were not looked at yet; `make audit` runs the whole."
    elif not outcome.wanted.everything:
        part = f" {PART}, as the table says; `make audit` runs the whole."
    return (
        "# What the accessibility audit found\n\n"
        "Written by `make audit`; do not edit it. [The clauses and what each is held by](conformance.md) stand on a page of\n"
        "their own.\n\n"
        f"Run on {day}: **{len(outcome.findings):,} findings** on {outcome.done['pages']} pages in "
        f"{outcome.done['combinations']:,} combinations; looking took {outcome.seconds / 60:.1f} minutes of a process. What had not changed since an earlier\n"
        f"run counts as it was seen then.{part}"
    )


def _looked_at(outcome: Outcome) -> str:
    done, versions = outcome.done, engines.versions()
    second = (
        f"IBM's `accessibility-checker-engine` {versions[engines.PACKAGE]}, WCAG 2.2"
        if outcome.wanted.second
        else f"{WITHOUT_SECOND}: npm was missing or could not fetch it"
    )
    rows = [
        (
            "pages",
            (
                f"{done['pages']}, drawn by {len(outcome.templates)} templates, read by nobody, a citizen, a newcomer, "
                "a helper and staff; with forms sent empty, and failures"
            ),
        ),
        ("languages", ", ".join(outcome.languages)),
        ("modes", ", ".join(outcome.wanted.modes or MODES)),
        ("themes", f"{', '.join(outcome.wanted.themes or THEMES)}; 'auto' on a light and on a dark phone"),
        ("text sizes", ", ".join(f"{size} %" for size in outcome.wanted.sizes or TEXT_SIZES)),
        (
            "screen",
            "Chromium, 320 px wide, which is what a zoom of 400 % leaves of 1,280; the text sizes come on top",
        ),
        ("first engine", f"axe-core {versions['axe-core']}: A, AA, AAA and best practice; {done['axe']:,} runs"),
        ("second engine", f"{second}; {done['second engine']:,} runs"),
        ("own probes", f"on each of the {done['combinations']:,} combinations"),
        ("keyboard", f"Tab pressed through {done['keyboards']:,} builds of pages"),
        ("names", f"{done['trees']:,} accessibility trees of Chromium"),
    ]
    table = "\n".join(f"| {name} | {text} |" for name, text in rows)
    return f"## What was looked at\n\n| | |\n|---|---|\n{table}\n\n{OWN}"


OWN = f"""The own probes see what no engine sees, in each combination: the page is not wider than the phone, also with the
text spacing of WCAG 1.4.12; no words are cut off; targets are {TARGET["standard"]} px or more, {TARGET["elder"]} in the elder mode;
letters {TEXT["standard"]} px or more, {TEXT["elder"]} in the elder mode; lines 1.3 or more; nothing is justified; nothing but a
table scrolls sideways within the page; the stops of the Tab key run down the page as the eye does. Once for a page in
each language and mode: one first-level heading and none skipped, one main part, the right `lang` and `dir`, letters of
another language marked as such, labels that stay when something is typed, names for all controls, nothing that moves or
sounds by itself. What can be unfolded is looked at unfolded. Once for each build: Tab comes to all that can be pressed,
comes away again, and each stop shows that it has the focus and is not covered.

An engine runs once over a *build* of a page: the same elements, attributes and hidden parts, with other words, and with
other choices chosen. In the further looks of a build, axe runs only the rules that can answer differently there: in every
theme at the smallest size, where contrast must be highest, and at the largest size in one theme. Two themes that draw the
same colours, such as 'dark' and 'auto' on a dark phone, are one to it, and what stands in the same places in two looks is
measured once. `--thorough` runs the engines over every pair."""


def _found(outcome: Outcome) -> str:
    if not outcome.findings:
        return "## What was found\n\nNothing. No place is excepted from any rule."
    return f"## What was found\n\n{_listed(outcome.findings)}"


def _listed(findings: list[Finding]) -> str:
    return "```text\n" + "\n".join(grouped(findings)) + "\n```"


def _lessons(lessons: Seen) -> str:
    """What `python -m tests.audit lessons` saw."""
    found = f"\n\n{_listed(lessons.findings)}" if lessons.findings else ""
    return f"## Every step of every lesson\n\n{EVERY_STEP}\n\n{lessons}.{found}"


def _set_aside() -> str:
    rules = "\n".join(f"- `{rule}` of the second engine: {why}" for rule, why in engines.SET_ASIDE.items())
    return f"## Rules that were set aside\n\n{rules}"


EVERY_STEP = """Each lesson was looked at once more with all of its steps, hints and ends open at once, and so was its handout, in every
language at 100 % and 200 %: with the whole of axe, and with the probes of width, targets and letters."""

NOT_COVERED = """## What this does not show

- Whether the words are understood, the order makes sense, a picture's words say what it shows, or an error helps: people
  have to say that. Nobody with a disability, and no older person, has tried these pages yet.
- How a screen reader speaks them. Names and roles come from Chromium's accessibility tree; no VoiceOver, TalkBack, NVDA
  or Narrator was heard.
- Other browsers than Chromium, real phones, the browser's own zoom, a switch, a voice control, Windows' contrast themes.
- States that scripts make after something is pressed, such as the answer within a lesson: the browser journeys in
  `tests/journeys` hold some of them to axe and the same sizes.
- Pages of a city's own content beyond that of the demo, and what people type themselves.
- The PDF and calendar files."""
