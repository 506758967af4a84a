"""The command line: `handrail --help` reads like a manual."""

from importlib import import_module

import click

from backend.config import VARIABLES

ENVIRONMENT = "\n".join(f"\b\n{name}\n    {meaning}" for name, meaning in VARIABLES.items())
WHERE = {
    "check": "content:check",
    "demo": "run:demo",
    "doctor": "proof:doctor_command",
    "export": "exports:export",
    "import": "imports:import_command",
    "lessons": "content:lessons",
    "map": "content:map_command",
    "migrate": "run:migrate",
    "seal-again": "proof:seal_again_command",
    "serve": "run:serve",
    "speech": "content:speech",
    "staff": "staff:staff",
    "verify-badge": "proof:verify_badge",
    "verify-history": "proof:verify_history",
    "worker": "run:worker",
}
"""Each command, and which module of `backend.commands` has it under which name."""


class Commands(click.Group):
    """Loads a command when it is asked for: who checks a text does not wait for the web server to be imported."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All there are, in order."""
        return sorted(WHERE)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one; None if there is none of this name."""
        if cmd_name not in WHERE:
            return None
        module, _, name = WHERE[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"backend.commands.{module}"), name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Handrail: a citizen app backend that teaches people to use it."""


main.help = f"""Handrail: a citizen app backend that teaches people to use it.

To see it, run 'handrail demo' and open the address it prints. To run it for a city, set HANDRAIL_MODE=production and
the settings below, then 'handrail migrate' and 'handrail serve'.

Settings come from the environment:

{ENVIRONMENT}
"""


if __name__ == "__main__":
    main()
