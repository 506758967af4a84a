"""The runs of a lesson and its ladder of help, in a browser without scripts."""

from backend.parts import Parts
from tests.web.readers import Reader
from tests.web.test_simulated_pages import sent
from tutorials.lesson import JUDGED, Lesson, Step
from tutorials.runs import Run, steps_of

NAME = "bigger-letters"
TAP = f"/lessons/{NAME}/steps/open-settings"
HINTS = (
    "The settings are where you change the phone itself.",
    "Look for the picture of a gear.",
    "Let us do it together. Touch the gear with the word Settings.",
)


def shown(page: str, step: str = "open-settings") -> str:
    """The part of the document that is this step."""
    return page.split(f'class="lesson-step" data-step="{step}"')[1].split('class="lesson-step"', maxsplit=1)[0]


def hints_shown(page: str, step: str = "open-settings") -> list[int]:
    ladder = shown(page, step).split('class="ladder"')[1].split("</div>")[0]
    return [int(part[0]) for part in ladder.split('data-hint="')[1:] if not part[1:].startswith('" hidden')]


def walk(reader: Reader, lesson: Lesson, run: Run) -> None:
    """Do every step of a run rightly."""
    for step in steps_of(lesson, run):
        done(reader, lesson, step, run)


def done(reader: Reader, lesson: Lesson, step: Step, run: Run, more: str = "") -> None:
    told = reader.post(f"/lessons/{lesson.id}/steps/{step.id}?run={run}{more}", **sent(step))
    assert told.status_code == (200 if step.kind in JUDGED else 303)


def test_guided_shows_the_last_hint_and_marks_the_place_from_the_start(nobody: Reader) -> None:
    page = nobody.get(f"/lessons/{NAME}?step=open-settings&run=guided").text
    assert hints_shown(page) == [3]
    assert 'value="settings" data-pointed' in shown(page)
    assert "I am stuck" in shown(page)


def test_with_hints_each_press_of_help_gives_one_more_and_then_a_person(nobody: Reader, parts: Parts) -> None:
    page, here = nobody.get(f"/lessons/{NAME}?step=open-settings&run=hints").text, f"{TAP}?run=hints"
    assert (hints_shown(page), "data-pointed" in shown(page)) == ([], False)
    for level in (1, 2, 3, 4):
        answer = nobody.post(here, help="1")
        assert answer.location == f"/lessons/{NAME}?step=open-settings&run=hints&help={level}"
        page, here = nobody.get(answer.location or "").text, f"{TAP}?run=hints&help={level}"
        assert hints_shown(page) == list(range(1, min(level, 3) + 1))
        assert ('value="settings" data-pointed' in shown(page)) == (level > 1), "the second one points"
        assert ("Would you like a person to help you?" in shown(page).split("<template")[0]) == (level == 4)
    assert f'href="tel:{parts.content.city.help.phone}"' in shown(page)
    assert all(hint in page for hint in HINTS)


def test_what_is_to_be_remembered_has_one_hint_and_then_a_person(nobody: Reader) -> None:
    where = "/lessons/tap-and-back?step=remember-hold&run=hints"
    page = nobody.get(where).text
    assert (hints_shown(page, "remember-hold"), "Help me" in shown(page, "remember-hold")) == ([], True)
    here = "/lessons/tap-and-back/steps/remember-hold?run=hints"
    assert nobody.post(here, help="1").location == f"{where}&help=1"
    page = nobody.get(f"{where}&help=1").text
    assert hints_shown(page, "remember-hold") == [1]
    assert "I am stuck" in shown(page, "remember-hold"), "the next press brings a person, and it says so"
    assert nobody.post(f"{here}&help=1", help="1").location == f"{where}&help=4"


def test_a_step_for_real_leads_to_the_page_of_the_city(nobody: Reader) -> None:
    for lesson, step, page in (
        ("sign-in-safely", "for-real", "/sign-in"),
        ("change-or-cancel", "for-real", "/appointments"),
        ("find-what-you-need", "for-real", "/search"),
        ("find-what-you-need", "real-hours", "/offices"),
        ("where-to-get-help", "for-real", "/help"),
    ):
        drawn = shown(nobody.get(f"/lessons/{lesson}?step={step}&run=real").text, step)
        assert f'href="{page}"' in drawn
        assert "Yes, and somebody beside me saw it" in drawn
        assert nobody.get(page).status_code in {200, 303}, "there is such a page"


def test_every_step_can_be_left_out_gone_back_from_and_asked_about(nobody: Reader, parts: Parts) -> None:
    lesson = parts.content.lessons[NAME]
    run = steps_of(lesson, "guided")
    for before, step in zip((None, *run), run, strict=False):
        part = shown(nobody.get(f"/lessons/{NAME}?step={step.id}&run=guided").text, step.id)
        assert 'name="help"' in part
        assert 'name="skip"' in part or "On to the next step" in part
        assert before is None or f"?step={before.id}&amp;run=guided" in part or f"?step={before.id}&run=guided" in part


def test_alone_a_wrong_answer_is_only_told_to_be_one_but_harm_is_explained(nobody: Reader) -> None:
    wrong = nobody.post(f"{TAP}?run=alone", answer="calls").text
    assert "That is for calling people" not in shown(wrong).split("data-help")[0].split("</form>")[-1]
    assert "Look once more. You have all the time you want" in shown(wrong)
    assert "That is for calling people" in nobody.post(f"{TAP}?run=hints", answer="calls").text
    harm = nobody.post(f"/lessons/{NAME}/steps/open-display?run=alone", answer="reset").text
    assert "This erases all that is on a phone" in shown(harm, "open-display")


def test_only_the_run_alone_without_help_ends_with_you_can_do_this(nobody: Reader, parts: Parts) -> None:
    lesson = parts.content.lessons[NAME]
    walk(nobody, lesson, "guided")
    walk(nobody, lesson, "hints")
    assert "I can do this on my own" not in nobody.get("/lessons").text
    assert nobody.get(f"/lessons/{NAME}").location == f"/lessons/{NAME}?step=open-settings&run=alone"
    helped, *others = steps_of(lesson, "alone")
    nobody.post(f"{TAP}?run=alone", help="1")
    done(nobody, lesson, helped, "alone", "&help=1")
    for step in others:
        done(nobody, lesson, step, "alone")
    end = f"/lessons/{NAME}?step=done&run=alone"
    said = visible_end(nobody.get(end).text)
    assert "You are nearly there" in said
    assert f"?step={helped.id}&amp;run=alone" in said or f"?step={helped.id}&run=alone" in said
    done(nobody, lesson, helped, "alone")
    assert "You can do this on your own" in visible_end(nobody.get(end).text)
    assert "I can do this on my own" in nobody.get("/lessons").text


def visible_end(page: str) -> str:
    ends = page.split('class="lesson-end"')[1:]
    return next(part for part in ends if not part.split(">")[0].rstrip().endswith("hidden")).split("</div>")[0]


def test_what_was_done_is_not_kept_by_anybody_else(nobody: Reader) -> None:
    assert nobody.get(f"/lessons/{NAME}?step=done&run=alone").headers["Cache-Control"] == "no-store"
    assert "no-store" not in nobody.get(f"/lessons/{NAME}?step=welcome&run=guided").headers["Cache-Control"]


def test_an_address_that_makes_no_sense_leads_to_the_beginning(nobody: Reader) -> None:
    for odd in ("step=moon&run=sideways", "step=&help=99", "step=welcome&help=-1", "step=welcome&help=²&page=x"):
        page = nobody.get(f"/lessons/{NAME}?{odd}")
        assert page.status_code == 200
        assert 'data-run="guided"' in page.text
