"""Styles and scripts as they are served: without what only readers of the source need, and with all else."""

from pathlib import Path

from backend.web import assets


def test_comments_and_margins_are_left_out_and_addresses_and_strings_stay() -> None:
    script = "// why\nconst a = `x // y`;\n\n    go('https://city.example');  // at the end it stays\n"
    assert assets.lean(script, ".js") == "const a = `x // y`;\ngo('https://city.example');  // at the end it stays\n"
    assert assets.lean("/* a\n b */\n  .x { color: red; }\n\n", ".css") == ".x{color: red;}\n"


def test_no_script_has_a_text_over_several_lines_that_would_be_changed() -> None:
    for path in sorted(Path(assets.FOLDER).glob("*.js")):
        lines = path.read_text().splitlines()
        assert [line for line in lines if line.replace("\\`", "").count("`") % 2] == [], path.name
