"""A small page that is as it should be, and faults to plant in it, one at a time: the audit must name each."""

from dataclasses import dataclass

GOOD = """<!doctype html>
<html lang="en" dir="ltr" data-text-size="100" data-theme="light">
<head><meta charset="utf-8"><title>Your address</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<style>
html { font: 112.5%/1.5 sans-serif; color: #111; background: #fff; }
[data-text-size="200"] { font-size: 225%; }
body { margin: 0; overflow-wrap: anywhere; }
main { padding: 1rem; }
.link, button, input, label { display: block; box-sizing: border-box; min-height: 48px; min-width: 48px; font: inherit; }
input { width: 100%; border: 2px solid #111; }
button { padding: .5rem; border: 2px solid #111; background: #fff; color: #111; }
a { color: #003; }
:focus-visible { outline: 3px solid #111; outline-offset: 3px; }
h1, h2 { font-size: 1rem; }
</style></head>
<body><main>
<h1>Your address</h1>
<p>We write to you there.</p>
<h2>Where you live</h2>
<form><label for="street">Street and number</label><input id="street" name="street">
<button type="button">Go on</button></form>
<p><a class="link" href="/help">Get help</a></p>
<p><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="Your house" width="50" height="50"></p>
</main></body></html>
"""
FIELD = '<label for="street">Street and number</label><input id="street" name="street">'
BUTTON = '<button type="button">Go on</button>'
PARAGRAPH = "<p>We write to you there.</p>"
TRAP = """<script>
document.querySelector('button').addEventListener('keydown', (event) => event.key === 'Tab' && event.preventDefault());
</script></main>"""


@dataclass(frozen=True)
class Fault:
    """What is changed in the good page, and the rule that must name it. `only` in looks whose name has these words."""

    name: str
    rule: str
    before: str
    after: str
    only: str = ""
    language: str = "en"
    direction: str = "ltr"
    mode: str = "standard"

    @property
    def page(self) -> str:
        assert self.before in GOOD, self.name
        return GOOD.replace(self.before, self.after, 1)


def style(rules: str) -> tuple[str, str]:
    return "</style>", f"{rules}</style>"


FAULTS = (
    Fault("a field without a label", "label-missing", FIELD, '<input name="street">'),
    Fault(
        "a label that is only a placeholder", "placeholder-only", FIELD, '<input name="street" placeholder="Street">'
    ),
    Fault("a link of 43 px", "target-size", *style(".link { min-height: 43px; line-height: 43px; }")),
    Fault("a target of 56 px in the elder mode", "target-size", *style(".link { min-height: 56px; }"), mode="elder"),
    Fault("contrast of 4.6 to 1", "axe: color-contrast-enhanced", *style("p { color: #757575; }")),
    Fault(
        "sideways scrolling at 200 %", "sideways", *style("h1 { min-width: 9rem; white-space: nowrap; }"), only="200"
    ),
    Fault(
        "sideways scrolling with text spacing",
        "sideways-with-spacing",
        *style("h2 { white-space: nowrap; width: 10ch; }"),
    ),
    Fault(
        "words cut off with text spacing",
        "text-cut-with-spacing",
        *style("h2 { height: 1.5em; width: 14ch; overflow: hidden; }"),
    ),
    Fault(
        "words cut off by what is around them",
        "text-cut",
        "<h2>Where you live</h2>",
        '<div style="width: 5ch; overflow: hidden"><h2 style="overflow-wrap: normal">Whereabouts</h2></div>',
    ),
    Fault(
        "lines that are read by scrolling sideways",
        "sideways-within",
        PARAGRAPH,
        '<div style="overflow: auto" tabindex="0" role="group" aria-label="Why"><p style="width: 150%">We write.</p></div>',
    ),
    Fault("a skipped heading", "heading-order", "<h2>Where you live</h2>", "<h3>Where you live</h3>"),
    Fault("two first headings", "one-h1", "<h2>Where you live</h2>", "<h1>Where you live</h1>"),
    Fault("the ring of the focus removed", "focus-visible", *style(":focus-visible { outline: 0; }")),
    Fault(
        "the focus covered",
        "focus-hidden",
        "</main>",
        '<div style="position: fixed; inset: 0; background: #fff"></div></main>',
    ),
    Fault("an order of its own by tabindex", "tab-order", BUTTON, '<button type="button" tabindex="1">Go on</button>'),
    Fault(
        "an order that the eye does not see",
        "focus-order",
        *style("form { display: flex; flex-direction: column-reverse; }"),
    ),
    Fault("a keyboard trap", "keyboard-trap", "</main>", TRAP),
    Fault(
        "what only a mouse can press",
        "not-reached",
        BUTTON,
        '<div style="cursor: pointer; min-height: 48px">Go on</div>',
    ),
    Fault(
        "a button without a name",
        "name-missing",
        BUTTON,
        '<button type="button"><svg width="20" height="20"></svg></button>',
    ),
    Fault("a picture without words", "image-alt", ' alt="Your house"', ""),
    Fault("letters of 16 px", "text-size", PARAGRAPH, '<p style="font-size: 16px">We write to you there.</p>'),
    Fault(
        "letters of 16 px in what is folded away",
        "text-size",
        PARAGRAPH,
        '<details><summary style="min-height: 48px">Why we ask</summary><p style="font-size: 16px">Oh.</p></details>',
    ),
    Fault("letters of 20 px in the elder mode", "text-size", *style("p { font-size: 20px; }"), mode="elder"),
    Fault("lines too close", "line-height", *style("p { line-height: 1.2; }")),
    Fault("the wrong language", "lang", "", "", language="zh-Hans"),
    Fault("the wrong direction", "dir", "", "", direction="rtl"),
    Fault("Chinese that is marked as English", "letters-of-another-language", PARAGRAPH, "<p>我们会写信给您。</p>"),
    Fault(
        "something that moves by itself",
        "moves",
        *style("@keyframes away { to { opacity: .9; } } img { animation: away 9s infinite; }"),
    ),
)
