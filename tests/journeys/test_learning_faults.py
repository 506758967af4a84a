"""Practice on a phone that is full, away for long, or shared: nothing that was done is lost or counts for another."""

from collections.abc import Callable

from playwright.sync_api import Page, Request, expect
from sqlalchemy import select

from backend.core import clock
from backend.domain.identity import actions as identity
from backend.domain.learning.models import Learner, LearningEvent
from backend.parts import Parts
from backend.web.door import SESSION_COOKIE
from tests.journeys import people, probes
from tests.journeys.test_learner import LESSON, do_step, events_kept, on_step, wait_until
from tests.support import Phone
from tutorials.batch import MEDIA_TYPE

FULL = "IDBObjectStore.prototype.add = () => { throw new DOMException('no room', 'QuotaExceededError'); };"
OLD = "/assets/lesson.0000000000.js"
STUCK = "/settings"
"""Stands for a lesson that cannot be renewed now: the answer is not one to keep."""


def test_a_full_phone_says_so_and_sends_from_the_open_page_and_an_old_service_worker_renews_kept_lessons(
    open_phone: Callable[..., Page], parts: Parts
) -> None:
    page, sent = open_phone(), list[Request]()
    page.on("request", lambda each: sent.append(each) if each.url.endswith("/learning/events") else None)
    page.add_init_script(FULL)
    page.goto(f"{LESSON}?step=welcome")
    wait_until(page, "navigator.serviceWorker.controller !== null")
    page.context.set_offline(True)
    do_step(page, parts)
    do_step(page, parts)
    expect(page.locator("#sync")).to_contain_text("keep this page open")
    probes.hold(page)
    page.context.set_offline(False)
    expect(page.locator("#sync")).to_be_hidden()
    assert events_kept(parts) == 2
    assert sent[-1].headers["content-type"] == MEDIA_TYPE
    assert len(sent[-1].post_data_buffer or b"") < 250
    _renewed_by_a_new_service_worker(page)


def _renewed_by_a_new_service_worker(page: Page) -> None:
    other = "/lessons/bigger-letters"
    page.evaluate(
        f"""async () => {{
          const [worker] = await navigator.serviceWorker.getRegistrations();
          await (await caches.open("shell-of-last-year")).put("{OLD}", new Response("old"));
          const lessons = await caches.open("lessons");
          const paths = ["{STUCK}", "{other}", "/lessons/put-away"];
          for (const path of paths) await lessons.put(path, new Response("{OLD}"));
          await worker.unregister();
        }}"""
    )
    page.goto("about:blank")  # a worker that still has a page is not taken away
    page.goto(f"{LESSON}?step=welcome")
    wait_until(page, "!(await (await caches.open('lessons')).match('/lessons/put-away'))")
    kept = page.evaluate(f"async () => (await (await caches.open('lessons')).match('{other}')).text()")
    assert OLD not in kept
    assert 'data-lesson="bigger-letters"' in kept
    assert page.evaluate("caches.has('shell-of-last-year')")  # for the one that could not be renewed
    page.evaluate(f"caches.open('lessons').then((cache) => cache.delete('{STUCK}'))")
    page.goto(f"{LESSON}?step=welcome")
    wait_until(page, "!(await caches.has('shell-of-last-year'))")


MANY = f"""async () => {{
  await document.getElementById("lesson").log.send(); // what the page sends when it opens is over
  const open = indexedDB.open("handrail-learning", 1);
  await new Promise((resolve) => {{ open.onsuccess = resolve; }});
  const change = open.result.transaction("events", "readwrite");
  const common = {{ lesson: "bigger-letters", step: "welcome", kind: "done", run: "hints", sent: 0, whose: "" }};
  for (let n = 0; n < 250; n += 1) {{
    change.objectStore("events").add({{ ...common, id: crypto.randomUUID(), at: new Date().toISOString() }});
  }}
  await new Promise((resolve) => {{ change.oncomplete = resolve; }});
  {FULL.replace(".add", ".put")}
  await document.getElementById("lesson").log.send();
}}"""


def test_what_a_full_phone_cannot_mark_as_sent_is_not_sent_again_and_again(
    open_phone: Callable[..., Page], parts: Parts
) -> None:
    page, sent = open_phone(), list[Request]()
    page.goto(f"{LESSON}?step=welcome")
    wait_until(page, "document.getElementById('lesson').log")
    page.on("request", lambda each: sent.append(each) if each.url.endswith("/learning/events") else None)
    page.evaluate(MANY)
    page.wait_for_timeout(500)
    assert len(sent) == 1
    assert events_kept(parts) == 200
    expect(page.locator("#sync")).to_be_hidden()


BEN = "+447700900155"
SENDING = "**/learning/events"


def done_by(parts: Parts, number: str) -> list[str]:
    """The steps that the server counts for the account of a phone number."""
    with parts.writing() as session:
        account = identity.account_for(session, number, clock.now())
        steps = select(LearningEvent.step).join(Learner, Learner.id == LearningEvent.learner_id)
        return list(session.scalars(steps.where(Learner.account_id == account).order_by(LearningEvent.number)))


def signed_in(page: Page, phone: Phone, number: str) -> None:
    """Somebody takes the phone: whoever had it before is signed out."""
    page.context.clear_cookies(name=SESSION_COOKIE)
    phone.let_an_hour_pass()
    page.goto("/sign-in?next=/lessons")
    people.sign_in(page, number, phone.code, lambda _: None)


def test_on_a_shared_phone_what_waits_of_one_person_is_neither_sent_nor_told_as_anothers(
    open_phone: Callable[..., Page], parts: Parts, phone: Phone
) -> None:
    page = open_phone()
    signed_in(page, phone, people.ROSA)
    page.route(SENDING, lambda route: route.abort())
    with page.expect_response("**/learning/whose"):
        page.goto(f"{LESSON}?step=welcome")
    wait_until(page, "navigator.serviceWorker.controller !== null")
    wait_until(page, f"await (await caches.open('lessons')).match('{LESSON}')")
    page.wait_for_timeout(300)  # the answer has come; its script has read it
    do_step(page, parts)
    do_step(page, parts)
    rosas_page, page = page, page.context.new_page()
    signed_in(page, phone, BEN)
    page.context.set_offline(True)
    page.goto(LESSON)
    on_step(page, "welcome")
    do_step(page, parts)
    page.context.set_offline(False)
    wait_until(page, "document.getElementById('sync').hidden")
    _a_page_of_somebody_who_left_is_refused_once(rosas_page)
    assert (done_by(parts, people.ROSA), done_by(parts, BEN)) == ([], ["welcome"])
    rosas_page.close()
    signed_in(page, phone, people.ROSA)
    page.goto(f"{LESSON}?step=welcome")
    wait_until(page, "document.getElementById('sync').hidden")
    page.wait_for_timeout(500)
    assert (done_by(parts, people.ROSA), done_by(parts, BEN)) == (["welcome", "know-the-page"], ["welcome"])
    page.context.set_offline(True)
    page.goto(LESSON)
    on_step(page, "see-it-done")  # whose phone it was the last time goes on without a line


def _a_page_of_somebody_who_left_is_refused_once(page: Page) -> None:
    page.unroute(SENDING)
    sent = list[Request]()
    page.on("request", lambda each: sent.append(each) if each.url.endswith("/learning/events") else None)
    with page.expect_response(SENDING) as refused:
        page.evaluate("document.getElementById('lesson').log.send()")
    assert refused.value.status == 409
    page.wait_for_timeout(500)
    expect(page.locator("#sync")).to_contain_text("Kept on this phone.")
    assert len(sent) == 1
