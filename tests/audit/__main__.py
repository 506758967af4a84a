"""`python -m tests.audit` looks at every page and writes docs/accessibility.md; options look at less."""

import argparse
import sys

from tests.audit import conformance, engines, lesson_steps, report
from tests.audit.run import Wanted, audit

NOT_THROUGH = 2


def main() -> int:
    """Run what was asked for; 1 if anything is wrong, 2 if nothing was wrong so far and there are pages left."""
    asked = _parser().parse_args()
    if asked.what == "conformance":
        return conformance.main(check=asked.check)
    if asked.what == "lessons":
        return _lessons()
    wanted = Wanted(
        tuple(asked.language),
        tuple(asked.mode),
        tuple(asked.theme),
        tuple(asked.size),
        asked.page,
        second=_second_engine(without=asked.one_engine),
        thorough=asked.thorough,
        minutes=asked.minutes,
    )
    outcome = audit(wanted)
    sys.stdout.write(report.on_the_terminal(outcome))
    whole = wanted.everything and not outcome.left
    if asked.write or whole:
        report.write(outcome, lesson_steps.audit() if whole else lesson_steps.seen())
        conformance.main()
    return 1 if outcome.findings else NOT_THROUGH if outcome.left else 0


def _lessons() -> int:
    seen = lesson_steps.audit()
    sys.stdout.write("\n".join((str(seen), *report.grouped(seen.findings), "")))
    return 1 if seen.findings else 0


def _second_engine(*, without: bool) -> bool:
    why = "it was not asked for" if without else engines.fetch_second()
    if why:
        sys.stderr.write(f"The second engine will not look: {why}.\n")
    return not why


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.audit", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("pages", "lessons", "conformance"), default="pages")
    parser.add_argument("--language", action="append", default=[], help="such as zh-Hans; may be given again")
    parser.add_argument("--mode", action="append", default=[], help="standard or elder")
    parser.add_argument("--theme", action="append", default=[], help="auto, light, dark …")
    parser.add_argument("--size", action="append", default=[], type=int, help="text size in percent")
    parser.add_argument("--page", default="", help="only pages whose name has this in it")
    parser.add_argument("--minutes", type=float, default=0.0, help="stop after so many; run again to go on from there")
    parser.add_argument("--one-engine", action="store_true", help="axe alone, without npm")
    parser.add_argument("--thorough", action="store_true", help="engines over every theme with every size: an hour")
    parser.add_argument("--write", action="store_true", help="write the document of a part too; it says so")
    parser.add_argument("--check", action="store_true", help="conformance: say whether docs/conformance.md is fresh")
    return parser


if __name__ == "__main__":
    sys.exit(main())
