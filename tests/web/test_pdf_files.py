"""The PDF files, looked into: language and title, headings in order, words for pictures, fonts that can be read."""

from io import BytesIO
from itertools import pairwise

import pikepdf
import pytest

from backend.web import large_print
from tests.browser import needed
from tests.web.heard_files import figures, parts
from tests.web.readers import Reader, Seeded

LEVELS = tuple(f"/H{level}" for level in range(1, 7))


@pytest.fixture
def files(nobody: Reader, rosa: Reader, seeded: Seeded) -> dict[str, pikepdf.Pdf]:
    """A text with a table, a lesson on paper, a receipt."""
    if not large_print.available():
        assert not needed(), "WeasyPrint cannot draw here: install Pango"
        pytest.skip("WeasyPrint or Pango is not here")
    answers = {
        "text": nobody.get("/articles/bins-and-bulky-waste/large-print.pdf"),
        "lesson": nobody.get("/lessons/tap-and-back/large-print.pdf"),
        "receipt": rosa.get(f"/applications/{seeded.sent}/receipt.pdf"),
    }
    return {name: pikepdf.open(BytesIO(answer.data)) for name, answer in answers.items()}


def test_each_file_says_its_language_and_shows_its_title(files: dict[str, pikepdf.Pdf]) -> None:
    for name, file in files.items():
        assert str(file.Root.Lang) == "en", name
        assert str(file.docinfo["/Title"]), name
        assert bool(file.Root.ViewerPreferences.DisplayDocTitle), name
        assert bool(file.Root.MarkInfo.Marked), name


def test_headings_go_down_by_one_and_tables_lists_and_links_are_told_as_such(files: dict[str, pikepdf.Pdf]) -> None:
    kinds = {name: [str(each["/S"]) for each in parts(file.Root.StructTreeRoot)] for name, file in files.items()}
    for name, found in kinds.items():
        levels = [LEVELS.index(each) for each in found if each in LEVELS]
        assert levels.count(0) == 1, name
        assert levels[0] == 0, name
        assert all(after - before <= 1 for before, after in pairwise(levels)), name
    assert {"/Table", "/TH", "/TD", "/L", "/LI", "/Link"} <= set(kinds["text"])
    assert {"/L", "/LI", "/Figure"} <= set(kinds["lesson"])


def test_each_picture_has_words_and_the_letters_of_each_font_are_known(files: dict[str, pikepdf.Pdf]) -> None:
    for name, file in files.items():
        assert all(str(each.get("/Alt", "")).strip() for each in figures(file)), name
        fonts = [font for sheet in file.pages for font in sheet.Resources.get("/Font", {}).values()]
        assert fonts, name
        assert all("/ToUnicode" in font for font in fonts), name


def test_the_stops_of_the_tab_key_go_by_the_structure_and_no_file_runs_a_script(files: dict[str, pikepdf.Pdf]) -> None:
    for name, file in files.items():
        assert {str(sheet.get("/Tabs")) for sheet in file.pages} == {"/S"}, name
        assert not {"/OpenAction", "/AA", "/AcroForm"} & set(file.Root.keys()), name
        assert "/JavaScript" not in file.Root.get("/Names", {}), name
