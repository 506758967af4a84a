"""A PDF as a screen reader goes through it: its parts in their order, and the text that is marked as theirs."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pikepdf

_LETTERS = re.compile(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")


def parts(item: object) -> Iterator[pikepdf.Dictionary]:
    """What a file is built of, in the order in which it is read out."""
    if isinstance(item, pikepdf.Array):
        for each in item:
            yield from parts(each)
    elif isinstance(item, pikepdf.Dictionary):
        if "/S" in item:
            yield item
        yield from parts(item.get("/K"))


def figures(file: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    """Its pictures, in order."""
    return [each for each in parts(file.Root.StructTreeRoot) if each["/S"] == "/Figure"]


def text_of(part: pikepdf.Dictionary, file: pikepdf.Pdf) -> list[str]:
    """The real text in a part of a file, in the order in which it is read out: a string for each stretch of a line."""
    marked = {sheet.objgen: _marked(sheet) for sheet in file.pages}
    return [
        marked[each.Pg.objgen][int(stretch)]
        for each in parts(part)
        for stretch in (each.K if isinstance(each.get("/K"), pikepdf.Array) else [])
        if not isinstance(stretch, pikepdf.Object)
    ]


def _marked(sheet: pikepdf.Page) -> dict[int, str]:
    """The text of each marked stretch on a sheet, by its number (ISO 32000-1, 14.7.4.3)."""
    fonts = {name: _letters(font) for name, font in sheet.Resources.get("/Font", {}).items()}
    found: dict[int, str] = defaultdict(str)
    letters: dict[int, str] = {}
    stretches: list[int | None] = []
    for operands, operator in pikepdf.parse_content_stream(sheet):
        told: Any = list(operands)
        match str(operator):
            case "BDC":
                stretches.append(int(told[1]["/MCID"]) if "/MCID" in told[1] else None)
            case "BMC":
                stretches.append(None)
            case "EMC":
                stretches.pop()
            case "Tf":
                letters = fonts[str(told[0])]
            case "Tj" | "TJ" if stretches and stretches[-1] is not None:
                drawn = told[0] if isinstance(told[0], pikepdf.Array) else told
                found[stretches[-1]] += "".join(
                    _said(bytes(each), letters) for each in drawn if isinstance(each, pikepdf.String)
                )
    return found


def _letters(font: pikepdf.Object) -> dict[int, str]:
    table = font.ToUnicode.read_bytes().decode()
    listed = "".join(re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL))
    return {int(glyph, 16): bytes.fromhex(sign).decode("utf-16-be") for glyph, sign in _LETTERS.findall(listed)}


def _said(glyphs: bytes, letters: dict[int, str]) -> str:
    return "".join(letters[int.from_bytes(glyphs[at : at + 2])] for at in range(0, len(glyphs), 2))
