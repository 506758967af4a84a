"""`handrail check`, `lessons`, `map` and `speech`: what is made of the content folder, without a database."""

import sys
from pathlib import Path

import click

from backend import checks, lesson_checks, lesson_words, maps, speaking
from backend.commands import outset
from backend.commands.outset import stop
from backend.core import clock
from backend.domain.catalogue.city import ContentBroken, load_content
from backend.speaking import CannotSpeak


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("content"))
def check(folder: Path) -> None:
    """Check a content FOLDER before it is published: services, lessons, texts, offices, plain words, translations.

    Instead of a folder, 'lessons' checks the lessons alone: the product's, those in content, and those that make
    themselves.
    """
    only_lessons = folder == Path("lessons")
    folder = Path("content") if only_lessons else folder
    if not folder.is_dir():
        raise click.BadParameter(f"there is no folder '{folder}'", param_hint="FOLDER")
    of = lesson_checks.problems_of if only_lessons else checks.problems_of
    problems = of(folder, clock.today("UTC"))
    for problem in problems:
        click.echo(str(problem))
    if problems:
        click.echo(f"{len(problems)} to mend in {folder}.")
        sys.exit(1)
    click.echo(f"{folder} is ready to be published.")


@click.group()
def lessons() -> None:
    """Keep the lessons that somebody wrote beside their services: see 'lessons bind'."""


@lessons.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path("content"))
def bind(folder: Path) -> None:
    """Say that the lessons of a content FOLDER were read beside the words that their services have today.

    'check' names the steps whose page has other words since. Read them again first, then bind.
    """
    try:
        content = load_content(folder)
    except ContentBroken as error:
        stop(f"{error}")
    for problem in lesson_words.changed(folder, content):
        click.echo(str(problem))
    bound = lesson_words.bind(folder, content)
    click.echo(f"{len(bound)} lessons are bound to the words of today: {', '.join(bound)}.")


@click.command("map")
@click.argument("service")
@click.option("--language", "tag", help="One of the city's languages, such as zh-Hans (default: its first).")
@click.option("--svg", is_flag=True, help="Print it as a drawing (SVG) instead, to keep in a file.")
def map_command(service: str, tag: str | None, *, svg: bool) -> None:
    """Print the map of a SERVICE: each question, when it comes, and where each answer leads."""
    try:
        click.echo(maps.printed(outset.settings().content, service, tag, svg=svg))
    except (ContentBroken, maps.NoMap) as error:
        stop(f"{error}")


@click.command()
@click.option("--language", "tag", help="Only this language of the city, such as zh-Hans.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Where to (default: HANDRAIL_HOME/speech)."
)
@click.option("--list", "listing", is_flag=True, help="Print each sentence and what to call a recording of it.")
@click.option("--prune", is_flag=True, help="Afterwards remove the sounds of sentences that are no more.")
def speech(tag: str | None, out: Path | None, *, listing: bool, prune: bool) -> None:
    """Make what is read aloud where a phone has no voice of its own: only what is missing, so run it again any time."""
    settings = outset.settings()
    try:
        plan = speaking.plan(settings, tag)
        if not listing and (missing := speaking.missing()):
            stop(speaking.how_to_get(missing))
        for voice, lines in plan:
            if listing:
                click.echo(
                    "".join(f"{voice.id}/{speaking.name_to_record(line)}\t{line.text}\n" for line in lines), nl=False
                )
                continue
            folder = (out or settings.speech_folder) / voice.id
            recorded = speaking.recordings(settings.recordings, voice)
            made = speaking.make(folder, voice, lines, recorded, lambda done, of: click.echo(f"  {done} of {of}"))
            removed = f", {speaking.prune(folder)} files removed" if prune else ""
            click.echo(f"{voice.id}: {len(lines)} sentences, {made} made now{removed}.")
    except (ContentBroken, CannotSpeak) as error:
        stop(f"{error}")
