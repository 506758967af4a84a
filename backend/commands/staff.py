"""`handrail staff`: who works for the city."""

from contextlib import closing

import click

from backend.commands.opening import open_parts
from backend.commands.outset import stop
from backend.core import clock
from backend.domain.identity import actions as identity
from backend.domain.identity.rules import EVERY_OFFICE, LONGEST_STAFF_NAME, ROLES
from flows.types.contact import phone_number


@click.command()
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
    with closing(open_parts()) as parts:
        number = phone_number(phone, parts.content.city.region)
        if number is None:
            stop(f"'{phone}' is not a phone number.")
        if office is not None and office not in parts.content.offices:
            stop(f"there is no office '{office}'.")
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
