"""`handrail export …`: what the city has, for other systems."""

from contextlib import closing
from pathlib import Path

import click
import orjson

from backend import catalogue_export
from backend.app import create_app
from backend.commands import outset
from backend.commands.opening import open_parts
from backend.commands.outset import stop
from backend.core import clock
from backend.domain.catalogue.city import ContentBroken
from backend.domain.desk.exports import submissions
from backend.web.packages import package


@click.group()
def export() -> None:
    """Write what the city has, for other systems."""


@export.command("submissions")
@click.argument("service")
def export_submissions(service: str) -> None:
    """Print what people sent of a SERVICE, one JSON document a line, each of the service's published schema."""
    with closing(open_parts()) as parts:
        if service not in parts.content.services:
            stop(f"there is no service '{service}'.")
        after: int | None = None
        while True:
            with parts.reading() as session:
                part = submissions(session, service, None, parts.schema_address, None, clock.now(), after=after)
            for each in part.rows:
                click.echo(orjson.dumps(each).decode())
            if part.next is None:
                return
            after = part.next


@export.command("cpsv-ap")
@click.option("--format", "kind", type=click.Choice(catalogue_export.FORMATS), default="jsonld", show_default=True)
def export_cpsv_ap(kind: str) -> None:
    """Print the catalogue of services as CPSV-AP 3.2, for the catalogues of a country or of Europe."""
    settings = outset.settings()
    try:
        click.echo(catalogue_export.printed(settings.content, settings.public_url, kind), nl=False)
    except ContentBroken as error:
        stop(f"{error}")


@export.command("cmi5")
@click.argument("lesson")
@click.option("--to", "file", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The ZIP to write.")
@click.option("--language", "tag", help="One of the city's languages, such as zh-Hans (default: its first).")
def export_cmi5(lesson: str, file: Path, tag: str | None) -> None:
    """Write a LESSON as a package (cmi5) for a learning system, which alone is told what is done in it."""
    with closing(open_parts()) as parts:
        spoken = parts.content.city.languages
        if lesson not in parts.content.lessons:
            stop(f"there is no lesson '{lesson}'.")
        if tag is not None and tag not in spoken:
            stop(f"the city does not speak '{tag}'; it speaks {', '.join(spoken)}.")
        written = package(create_app(parts=parts), lesson, tag or spoken[0])
    try:
        file.write_bytes(written)
    except OSError as error:
        stop(f"cannot write {file}: {error.strerror}.")
    click.echo(f"{file} is written, {len(written) // 1000} KB.")
