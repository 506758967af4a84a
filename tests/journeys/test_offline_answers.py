"""Answering without a network, and two devices that answer the same question."""

import re
import uuid
from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from backend.domain.applications.models import Application
from backend.domain.intake import actions as intake
from backend.parts import Parts
from tests.journeys import people, probes
from tests.journeys import phone_vectors as vectors
from tests.journeys.test_learner import wait_until
from tests.support import Phone

COMPARE = """async ([script, today, conditions, journeys, typed]) => {
  const { holds, walk, read } = await import(script);
  const told = (value) => (value === null ? null : value ?? "unread");
  return [
    ...conditions.filter(([when, answers, so]) => holds(when, answers, today) !== so),
    ...journeys.filter(([list, answers, next]) => (walk(list, answers, today).next?.id ?? null) !== next),
    ...typed.filter(([type, fields, value]) => JSON.stringify(told(read(type, fields))) !== JSON.stringify(value)),
  ];
}"""

LEFT = """async () => {
  const open = indexedDB.open("handrail-answers");
  await new Promise((resolve) => { open.onsuccess = resolve; });
  const count = open.result.transaction("kept").objectStore("kept").count();
  await new Promise((resolve) => { count.onsuccess = resolve; });
  return count.result;
}"""


LEAVE = f"""async () => {{
  const open = indexedDB.open("handrail-answers");
  await new Promise((resolve) => {{ open.onsuccess = resolve; }});
  const sealed = {{ iv: new Uint8Array(12), sealed: new ArrayBuffer(32) }};
  const change = open.result.transaction("kept", "readwrite");
  change.objectStore("kept").put({{ id: "7.7|of-somebody-else|name", at: Date.now(), ...sealed }});
  await new Promise((resolve) => {{ change.oncomplete = resolve; }});
  return ({LEFT})();
}}"""


def wait_for_questions(page: Page) -> None:
    """Until the phone has the questions of the service."""
    expect(page.locator("#onward")).to_have_attribute("data-questions", re.compile("[1-9]"))


def begun_in_chinese(page: Page, phone: Phone) -> Page:
    """A service that was begun with large letters, on a phone that has its questions."""
    people.choose(page, "zh-Hans", 200, lambda _: None)
    people.begin(page, phone.code)
    wait_for_questions(page)
    return page


def offline_answer(page: Page, question: str, *fills: tuple[str, str], pick: str = "") -> None:
    """Answer the question that is shown; no page is loaded for the next one."""
    expect(page.locator("form[data-question]")).to_have_attribute("data-question", question)
    for name, value in fills:
        page.locator(f"[name='{name}']").fill(value)
    if pick:
        page.locator(f"[name=answer][value='{pick}']").check()
    page.locator("main form[data-question] .button-primary").click()


def test_three_questions_are_answered_without_a_line_and_sent_when_it_is_back(
    open_phone: Callable[..., Page], phone: Phone
) -> None:
    page = begun_in_chinese(open_phone(), phone)
    page.context.set_offline(True)
    offline_answer(page, "full_name", ("answer", "Rosa Lee"))
    expect(page.locator("#onward [data-say~=kept]").last).to_be_visible()
    offline_answer(page, "birth_date", ("answer-day", "31"), ("answer-month", "2"), ("answer-year", "1951"))
    expect(page.locator("#onward-wrong")).to_be_focused()
    offline_answer(page, "birth_date", ("answer-day", "4"), ("answer-month", "5"), ("answer-year", "1951"))
    offline_answer(page, "lives_here", pick="yes")
    expect(page.locator("form[data-question]")).to_have_attribute("data-question", "address")
    probes.hold(page)
    page.locator("#onward summary").click()
    expect(page.locator("#onward [data-waiting] li")).to_have_count(3)
    page.go_back()
    expect(page.locator("[name=answer][value=yes]")).to_be_checked()
    offline_answer(page, "lives_here")
    expect(page.locator("form[data-question]")).to_have_attribute("data-question", "address")
    page.context.set_offline(False)
    expect(page.locator("#onward [data-say=sent]").last).to_be_visible()
    people.answer(page, *people.TRAVEL_CARD[3][:1], *people.TRAVEL_CARD[3][1])
    expect(page).to_have_url(re.compile("delivery"))
    other = open_phone()
    phone.let_an_hour_pass()
    people.begin(other, phone.code)
    expect(other).to_have_url(re.compile("delivery"))
    other.goto(re.sub("delivery", "birth_date", other.url))
    expect(other.locator("[name=answer-year]")).to_have_value("1951")


def test_a_page_that_was_closed_without_a_connection_opens_again_and_goes_on_from_what_waits(
    open_phone: Callable[..., Page], phone: Phone
) -> None:
    page = begun_in_chinese(open_phone(), phone)
    wait_until(page, "navigator.serviceWorker.controller !== null")
    page.context.set_offline(True)
    offline_answer(page, "full_name", ("answer", "Rosa Lee"))
    offline_answer(page, "birth_date", ("answer-day", "4"), ("answer-month", "5"), ("answer-year", "1951"))
    expect(page.locator("form[data-question]")).to_have_attribute("data-question", "lives_here")
    closed, page = page.url, page.context.new_page()
    page.goto(closed)
    expect(page.locator("html[lang=zh-Hans][data-text-size='200']")).to_have_count(1)
    expect(page.locator("main h1.question")).to_be_visible()
    probes.hold(page)
    offline_answer(page, "lives_here", pick="yes")
    expect(page.locator("form[data-question]")).to_have_attribute("data-question", "address")
    page.locator("header .back").click()
    expect(page.locator("[name=answer][value=yes]")).to_be_checked()
    page.goto("/")
    people.press(page, page.locator("#answers-wait a"))
    expect(page.locator("form[data-question]")).to_have_attribute("data-question", "address")
    assert "address" in page.url
    probes.hold(page)
    page.context.set_offline(False)
    expect(page.locator("#onward [data-say~=back]").last).to_be_visible()
    page.locator("main form[data-question] .button-primary").click()
    expect(page.locator("#onward-wrong")).to_be_focused()
    home = {f"answer-{name}": value for name, value in (("line1", "1 Sea Road"), ("town", "Harbour City"))}
    offline_answer(page, "address", *home.items(), ("answer-postcode", "HC1 1AA"))
    expect(page).to_have_url(re.compile("delivery"))
    assert page.evaluate(LEFT) == 0


def test_who_signs_out_is_told_of_what_waits_and_then_leaves_nothing_on_the_phone(
    open_phone: Callable[..., Page], phone: Phone
) -> None:
    page = begun_in_chinese(open_phone(), phone)
    page.context.set_offline(True)
    offline_answer(page, "full_name", ("answer", "Rosa Lee"))
    expect(page.locator("form[data-question]")).to_have_attribute("data-question", "birth_date")
    page.goto("about:blank")  # before a line is there to send it
    page.context.set_offline(False)
    page.goto("/settings")
    assert page.evaluate(LEFT) == 1
    sign_out = page.locator("form[data-person] button")
    sign_out.click()
    expect(page.locator("[data-unsent]")).to_be_visible()
    assert page.evaluate(LEFT) == 1
    people.press(page, sign_out)
    assert page.evaluate(LEFT) == 0


def test_answers_of_a_phone_whose_clock_was_years_behind_are_sent_and_what_others_left_there_goes(
    open_phone: Callable[..., Page], phone: Phone
) -> None:
    page = open_phone()
    people.begin(page, phone.code)
    wait_for_questions(page)
    page.clock.set_system_time("2014-01-01")
    page.context.set_offline(True)
    offline_answer(page, "full_name", ("answer", "Rosa Lee"))
    expect(page.locator("form[data-question]")).to_have_attribute("data-question", "birth_date")
    assert page.evaluate(LEAVE) == 2
    page.clock.set_system_time("2026-06-01")
    page.context.set_offline(False)
    expect(page.locator("#onward [data-say=sent]").last).to_be_visible()
    assert page.evaluate(LEFT) == 0
    page.goto(re.sub("birth_date", "full_name", page.url))
    expect(page.locator("[name=answer]")).to_have_value("Rosa Lee")


def test_what_another_device_answered_meanwhile_is_shown_beside_and_the_reader_chooses(
    open_phone: Callable[..., Page], phone: Phone
) -> None:
    page, other = open_phone(), open_phone()
    people.begin(page, phone.code)
    wait_for_questions(page)
    page.context.set_offline(True)
    offline_answer(page, "full_name", ("answer", "Rosa Lee"))
    offline_answer(page, "birth_date", ("answer-day", "4"), ("answer-month", "5"), ("answer-year", "1951"))
    expect(page.locator("form[data-question]")).to_have_attribute("data-question", "lives_here")
    phone.let_an_hour_pass()
    people.begin(other, phone.code)
    people.answer(other, "full_name", ("answer", "Rosa Anna Lee"))
    page.context.set_offline(False)
    people.press(page, page.locator("#onward [data-press=look]"))
    expect(page.locator("main")).to_contain_text("Rosa Anna Lee")
    expect(page.locator("main")).to_contain_text("Rosa Lee")
    probes.hold(page)
    people.press(page, page.locator("main .button-primary:visible").first)
    expect(page).to_have_url(re.compile("lives_here|birth_date"))
    other.reload()
    other.locator("header .back").click()
    expect(other.locator("[name=answer]")).to_have_value("Rosa Lee")


def test_an_answer_whose_receipt_was_lost_is_corrected_without_being_asked_which_of_the_two(
    open_phone: Callable[..., Page], phone: Phone
) -> None:
    page = open_phone()
    people.begin(page, phone.code)
    wait_for_questions(page)
    lost = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().json())
        route.abort()

    page.route("**/questions/full_name*", lose)
    offline_answer(page, "full_name", ("answer", "Rosa Le"))
    expect(page.locator("form[data-question]")).to_have_attribute("data-question", "birth_date")
    page.context.set_offline(True)
    page.unroute_all(behavior="wait")
    assert "base" in lost[0], "the server has it, and this phone does not know"
    page.go_back()
    offline_answer(page, "full_name", ("answer", "Rosa Lee"))
    expect(page.locator("form[data-question]")).to_have_attribute("data-question", "birth_date")
    page.context.set_offline(False)
    expect(page.locator("#onward [data-say=sent]").last).to_be_visible()
    assert page.evaluate(LEFT) == 0
    page.goto(re.sub("birth_date", "full_name", page.url))
    expect(page.locator("[name=answer]")).to_have_value("Rosa Lee")


def test_an_answer_that_a_later_one_made_needless_holds_up_neither_the_others_nor_the_sending(
    open_phone: Callable[..., Page], phone: Phone
) -> None:
    page = open_phone()
    people.begin(page, phone.code)
    for question, fills, pick in people.TRAVEL_CARD[:4]:
        people.answer(page, question, *fills, pick=pick)
    wait_for_questions(page)
    page.context.set_offline(True)
    offline_answer(page, "delivery", pick="pickup")
    offline_answer(page, "pickup_office", pick="library")
    expect(page.locator("form[data-question]")).to_have_attribute("data-question", "old_card")
    page.go_back()
    expect(page.locator("form[data-question]")).to_have_attribute("data-question", "pickup_office")
    page.go_back()
    offline_answer(page, "delivery", pick="post")
    offline_answer(page, "old_card", pick="no")
    expect(page.locator("form[data-question]")).to_have_attribute("data-question", "companion")
    page.context.set_offline(False)
    expect(page.locator("#onward [data-say=not-on-journey]")).to_be_visible()
    assert page.evaluate(LEFT) == 1
    for question, fills, pick in people.TRAVEL_CARD[6:]:
        people.answer(page, question, *fills, pick=pick)
    expect(page).to_have_url(re.compile("/check$"))
    expect(page.locator("#onward [data-say=not-on-journey]")).to_be_visible()
    people.press_main(page)
    page.locator(".reference").wait_for()
    assert page.evaluate(LEFT) == 0


def test_what_waits_for_an_application_that_is_gone_holds_up_no_other_and_can_be_removed(
    open_phone: Callable[..., Page], phone: Phone, parts: Parts
) -> None:
    page = open_phone()
    people.begin(page, phone.code)
    wait_for_questions(page)
    page.context.set_offline(True)
    offline_answer(page, "full_name", ("answer", "Rosa Lee"))
    expect(page.locator("form[data-question]")).to_have_attribute("data-question", "birth_date")
    gone = page.url.split("/")[4]
    page.goto("about:blank")  # before a line is there to send it
    with parts.writing() as session:
        one = session.scalars(select(Application).where(Application.public_id == uuid.UUID(gone))).one()
        intake.discard(session, one, parts.service_of(session, one))
    page.context.set_offline(False)
    page.goto("/services/library-card")
    people.press_main(page)
    wait_for_questions(page)
    page.context.set_offline(True)
    offline_answer(page, "full_name", ("answer", "Rosa Lee"))
    expect(page.locator("#onward [data-say~=kept]").last).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("#onward [data-say=sent]").last).to_be_visible()
    expect(page.locator("#onward-said")).to_contain_text("All your answers have arrived")
    assert page.evaluate(LEFT) == 1
    page.goto("/applications")
    expect(page.locator("#onward [data-say=gone]")).to_be_visible()
    page.locator("#onward summary").click()
    page.locator("#onward [data-press=remove]").click()
    expect(page.locator("#onward [data-press=stay]")).to_be_focused()
    probes.hold(page)
    people.press(page, page.locator("#onward [data-press=really]"))
    assert page.evaluate(LEFT) == 0


def test_the_phone_reads_answers_and_works_out_the_journey_as_the_server_does(
    open_phone: Callable[..., Page], program: Flask, parts: Parts
) -> None:
    page = open_phone()
    page.goto("/offline")
    cases = [
        list(map(list, each))
        for each in (vectors.conditions(), vectors.journeys(parts.content.services), vectors.typed())
    ]
    script = "/assets/" + program.extensions["handrail.assets"]["journey.js"].name
    wrong = page.evaluate(COMPARE, [script, str(vectors.TODAY), *cases])
    assert wrong == []
    assert [len(each) > 60 for each in cases[:2]] == [True, True]
