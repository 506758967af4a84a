"""`handrail demo`, `serve`, `worker` and `migrate`: the program itself."""

import gc
import sys
import threading
from collections.abc import Sequence
from typing import NoReturn

import click
from waitress.server import create_server

from backend import migrations
from backend.app import create_app
from backend.commands import outset
from backend.commands.opening import bring_up_to_date, open_parts
from backend.commands.outset import stop
from backend.core import clock
from backend.couriers import run as run_couriers
from backend.demo import ask_for_calls, learn_a_little, let_anna_help, load_people, look_in_vain, name_a_system
from backend.demo_clinic import live_a_week
from backend.demo_desk import fill_the_desk
from backend.demo_publishers import write_a_text
from backend.demo_registers import say_what_is_wrong, with_demo_registers
from backend.logs import set_up_logs
from backend.parts import Parts
from backend.record_keeping import run as run_record_keeping
from backend.running import Beside, hold_signals, share_one_heap, until_told
from backend.worker import run as run_worker

LARGEST_REQUEST = 16 * 2**20
"""What the server takes before the program looks: a file of 10 MB, and one that is a little too large, to say so."""


@click.command()
def demo() -> None:
    """Start the demo city: database, made-up people, server and worker, all in one process."""
    settings = outset.settings()
    if not settings.demo:
        stop("HANDRAIL_MODE is production; the demo makes up people, so it does not start there.")
    bring_up_to_date(settings)
    parts = open_parts(settings)
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
        write_a_text(session, parts.zone, parts.content.city.languages, clock.now())
        say_what_is_wrong(session, parts.versions, clock.now())
        learn_a_little(session, parts.content.lessons, clock.now())
    _serve(parts, with_worker=True, beside=beside)


@click.command()
@click.option("--worker/--no-worker", default=True, help="Also do what is due in this process (the default).")
def serve(*, worker: bool) -> None:
    """Answer requests. On PostgreSQL as many of these may run as you like, some with --no-worker."""
    _serve(open_parts(), with_worker=worker)


@click.command()
def worker() -> None:
    """Only do what is due: send messages, forget what is old."""
    parts = open_parts()
    set_up_logs()
    hold_signals()
    _run(parts, _workers(parts))


@click.command()
def migrate() -> None:
    """Bring the database to the newest migration."""
    bring_up_to_date(outset.settings())
    click.echo(f"The database is at migration {migrations.newest()}.")


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
        stop(f"cannot listen on {settings.host}:{settings.port}: {error.strerror}. Set PORT to a free one.")
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
    """One for everything that is due, and those that tell other systems, which may be slow."""
    stop = threading.Event()

    def end() -> None:
        stop.set()
        parts.wake.set()

    works = [
        Beside("worker", lambda: run_worker(parts, stop), end, patience=15),
        Beside("couriers", lambda: run_couriers(parts, stop), stop.set, patience=15),
    ]
    if store := parts.settings.record_store:
        works.append(Beside("record keeping", lambda: run_record_keeping(parts, store, stop), stop.set, patience=15))
    return works


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
