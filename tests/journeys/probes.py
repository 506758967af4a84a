"""What every page must pass: axe finds nothing, nothing scrolls sideways, everything to press is large enough.

Each page is held to it at the normal text size and at 200 %, by switching the size on the open page. The size is an
attribute of the page and nothing else, so no page is walked to twice.
"""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}
SIZES = (100, 200)
SMALLEST_TARGET = 48
SMALLEST_TEXT = 18

# Links inside a sentence are as tall as their line (WCAG 2.5.5 excepts them); everything else must be large.
TARGETS = """
(least) => {
  const inSentence = (one) => {
    const around = one.matches('a') && one.closest('p, li');
    return around && around.textContent.trim().length > one.textContent.trim().length;
  };
  return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter((one) => one.getClientRects().length && getComputedStyle(one).visibility !== 'hidden')
    .filter((one) => !one.closest('.skip, .visually-hidden') && !inSentence(one))
    .map((one) => [one, one.matches('input[type=radio], input[type=checkbox]') ? one.closest('label') : one])
    .map(([one, box]) => [one, box.getBoundingClientRect()])
    .filter(([one, box]) => box.width < least - 0.5 || box.height < least - 0.5)
    .map(([one, box]) => `${one.tagName} "${(one.textContent || one.name).trim().slice(0, 30)}" is `
      + `${box.width.toFixed(0)} by ${box.height.toFixed(0)}`);
}
"""
TEXTS = """
(least) => [...document.querySelectorAll('main *, header *, footer *')]
  .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
  .filter((one) => one.getClientRects().length && !one.closest('.visually-hidden, template, script'))
  .map((one) => [one, parseFloat(getComputedStyle(one).fontSize) * (one.getScreenCTM?.().a ?? 1)])
  .filter(([one, size]) => size < least - 0.1)
  .map(([one, size]) => `${one.tagName}.${one.getAttribute('class')} "${one.textContent.trim().slice(0, 30)}" `
    + `is ${size} px`)
"""

WIDTH = """
() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  return scrollWidth > clientWidth ? [`is ${scrollWidth} px wide on ${clientWidth} px`] : [];
}
"""
AT_EVERY_SIZE = f"""
([sizes, target, text]) => {{
  const page = document.documentElement, chosen = page.dataset.textSize;
  const wrong = sizes.flatMap((size) => {{
    page.dataset.textSize = size;
    const found = [...({WIDTH})(), ...({TARGETS})(target), ...({TEXTS})(text)];
    return found.map((each) => `at ${{size}} %: ${{each}}`);
  }});
  page.dataset.textSize = chosen;
  return wrong;
}}
"""

# How a page is built: its elements with their attributes, what is empty, what is hidden, in which direction
# and theme; without the words and their language, and without what is made anew for every form, address and person.
BUILD = """
() => {
  const passing = /^(value|href|action|content|src|d|lang|hreflang)$/;
  const of = (one) => [
    one.tagName,
    one.getClientRects().length > 0,
    ...[...one.attributes].map((each) => each.name + (passing.test(each.name) ? !!each.value : '=' + each.value)),
    one.value !== undefined && !one.value,
    [...one.childNodes].map((node) => node.nodeType === 3 ? (node.textContent.trim() ? 'words' : '')
      : node.nodeType === 1 ? of(node) : ''),
  ];
  return JSON.stringify(of(document.documentElement)).replace(/\\d+/g, '0');
}
"""
_seen: dict[str, list[str]] = {}


def hold(page: Page) -> None:
    """Hold a page to all of it, naming what is wrong and where."""
    hold_layout(page)
    wrong = axe(page)
    assert not wrong, f"{page.url}: {wrong}"


def hold_layout(page: Page) -> None:
    """Hold a page to what its words can break, at both sizes: width, letters, targets. Axe takes far longer."""
    page.wait_for_load_state("domcontentloaded")  # a page that has just been opened may have nothing in it yet
    wrong = page.evaluate(AT_EVERY_SIZE, [SIZES, SMALLEST_TARGET, SMALLEST_TEXT])
    assert not wrong, f"{page.url}: {wrong}"


def sideways(page: Page) -> list[str]:
    """Whether the page, as it is, is wider than the phone."""
    found: list[str] = page.evaluate(WIDTH)
    return found


def axe(page: Page) -> list[str]:
    """What axe finds, each as rule and place; it is not run again over a page built as one before, with other words."""
    built = page.evaluate(BUILD)
    if built not in _seen:
        found = Axe().run(page, options=RULES).response["violations"]
        _seen[built] = [
            f"{each['id']} at {node['target']}: {node['failureSummary']}" for each in found for node in each["nodes"]
        ]
    return _seen[built]
