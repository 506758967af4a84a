"""What commands begin with: the settings, and a plain word where they cannot go on."""

import sys
from typing import NoReturn

import click

from backend.config import Settings, SettingsWrong, load


def settings() -> Settings:
    """What the environment says; stops where that is wrong."""
    try:
        return load()
    except SettingsWrong as error:
        stop(str(error))


def stop(why: str) -> NoReturn:
    """Say why it cannot go on, and end."""
    click.echo(f"handrail: {why}", err=True)
    sys.exit(2)
