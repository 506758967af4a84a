"""`handrail doctor`, `verify-history`, `verify-badge` and `seal-again`: whether all is as it should be."""

import sys
from contextlib import closing
from typing import BinaryIO, TextIO

import click
import orjson

from backend import doctor
from backend.commands.opening import open_parts
from backend.commands.outset import stop
from backend.core.vault import SealBroken
from backend.domain.access import queries as history
from backend.domain.learning.badges import BadgeNotSound
from backend.domain.learning.badges import check as check_badge
from backend.domain.sealed import seal_again


@click.command("doctor")
def doctor_command() -> None:
    """Say what is missing or wrong, and how to mend it."""
    findings = doctor.examine()
    for finding in findings:
        click.echo(f"{'ok  ' if finding.sound else 'MEND'}  {finding.what}")
        if not finding.sound:
            click.echo(f"      {finding.mend}")
    sys.exit(0 if all(finding.sound for finding in findings) else 1)


@click.command("seal-again")
def seal_again_command() -> None:
    """After adding a new first key to HANDRAIL_VAULT_KEYS: seal personal data and files with it. May be repeated."""
    try:
        with closing(open_parts()) as parts:
            count = seal_again(parts.database) + parts.files.store.seal_again()
    except SealBroken as error:
        stop(f"{error}. Keep the old keys in HANDRAIL_VAULT_KEYS, behind the new one, until this has gone through.")
    click.echo(f"{count} values and files were sealed again. The old key may be taken away now.")


@click.command("verify-history")
@click.option("--known", metavar="ENTRY:HASH", help="An end that was printed before; it must still be in the chain.")
def verify_history(known: str | None) -> None:
    """Look whether an entry of the history of who saw what was changed, deleted or put in, and say which.

    Keep the last line that it prints somewhere else. Whoever puts back an old copy of the database can then be told.
    """
    with closing(open_parts()) as parts:
        chain = history.verify(parts.database, known)
    for fault in chain.faults:
        click.echo(str(fault))
    if chain.faults:
        click.echo(f"{len(chain.faults)} found that nobody should have been able to do.")
        sys.exit(1)
    click.echo(f"{chain.count} entries, each as it was written. The end: {chain.count}:{chain.ends}")


@click.command("verify-badge")
@click.argument("file", type=click.File())
@click.option("--keys", type=click.File("rb"), help="The city's public keys, from its /.well-known/jwks.json.")
def verify_badge(file: TextIO, keys: BinaryIO | None) -> None:
    """Check a certificate, without a network: FILE holds it, or what its square code holds; '-' reads it from a pipe.

    Without --keys it is checked with the key of the city that runs here.
    """
    try:
        if keys is None:
            with closing(open_parts()) as parts:
                known = [parts.signer.public] if parts.signer else []
        else:
            known = orjson.loads(keys.read())["keys"]
        found = check_badge(file.read(), known)
    except (orjson.JSONDecodeError, KeyError, TypeError):
        stop('the keys cannot be read; they look like {"keys": [...]}.')
    except BadgeNotSound:
        click.echo("This is no certificate signed with these keys, or something in it was changed.")
        sys.exit(1)
    click.echo(f"{found.title}\nGiven by {found.city}, for what was done alone since {found.since:%Y-%m-%d}.")
    if found.name:
        click.echo(f"The name its holder wrote: {found.name}")
