"""`handrail doctor`: what is missing or wrong on this machine, and how to mend it."""

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from backend import migrations, speaking
from backend.config import Settings, SettingsWrong, load
from backend.domain.catalogue.city import ContentBroken, load_content
from backend.domain.uploads.scanner import Scanner

OLDEST_PYTHON = (3, 11)
OLDEST_SQLITE = (3, 35, 0)
"""The first with RETURNING, which inserting once uses."""
LEAST_DISK = 200 * 2**20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what it is, whether it is sound, and how to mend it."""

    what: str
    sound: bool
    mend: str = ""


def examine() -> list[Finding]:
    """Look at everything, and go on after something is wrong."""
    found = [_python(), _sqlite()]
    try:
        settings = load()
    except SettingsWrong as error:
        return [*found, Finding("Settings", sound=False, mend=str(error))]
    looks: tuple[Callable[[Settings], Finding], ...] = (
        _home,
        _disk,
        _content,
        _database,
        _uploads,
        _scanner,
        _push,
        _texts,
        _speech,
        _browser,
    )
    return [
        *found,
        Finding(f"Settings ({'demo' if settings.demo else 'production'})", sound=True),
        *(look(settings) for look in looks),
    ]


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(f"Python {version}", sys.version_info >= OLDEST_PYTHON, "Install Python 3.11 or newer.")


def _sqlite() -> Finding:
    sound = sqlite3.sqlite_version_info >= OLDEST_SQLITE
    return Finding(f"SQLite {sqlite3.sqlite_version}", sound, "Install a Python that brings SQLite 3.35 or newer.")


def _home(settings: Settings) -> Finding:
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        writable = os.access(settings.home, os.W_OK)
    except OSError:
        writable = False
    return Finding(f"Home {settings.home}", writable, "Make the folder writable, or set HANDRAIL_HOME to another.")


def _disk(settings: Settings) -> Finding:
    place = settings.home if settings.home.exists() else settings.content
    free = shutil.disk_usage(place).free
    return Finding(
        f"{free // 2**20} MB of disk are free", free >= LEAST_DISK, "Make room: a full disk refuses answers."
    )


def _content(settings: Settings) -> Finding:
    try:
        content = load_content(settings.content)
    except ContentBroken as error:
        return Finding(
            f"Content {settings.content}", sound=False, mend=f"Run 'handrail check'. First: {error.problems[0]}"
        )
    return Finding(f"Content: {len(content.services)} services, {len(content.lessons)} lessons", sound=True)


def _database(settings: Settings) -> Finding:
    try:
        engine = create_engine(settings.database_url)
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        engine.dispose()
        current = migrations.current(settings.database_url)
    except SQLAlchemyError as error:
        kind = type(error).__name__
        return Finding(
            "Database", sound=False, mend=f"It does not answer ({kind}). Check HANDRAIL_DATABASE_URL and that it runs."
        )
    newest = migrations.newest()
    what = f"Database at migration {current or 'none'} of {newest}"
    return Finding(what, current == newest, "Run 'handrail migrate' ('handrail demo' does it by itself).")


def _uploads(settings: Settings) -> Finding:
    try:
        settings.uploads.mkdir(mode=0o700, parents=True, exist_ok=True)
        writable = os.access(settings.uploads, os.W_OK)
    except OSError:
        writable = False
    return Finding(f"Uploads {settings.uploads}", writable, "Make the folder writable, or set HANDRAIL_UPLOADS.")


def _scanner(settings: Settings) -> Finding:
    if settings.clamd is None:
        return Finding("Virus scanner: none; set HANDRAIL_CLAMD to have files looked at", sound=True)
    mend = "It does not answer. Files wait until it does: start clamd, or check HANDRAIL_CLAMD."
    return Finding(f"Virus scanner at {settings.clamd}", Scanner(settings.clamd, seconds=3).answers(), mend)


def _push(settings: Settings) -> Finding:
    file = settings.fcm_credentials
    sound = settings.push_transport != "fcm" or bool(file and os.access(file, os.R_OK))
    mend = "Set HANDRAIL_FCM_CREDENTIALS to the file of the service account; see docs/guides/add-a-transport.md."
    return Finding(f"Push by {settings.push_transport}", sound, mend)


def _texts(settings: Settings) -> Finding:
    nowhere = settings.sms_transport in {"console", "none"}
    return Finding(
        f"Texts by {settings.sms_transport}",
        settings.demo or not nowhere,
        "Nobody can sign in: the code comes by text, and texts reach no phone. "
        "Set HANDRAIL_SMS_TRANSPORT=http; see docs/guides/add-a-transport.md.",
    )


def _speech(settings: Settings) -> Finding:
    """Sounds are an addition: a page is whole without them, so what is missing is said and not wrong."""
    missing = speaking.missing()
    how = speaking.how_to_get(missing) if missing else "run 'handrail speech'"
    try:
        state = speaking.state(settings)
    except ContentBroken:
        state = "not looked at, for the content cannot be read"
    return Finding(f"Speech: {state}" if state == "up to date" else f"Speech: {state}; {how}", sound=True)


def _browser(_: Settings) -> Finding:
    """Only the tests and the pictures need one, so it is said, and never wrong."""
    found = next((name for name in ("chromium", "chromium-browser", "google-chrome") if shutil.which(name)), None)
    return Finding(f"Browser for tests: {found or 'none yet, make test gets one'}", sound=True)
