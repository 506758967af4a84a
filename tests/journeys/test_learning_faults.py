"""Practice on a phone that is full, and on one that was away for long: nothing that was done is lost."""

from collections.abc import Callable

from playwright.sync_api import Page, Request, expect

from backend.parts import Parts
from tests.journeys import probes
from tests.journeys.test_learner import LESSON, do_step, events_kept, wait_until
from tutorials.batch import MEDIA_TYPE

FULL = "IDBObjectStore.prototype.add = () => { throw new DOMException('no room', 'QuotaExceededError'); };"
OLD = "/assets/lesson.0000000000.js"


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
          for (const path of ["{other}", "/lessons/put-away"]) await lessons.put(path, new Response("{OLD}"));
          await worker.unregister();
        }}"""
    )
    page.goto("about:blank")  # a worker that still has a page is not taken away
    page.goto(f"{LESSON}?step=welcome")
    wait_until(page, "!(await caches.has('shell-of-last-year'))")
    wait_until(page, "!(await (await caches.open('lessons')).match('/lessons/put-away'))")
    kept = page.evaluate(f"async () => (await (await caches.open('lessons')).match('{other}')).text()")
    assert OLD not in kept
    assert 'data-lesson="bigger-letters"' in kept
