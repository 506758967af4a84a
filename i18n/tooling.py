"""Keeps the catalogues in step with the sources: `python -m i18n.tooling extract | update | check | new | …`."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from i18n.agreed import Agreed, agreed_terms, misfits
from i18n.checks import problems, shortened
from i18n.drafts import drafted
from i18n.entries import Entries, Entry, read_entries, render
from i18n.gather import Domain, SourceError, domains, gather
from i18n.languages import LANGUAGES, SOURCE, Language
from i18n.merge import merge
from i18n.plurals import plural_of
from i18n.po import CatalogueError, Key
from i18n.scripts import FROM, NoConverterError, converter

# In these every message must be translated; a language that is not here may be worked on in the open.
COMPLETE: Final = frozenset({"zh-Hans", "zh-Hant", "es", "ar"})

_EPILOG: Final = """\
extract       show every message found in the sources
update        bring every catalogue up to the sources; a changed sentence becomes fuzzy
check         name whatever is stale, untranslated or broken, and fail if there is any
new LANG      start the catalogues of a language
missing LANG  list what a language still lacks
draft LANG    fill what a language lacks by converting another's script; pages say that a program did
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; the exit status is 0 when all is well, 1 for problems found, 2 for a wrong call."""
    options = _parser().parse_args(arguments)
    root: Path = options.root.resolve()
    both = domains(root, (options.content or root / "content").resolve())
    try:
        match options.verb:
            case "extract":
                return _extract(both)
            case "update":
                return _update(both)
            case "check":
                return _check(both)
            case "new":
                return _new(both, LANGUAGES[options.language])
            case "draft":
                return _draft(both, LANGUAGES[options.language])
            case _:
                return _missing(both, LANGUAGES[options.language])
    except (SourceError, CatalogueError, NoConverterError) as error:
        return _say(str(error), status=1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="i18n.tooling",
        description="Catalogues of translations.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--root", type=Path, default=Path(), help="the product's folder (default: this one)")
    parser.add_argument("--content", type=Path, help="the city's content folder (default: content/ of the product)")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for verb in ("extract", "update", "check"):
        verbs.add_parser(verb)
    languages = [tag for tag in LANGUAGES if tag != SOURCE.tag]
    for verb in ("new", "missing"):
        verbs.add_parser(verb, epilog="A new language is first described in i18n/languages.py.").add_argument(
            "language", choices=languages
        )
    verbs.add_parser("draft").add_argument("language", choices=list(FROM))
    return parser


def _extract(both: Sequence[Domain]) -> int:
    for domain in both:
        _say(render(gather(domain), SOURCE))
    return 0


def _update(both: Sequence[Domain]) -> int:
    for domain, template, language in _kept(both):
        _write(domain, template, language)
    return 0


def _check(both: Sequence[Domain]) -> int:
    found = [problem for kept in _kept(both) for problem in _checked(*kept, _agreed(both, kept[-1]))]
    for problem in found:
        _say(problem)
    return _say(f"{len(found)} problems in the catalogues", status=1) if found else _say("The catalogues are complete.")


def content_problems(content: Path, languages: Sequence[str]) -> list[str]:
    """All that is stale, untranslated or broken in the catalogues of a city that speaks these languages."""
    city = [domain for domain in domains(Path(), content.resolve()) if domain.name == "content"]
    spoken = [kept for kept in _kept(city) if kept[-1].tag in languages]
    return [problem for kept in spoken for problem in _checked(*kept, _agreed(city, kept[-1]))]


def _new(both: Sequence[Domain], language: Language) -> int:
    if any(domain.path(language).exists() for domain in both):
        return _say(f"{language.tag} has catalogues already; 'update' brings them up to date", status=1)
    for domain in both:
        _write(domain, gather(domain), language)
    return 0


def _draft(both: Sequence[Domain], language: Language) -> int:
    origin, convert = LANGUAGES[FROM[language.tag][0]], converter(language.tag)
    for domain in both:
        path, template = domain.path(language), gather(domain)
        drafts = drafted(_merged(domain, template, language), _merged(domain, template, origin), convert)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(render(drafts, language), encoding="utf-8")
        made = sum(each.machine_made for each in drafts.values())
        _say(f"{path}: {made} of {len(drafts)} messages are drafts by a program")
    return 0


def _merged(domain: Domain, template: Entries, language: Language) -> dict[Key, Entry]:
    return merge(template, read_entries(domain.path(language), language), plural_of(language).count)


def _missing(both: Sequence[Domain], language: Language) -> int:
    count = 0
    for domain in both:
        for entry in _merged(domain, gather(domain), language).values():
            if not entry.translated or entry.fuzzy or entry.machine_made:
                count += 1
                why = " (changed)" if entry.fuzzy else " (drafted by a program)" if entry.machine_made else ""
                _say(f"{entry.files[0]}: {shortened(entry.ids[0])}{why}")
    return _say(f"{count} messages to translate in {language.tag}")


def _kept(both: Sequence[Domain]) -> Iterator[tuple[Domain, Entries, Language]]:
    """The catalogues there are and those there must be, each with its template; the source language needs none."""
    for domain in both:
        template = gather(domain)  # once for all languages: reading the sources takes most of the time
        for language in LANGUAGES.values():
            if language != SOURCE and (language.tag in COMPLETE or domain.path(language).exists()):
                yield domain, template, language


def _write(domain: Domain, template: Entries, language: Language) -> None:
    path = domain.path(language)
    entries = _merged(domain, template, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(entries, language), encoding="utf-8")
    waiting = sum(not entry.translated or entry.fuzzy for entry in entries.values())
    _say(f"{path}: {len(entries)} messages, {waiting} to translate")


def _checked(domain: Domain, template: Entries, language: Language, agreed: Agreed) -> Iterator[str]:
    path = domain.path(language)
    old = read_entries(path, language)
    current = path.read_text(encoding="utf-8") if path.exists() else ""
    if render(merge(template, old, plural_of(language).count), language) != current:
        yield f"{path}: not in step with the sources; run 'update'"
        yield from (f"{path}: {shortened(msgid)}: new in the sources" for _, msgid in template.keys() - old.keys())
        yield from (f"{path}: {shortened(msgid)}: not in the sources" for _, msgid in old.keys() - template.keys())
    found = problems(old, complete=language.tag in COMPLETE, alone=plural_of(language).alone)
    yield from (f"{path}: {problem}" for problem in found)
    yield from (f"{path}: {problem}" for problem in misfits(old, agreed))


def _agreed(both: Sequence[Domain], language: Language) -> Agreed:
    """The terms of the city's glossary and what they are called in a language."""
    return next((agreed_terms(domain.path(language), language) for domain in both if domain.name == "content"), {})


def _say(text: str, status: int = 0) -> int:
    sys.stdout.write(f"{text}\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
