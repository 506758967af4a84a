"""Translating a text at the desk in a real browser, on a small phone and without scripts."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.domain.given import MAYA, TOM
from tests.journeys import people, probes
from tests.support import Phone


def publisher(open_phone: Callable[..., Page], phone: Phone, number: str) -> Page:
    page = open_phone(java_script_enabled=False)
    people.choose(page, "en", 100, lambda _: None)
    page.goto("/sign-in")
    people.sign_in(page, number, phone.code, lambda _: None)
    return page


def test_one_translates_and_another_lets_it_through(open_phone: Callable[..., Page], phone: Phone) -> None:
    maya, tom = publisher(open_phone, phone, MAYA), publisher(open_phone, phone, TOM)
    maya.goto("/desk/articles/new")
    maya.fill("#title", "How to stay warm")
    maya.fill("#text_id", "stay-warm")
    maya.fill("#short", "Keep one room warm.\nAsk us for help.")
    maya.fill("#body", "## Today\n\n1. Close the **curtains**.\n2. Ask for [help](/services/winter-heating-help).")
    maya.fill("#keywords", "cold, heating")
    maya.locator("#office").check()
    maya.get_by_role("button", name="Save").click()
    maya.get_by_role("button", name="Ask somebody to read it").click()
    tom.goto(maya.url)
    tom.get_by_role("button", name="It may go out").click()
    tom.get_by_role("button", name="Let it go out").click()
    maya.goto(maya.url)
    maya.get_by_role("link", name="繁體中文").click()
    maya.get_by_role("link", name="Translate it").click()
    maya.fill("#title", "怎樣保暖")
    maya.fill("#short", "讓一個房間保持暖和。")
    maya.get_by_role("button", name="Ask somebody to read it").click()
    expect(maya.locator("#title")).to_have_value("怎樣保暖")
    expect(maya.locator("#short-error")).to_contain_text("Write one for each.")
    maya.fill("#short", "讓一個房間保持暖和。\n請我們幫忙。")
    maya.fill("#body", "## 今天\n\n1. 拉上**窗簾**。\n2. 請求[冬天暖氣的幫助](/services/winter-heating-help)。")
    maya.fill("#keywords", "冷, 暖氣")
    maya.get_by_role("button", name="Save").click()
    maya.get_by_role("button", name="Ask somebody to read it").click()
    expect(maya.get_by_text("It waits to be read")).to_be_visible()
    tom.goto(maya.url)
    tom.get_by_role("button", name="It may go out").click()
    for address in (maya.url, f"{maya.url}/edit", "/desk/languages"):
        tom.goto(address)
        probes.hold_layout(tom)
    reader = open_phone(java_script_enabled=False)
    people.choose(reader, "zh-Hant", 100, lambda _: None)
    reader.goto("/articles/stay-warm")
    expect(reader.locator("ol.doing strong")).to_have_text("窗簾")
