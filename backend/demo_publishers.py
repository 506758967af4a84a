"""The demo city's publishers: one text that Maya wrote and Tom read, and how far its translations have come by now."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from backend.domain.identity import actions as identity
from backend.domain.publications import actions, queries, translations
from backend.domain.publications.words import Words
from prose.document import Document

MAYA, TOM = "+447700900202", "+447700900203"
TEXT = uuid.UUID("0c6f0a9e-5a0b-4c59-9c39-6f4e1f7d2a55")

BODY = """## Where we meet

We meet in front of the library in Mill Lane.

## What to bring

- Shoes that are good for walking
- A bottle of water

## When it rains

We stay in the library and have tea.
"""
WALK = Document(
    id="tuesday-walk",
    kind="article",
    title="Walk with us along the harbour on Tuesdays",
    short=(
        "Every Tuesday at 10 in the morning we walk along the harbour for one hour.",
        "We walk slowly, and we sit down often.",
        "It costs nothing, and you need not book.",
    ),
    office="mill-lane-library",
    body=BODY,
    keywords="walking, exercise, company, harbour",
)
TRADITIONAL = Words(
    "星期二和我們一起沿著海港散步",
    (
        "每星期二早上十點，我們沿著海港散步一小時。",
        "我們走得很慢，也常常坐下來休息。",
        "這是免費的，也不必預約。",
    ),
    """## 在哪裡見面

我們在磨坊巷圖書館門口見面。

## 要帶什麼

- 適合走路的鞋子
- 一瓶水

## 下雨的時候

我們留在圖書館裡喝茶。
""",
    "散步, 運動, 同伴, 海港",
)
SIMPLIFIED = Words(
    "星期二和我们一起沿着海港散步",
    (
        "每星期二早上十点，我们沿着海港散步一小时。",
        "我们走得很慢，也常常坐下来休息。",
        "这是免费的，也不必预约。",
    ),
    """## 在哪里见面

我们在磨坊巷图书馆门口见面。

## 要带什么

- 适合走路的鞋子
- 一瓶水

## 下雨的时候

我们留在图书馆里喝茶。
""",
    "散步, 运动, 同伴, 海港",
)
TRANSLATED: Mapping[str, Words] = {"zh-Hant": TRADITIONAL, "zh-Hans": SIMPLIFIED}


def write_a_text(session: Session, zone: ZoneInfo, languages: Collection[str], now: datetime) -> None:
    """Let the text be public in two languages, and wait for its reader in a third; doing it again changes nothing."""
    if WALK.id in queries.known_ids(session):
        return
    maya, tom = (identity.account_for(session, number, now) for number in (MAYA, TOM))
    began = now - timedelta(days=3)
    version = actions.save(session, TEXT, maya, WALK, language="en", revision=None, now=began)
    actions.hand_in(version, (), version.revision, began)
    actions.review(session, version, tom, "approved", "", version.revision, began)
    actions.publish(session, version, None, replaces=None, zone=zone, now=began)
    for language, words in TRANSLATED.items():
        if language in languages:
            made = translations.save(session, version, language, maya, words, revision=None, now=began)
            actions.hand_in(made, (), made.revision, began)
            if language == "zh-Hant":
                translations.review(session, made, tom, "approved", "", made.revision, began)
