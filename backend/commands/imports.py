"""`handrail import …`: files of other systems as files of ours."""

from pathlib import Path
from typing import BinaryIO

import click

from backend.commands import outset
from backend.commands.outset import stop
from backend.core import clock
from backend.domain.catalogue.city import ContentBroken, load_content
from flows.govuk_forms import MAX_BYTES, FormBroken, imported


@click.group("import")
def import_command() -> None:
    """Take over what another system has, as a file of ours to go on from."""


@import_command.command("govuk-form")
@click.argument("file", type=click.File("rb"))
@click.option("--office", help="The id of the office that decides about it (default: the city's first).")
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="Write it here, where no file is yet.")
def govuk_form(file: BinaryIO, office: str | None, to: Path | None) -> None:
    """Print a form of GOV.UK Forms as a service; '-' reads it from a pipe. What is not the same is said beside it.

    FILE is the form's JSON document. The list of all that could not be carried over, or had to be made up, goes to
    the error stream, so that the service alone can be kept.
    """
    if to is not None and to.exists():
        stop(f"'{to}' is there already and stays as it is; choose another name.")
    office = _office(office)
    try:
        written, report = imported(file.read(MAX_BYTES + 1).decode("utf-8-sig"), office, clock.today("UTC"))
    except UnicodeDecodeError:
        stop("this file is not written in UTF-8, so it is no JSON.")
    except FormBroken as error:
        stop(f"this form cannot be taken over: {error}.")
    if to is None:
        click.echo(written, nl=False)
    else:
        try:
            with to.open("x", encoding="utf-8") as new:
                new.write(written)
        except OSError as error:
            stop(f"'{to}' cannot be written: {error.strerror}.")
    for line in report.lines():
        click.echo(line, err=True)
    click.echo("Next: put it into the city's 'services' folder, translate it, and run 'handrail check'.", err=True)


def _office(named: str | None) -> str:
    try:
        offices = load_content(outset.settings().content).offices
    except ContentBroken as error:
        stop(f"{error}")
    if named is not None and named not in offices:
        stop(f"there is no office '{named}'. There are {', '.join(sorted(offices))}.")
    return named or next(iter(offices))
