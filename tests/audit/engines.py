"""The two engines: axe, which a Python package brings, and IBM's checker, which npm fetches when it is asked for."""

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python.base as axe_package
from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
LOCKED = Path(__file__).parent / "second-engine"
FETCHED = ROOT / ".second-engine"
PACKAGE = "accessibility-checker-engine"
MINUTES = 3
TAGS = ("wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
OF_THE_LOOK = ("color-contrast-enhanced", "link-in-text-block", "scrollable-region-focusable")
"""The rules that can answer differently for a page built alike in another size or theme: what becomes hidden is another
build, the stricter contrast holds the other one too, and our own probe measures targets of twice the size.
"""
AXE_ADDRESS, SECOND_ADDRESS = "/audit/axe.js", "/audit/second.js"
AXE = """
async ([tags, rules]) => {
  const runOnly = rules ? { type: 'rule', values: rules } : { type: 'tag', values: tags };
  const enabled = rules ? {} : { 'color-contrast-enhanced': { enabled: true }, 'target-size': { enabled: true } };
  const found = await axe.run(document, { runOnly, resultTypes: ['violations'], rules: enabled });
  return found.violations.flatMap((each) => each.nodes.map((node) =>
    [`axe: ${each.id}`, `${node.target.join(' ')}: ${node.failureSummary.replace(/\\s+/g, ' ').slice(0, 200)}`]));
}
"""
SET_ASIDE = {
    "aria_form_label_unique": "It takes every form for a landmark. By HTML-AAM a form without a name is none, "
    "and names would only add noise to what a screen reader lists.",
}
"""Rules of the second engine that are wrong, each with the reason."""
SECOND = """
async (aside) => {
  window.secondEngine ||= new ace.Checker();
  const found = await window.secondEngine.check(document, ['WCAG_2_2']);
  const counts = ({ value, ruleId }) => value[0] === 'VIOLATION' && value[1] === 'FAIL' && !aside.includes(ruleId);
  return found.results.filter(counts)
    .map((each) => [`second engine: ${each.ruleId}`, `${each.path.dom}: ${each.message.slice(0, 200)}`]);
}
"""


@cache
def axe_source() -> str:
    """The script of axe-core."""
    return Path(axe_package.AXE_FILE_PATH).read_text(encoding="utf-8")


@cache
def versions() -> dict[str, str]:
    """Which versions look."""
    second = json.loads((LOCKED / "package-lock.json").read_text())["packages"][f"node_modules/{PACKAGE}"]["version"]
    first = axe_source().split("v", 2)[1].split()[0]
    return {"axe-core": first, PACKAGE: second}


def second_source() -> str | None:
    """The script of the second engine, if it was fetched."""
    script = FETCHED / "node_modules" / PACKAGE / "ace.js"
    return script.read_text(encoding="utf-8") if script.exists() else None


def fetch_second() -> str:
    """Fetch the second engine by its lock file; returns why it could not be had, or nothing."""
    wanted = (LOCKED / "package-lock.json").read_text()
    lock = FETCHED / "package-lock.json"
    if second_source() is not None and lock.exists() and lock.read_text() == wanted:
        return ""
    npm = shutil.which("npm")
    if npm is None:
        return "npm is missing; install Node.js to have the second engine look too"
    FETCHED.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(LOCKED / name, FETCHED / name)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit-lockfile-registry-resolved"]
    done = subprocess.run(command, cwd=FETCHED, capture_output=True, text=True, timeout=MINUTES * 60, check=False)
    if done.returncode:
        lock.unlink()
        return f"npm could not fetch it: {done.stderr.strip().splitlines()[-1:]}"
    return ""


def scripts() -> dict[str, str]:
    """The engines' scripts, by the address at which the city's server has them, for a browser that keeps them."""
    second = second_source()
    return {AXE_ADDRESS: axe_source()} | ({SECOND_ADDRESS: f"{second}\n;window.ace = ace;"} if second else {})


def run(page: Page, script: str, argument: Any = None) -> list[tuple[str, str]]:
    """What an engine finds: rule and place."""
    return [(rule, where) for rule, where in page.evaluate(script, argument)]
