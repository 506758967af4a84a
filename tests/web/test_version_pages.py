"""Coming back to a draft whose service has changed, or is offered no more."""

from tests.web.readers import Reader, Seeded


def test_who_comes_back_reads_what_has_changed_and_goes_on_as_they_began(rosa: Reader, seeded: Seeded) -> None:
    here = f"/applications/{seeded.changed}"
    assert rosa.get(here).location == f"{here}/changes"
    page = rosa.get(f"{here}/changes").text
    assert "The city changed it on" in page
    assert "<h2>1 new question</h2>" in page
    assert "<h2>1 question to answer once more</h2>" in page
    assert "<h2>1 question is not asked any more</h2>" in page
    assert rosa.post(f"{here}/changes").location == f"{here}/next"
    assert rosa.get(here).location == f"{here}/next"
    assert rosa.get(f"{here}/questions/why_now").status_code == 200


def test_the_new_questions_are_taken_with_one_press(rosa: Reader, seeded: Seeded) -> None:
    here = f"/applications/{seeded.changed}"
    taken = rosa.get(f"{here}/changes").text.partition('name="take" value="')[2].partition('"')[0]
    for _ in range(2):
        assert rosa.post(f"{here}/changes", take=taken).location == f"{here}/next"
    assert rosa.get(f"{here}/next").location == f"{here}/questions/why_changed"
    assert rosa.get(f"{here}/changes").location == f"{here}/next"


def test_a_service_that_changed_once_more_is_looked_at_again(rosa: Reader, seeded: Seeded) -> None:
    page = rosa.post(f"/applications/{seeded.changed}/changes", take="999999")
    assert page.status_code == 409
    assert "changed once more" in page.text


def test_beginning_again_leads_past_the_changes(rosa: Reader, seeded: Seeded) -> None:
    assert rosa.post("/services/name-change/begin").location == f"/applications/{seeded.changed}"


def test_a_draft_of_a_withdrawn_service_can_be_read_and_is_told_kindly(rosa: Reader, seeded: Seeded) -> None:
    here = f"/applications/{seeded.left}"
    page = rosa.get(here).text
    assert "The city does not offer this any more" in page
    assert "Lives in Harbour City" in page or "Lives here" in page or "What you wrote" in page
    for path in ("/next", "/check", "/questions/lives_here"):
        assert rosa.get(here + path).location == here
    assert rosa.post(f"{here}/send").location == f"{here}/next"
    assert "Not offered any more" in rosa.get("/applications").text
    assert rosa.get(f"{here}/discard").status_code == 200
