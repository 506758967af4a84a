"""The command line: `handrail --help` reads like a manual."""

import gc
import sys
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, NoReturn, TextIO

import click
import orjson
from sqlalchemy.exc import OperationalError
from waitress.server import create_server

from backend import catalogue_export, checks, doctor, lesson_checks, maps, migrations, speaking
from backend.app import create_app
from backend.config import VARIABLES, Settings, SettingsWrong, load
from backend.core import clock
from backend.core.vault import SealBroken
from backend.couriers import run as run_couriers
from backend.demo import ask_for_calls, learn_a_little, let_anna_help, load_people, look_in_vain, name_a_system
from backend.demo_clinic import live_a_week
from backend.demo_desk import fill_the_desk
from backend.demo_registers import say_what_is_wrong, with_demo_registers
from backend.domain.access import queries as history
from backend.domain.catalogue.city import ContentBroken
from backend.domain.desk.exports import submissions
from backend.domain.identity import actions as identity
from backend.domain.identity.rules import EVERY_OFFICE, LONGEST_STAFF_NAME, ROLES
from backend.domain.learning.badges import BadgeNotSound
from backend.domain.learning.badges import check as check_badge
from backend.domain.sealed import seal_again
from backend.logs import set_up_logs
from backend.parts import Parts, build
from backend.running import Beside, hold_signals, share_one_heap, until_told
from backend.speaking import CannotSpeak
from backend.worker import run as run_worker
from flows.types.contact import phone_number
from push.transports import SettingError

ENVIRONMENT = "\n".join(f"\b\n{name}\n    {meaning}" for name, meaning in VARIABLES.items())

LARGEST_REQUEST = 16 * 2**20
"""What the server takes before the program looks: a file of 10 MB, and one that is a little too large, to say so."""
NO_DATABASE = "the database does not answer; check HANDRAIL_DATABASE_URL and that it runs. 'handrail doctor' says more."


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Handrail: a citizen app backend that teaches people to use it."""


main.help = f"""Handrail: a citizen app backend that teaches people to use it.

To see it, run 'handrail demo' and open the address it prints. To run it for a city, set HANDRAIL_MODE=production and
the settings below, then 'handrail migrate' and 'handrail serve'.

Settings come from the environment:

{ENVIRONMENT}
"""


def _settings() -> Settings:
    try:
        return load()
    except SettingsWrong as error:
        _stop(str(error))


def _parts(settings: Settings) -> Parts:
    try:
        if migrations.current(settings.database_url) != migrations.newest():
            _stop("the database is not at the newest migration; run 'handrail migrate' first.")
        return build(settings)
    except (ContentBroken, SettingError) as error:
        _stop(f"{error}")
    except OperationalError:
        _stop(NO_DATABASE)


def _stop(why: str) -> NoReturn:
    click.echo(f"handrail: {why}", err=True)
    sys.exit(2)


@main.command()
def demo() -> None:
    """Start the demo city: database, made-up people, server and worker, all in one process."""
    settings = _settings()
    if not settings.demo:
        _stop("HANDRAIL_MODE is production; the demo makes up people, so it does not start there.")
    _migrate(settings)
    parts = _parts(settings)
    beside = []
    if not parts.registers:
        parts, server = with_demo_registers(parts)
        beside.append(server)
    with parts.writing() as session:
        load_people(session, parts.content.people, parts.settings.push_transport, clock.now())
        ask_for_calls(session, parts.diary, clock.now())
        live_a_week(session, parts.diary, clock.now())
        fill_the_desk(session, parts.diary, parts.versions, clock.now())
        let_anna_help(session, parts.today(), clock.now())
        name_a_system(session, parts.content.services, clock.now())
        look_in_vain(session, parts.today())
        say_what_is_wrong(session, parts.versions, clock.now())
        learn_a_little(session, parts.content.lessons, clock.now())
    _serve(parts, with_worker=True, beside=beside)


@main.command()
@click.option("--worker/--no-worker", default=True, help="Also do what is due in this process (the default).")
def serve(*, worker: bool) -> None:
    """Answer requests. On PostgreSQL as many of these may run as you like, some with --no-worker."""
    _serve(_parts(_settings()), with_worker=worker)


@main.command()
def worker() -> None:
    """Only do what is due: send messages, forget what is old."""
    parts = _parts(_settings())
    set_up_logs()
    hold_signals()
    _run(parts, _workers(parts))


@main.command()
def migrate() -> None:
    """Bring the database to the newest migration."""
    _migrate(_settings())
    click.echo(f"The database is at migration {migrations.newest()}.")


def _migrate(settings: Settings) -> None:
    try:
        migrations.migrate(settings.database_url)
    except (OperationalError, OSError):
        _stop(NO_DATABASE)


@main.command()
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


@main.command("map")
@click.argument("service")
@click.option("--language", "tag", help="One of the city's languages, such as zh-Hans (default: its first).")
@click.option("--svg", is_flag=True, help="Print it as a drawing (SVG) instead, to keep in a file.")
def map_command(service: str, tag: str | None, *, svg: bool) -> None:
    """Print the map of a SERVICE: each question, when it comes, and where each answer leads."""
    try:
        click.echo(maps.printed(_settings().content, service, tag, svg=svg))
    except (ContentBroken, maps.NoMap) as error:
        _stop(f"{error}")


@main.command()
@click.argument("phone")
@click.argument("role", type=click.Choice(ROLES))
@click.option("--name", help="How citizens and colleagues read who it was, such as 'Amir Khan'.")
@click.option("--office", help="The id of the office they work for, such as travel-desk; without it, the whole city.")
@click.option("--remove", is_flag=True, help="Take the role away instead; their devices are signed out.")
def staff(phone: str, role: str, name: str | None, office: str | None, *, remove: bool) -> None:
    """Let the person with this PHONE number do what a ROLE may; they sign in as everybody does.

    A caseworker sees the applications of their offices: say it once for each OFFICE. A lead is a caseworker who hears
    of what is late there. Citizens read who of the city saw their data, so say the NAME too; said again, the newer
    counts.
    """
    with closing(_parts(_settings())) as parts:
        number = phone_number(phone, parts.content.city.region)
        if number is None:
            _stop(f"'{phone}' is not a phone number.")
        if office is not None and office not in parts.content.offices:
            _stop(f"there is no office '{office}'.")
        with parts.writing() as session:
            account = identity.account_for(session, number, clock.now())
            if remove:
                identity.take_role(session, account, role, office)
            else:
                identity.give_role(session, account, role, office or EVERY_OFFICE)
            if name:
                identity.introduce(session, account, name[:LONGEST_STAFF_NAME], office)
    where, article = f" for {office}" if office else "", "an" if role.startswith("a") else "a"
    click.echo(f"The person with {number} is {'no longer' if remove else 'now'} {article} {role}{where}.")


@main.command("seal-again")
def seal_again_command() -> None:
    """After adding a new first key to HANDRAIL_VAULT_KEYS: seal personal data and files with it. May be repeated."""
    try:
        with closing(_parts(_settings())) as parts:
            count = seal_again(parts.database) + parts.files.store.seal_again()
    except SealBroken as error:
        _stop(f"{error}. Keep the old keys in HANDRAIL_VAULT_KEYS, behind the new one, until this has gone through.")
    click.echo(f"{count} values and files were sealed again. The old key may be taken away now.")


@main.command("verify-history")
@click.option("--known", metavar="ENTRY:HASH", help="An end that was printed before; it must still be in the chain.")
def verify_history(known: str | None) -> None:
    """Look whether an entry of the history of who saw what was changed, deleted or put in, and say which.

    Keep the last line that it prints somewhere else. Whoever puts back an old copy of the database can then be told.
    """
    with closing(_parts(_settings())) as parts:
        chain = history.verify(parts.database, known)
    for fault in chain.faults:
        click.echo(str(fault))
    if chain.faults:
        click.echo(f"{len(chain.faults)} found that nobody should have been able to do.")
        sys.exit(1)
    click.echo(f"{chain.count} entries, each as it was written. The end: {chain.count}:{chain.ends}")


@main.command("verify-badge")
@click.argument("file", type=click.File())
@click.option("--keys", type=click.File("rb"), help="The city's public keys, from its /.well-known/jwks.json.")
def verify_badge(file: TextIO, keys: BinaryIO | None) -> None:
    """Check a certificate, without a network: FILE holds it, or what its square code holds; '-' reads it from a pipe.

    Without --keys it is checked with the key of the city that runs here.
    """
    try:
        if keys is None:
            with closing(_parts(_settings())) as parts:
                known = [parts.signer.public] if parts.signer else []
        else:
            known = orjson.loads(keys.read())["keys"]
        found = check_badge(file.read(), known)
    except (orjson.JSONDecodeError, KeyError, TypeError):
        _stop('the keys cannot be read; they look like {"keys": [...]}.')
    except BadgeNotSound:
        click.echo("This is no certificate signed with these keys, or something in it was changed.")
        sys.exit(1)
    click.echo(f"{found.title}\nGiven by {found.city}, for what was done alone since {found.since:%Y-%m-%d}.")
    if found.name:
        click.echo(f"The name its holder wrote: {found.name}")


@main.command()
@click.option("--language", "tag", help="Only this language of the city, such as zh-Hans.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Where to (default: HANDRAIL_HOME/speech)."
)
@click.option("--list", "listing", is_flag=True, help="Print each sentence and what to call a recording of it.")
@click.option("--prune", is_flag=True, help="Afterwards remove the sounds of sentences that are no more.")
def speech(tag: str | None, out: Path | None, *, listing: bool, prune: bool) -> None:
    """Make what is read aloud where a phone has no voice of its own: only what is missing, so run it again any time."""
    settings = _settings()
    try:
        plan = speaking.plan(settings, tag)
        if not listing and (missing := speaking.missing()):
            _stop(speaking.how_to_get(missing))
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
        _stop(f"{error}")


@main.group()
def export() -> None:
    """Write what the city has, for other systems."""


@export.command("submissions")
@click.argument("service")
def export_submissions(service: str) -> None:
    """Print what people sent of a SERVICE, one JSON document a line, each of the service's published schema."""
    with closing(_parts(_settings())) as parts:
        if service not in parts.content.services:
            _stop(f"there is no service '{service}'.")
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
    settings = _settings()
    try:
        click.echo(catalogue_export.printed(settings.content, settings.public_url, kind), nl=False)
    except ContentBroken as error:
        _stop(f"{error}")


@main.command("doctor")
def doctor_command() -> None:
    """Say what is missing or wrong, and how to mend it."""
    findings = doctor.examine()
    for finding in findings:
        click.echo(f"{'ok  ' if finding.sound else 'MEND'}  {finding.what}")
        if not finding.sound:
            click.echo(f"      {finding.mend}")
    sys.exit(0 if all(finding.sound for finding in findings) else 1)


def _serve(parts: Parts, *, with_worker: bool, beside: Sequence[Beside] = ()) -> None:
    settings = parts.settings
    app = create_app(parts=parts)
    share_one_heap()
    hold_signals()
    try:
        server = create_server(  # type: ignore[no-untyped-call]
            app,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            ident=None,
            max_request_body_size=LARGEST_REQUEST,
            clear_untrusted_proxy_headers=not settings.trusted_proxies,
            channel_timeout=60,
        )
    except OSError as error:
        _stop(f"cannot listen on {settings.host}:{settings.port}: {error.strerror}. Set PORT to a free one.")
    # What runs in the server's own threads is finished; its loop, which only waits for more, ends with the process.
    works = [Beside("server", server.run, server.task_dispatcher.shutdown, patience=0), *beside]
    if with_worker:
        works += _workers(parts)
    # All that was built so far lives as long as the program: looking through it again for garbage costs each time.
    gc.collect()
    gc.freeze()
    _greet(parts)
    _run(parts, works)


def _workers(parts: Parts) -> list[Beside]:
    """One for everything that is due, and one that tells other systems, which may be slow."""
    stop = threading.Event()

    def end() -> None:
        stop.set()
        parts.wake.set()

    return [
        Beside("worker", lambda: run_worker(parts, stop), end, patience=15),
        Beside("couriers", lambda: run_couriers(parts, stop), stop.set, patience=15),
    ]


def _run(parts: Parts, works: list[Beside]) -> NoReturn:
    well = until_told(works)
    parts.close()
    sys.exit(0 if well else 1)


def _greet(parts: Parts) -> None:
    settings, city = parts.settings, parts.content.city
    click.echo(f"{city.name} is open at {settings.public_url}   (best in a narrow, phone-sized window)")
    click.echo(f"  The API is described at {settings.public_url}/api/docs")
    if not settings.demo:
        return
    click.echo(f"  The demo phone, where codes arrive: {settings.public_url}/demo/phone")
    click.echo("Sign in as:")
    for person in parts.content.people:
        click.echo(f"  {person.phone}  {person.name} ({person.language}, {person.role}). {person.about}")
    click.echo("Press Ctrl-C to stop.")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
