import json
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from push.message import PAYLOAD_LIMIT, TITLE_LIMIT, Delivery, Kind, Outcome, Push, collapse_id, fit, payload
from push.text import ELLIPSIS, clean, shorten

FAMILY = "👩\u200d👩\u200d👧\u200d👦"
FLAG = "🇬🇧"

awkward = st.text(
    st.sampled_from(
        ["a", " ", "\n", '"', "\\", "\x00", "é", "e", "\u0301", "您", "㍿", "👍", "🏽", "\u200d", "👧", "\ufe0f"]
    )
    | st.sampled_from(["🇬", "🇧", "\ud83d", "\ude00", "각", "ᄀ", "ᅡ", "ᆨ"]),
    max_size=40,
)
long_texts = st.builds(lambda text, times: text * times, awkward, st.integers(1, 600)) | st.text()
keys = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=128)
links = st.text(st.characters(min_codepoint=35, max_codepoint=46), max_size=399).map("/".__add__)
languages = st.sampled_from(["en", "zh-Hans", "zh-Hant"])
pushes = st.builds(
    Push, key=keys, title=long_texts, body=long_texts, link=links, language=languages, urgent=st.booleans()
)


def push(body: str = "Come on Tuesday.", **more: str) -> Push:
    return Push(**{"key": "k", "title": "Your card", "body": body, "link": "/", "language": "en", **more})


@given(pushes)
def test_a_fitted_payload_never_exceeds_what_fcm_takes(push: Push) -> None:
    message = payload(fit(push))
    assert len(json.dumps(message).encode()) <= PAYLOAD_LIMIT
    assert len(json.dumps(message, ensure_ascii=False).encode()) <= PAYLOAD_LIMIT


@given(pushes)
def test_fitting_cuts_only_the_end_of_title_and_body(push: Push) -> None:
    fitted = fit(push)
    assert (fitted.key, fitted.link, fitted.language, fitted.urgent) == (
        push.key,
        push.link,
        push.language,
        push.urgent,
    )
    for before, after in ((push.title, fitted.title), (push.body, fitted.body)):
        assert after == clean(before) or (
            after.endswith(ELLIPSIS) and clean(before).startswith(after[: -len(ELLIPSIS)])
        )
    assert len(fitted.title) <= TITLE_LIMIT


@given(pushes)
def test_fitting_twice_changes_nothing_more(push: Push) -> None:
    assert fit(fit(push)) == fit(push)


@given(st.text(st.sampled_from("x您👍\n"), min_size=1, max_size=5), st.integers(1000, 4000))
def test_a_cut_body_uses_the_room_there_is(piece: str, times: int) -> None:
    fitted = fit(push(piece + "-" + piece * times))
    if fitted.body.endswith(ELLIPSIS) and not piece.isspace():
        spare = PAYLOAD_LIMIT - len(json.dumps(payload(fitted)))
        assert spare < 12 + 2 * piece.count("\n")  # the widest character, and line ends dropped before the ellipsis


@given(
    st.lists(st.sampled_from([FAMILY, FLAG, "e\u0301", "👍🏽", "您", "x", "1\ufe0f\u20e3", "\u1100\u1161\u11a8"])),
    st.integers(6, 200),
)
def test_a_cut_never_goes_through_what_a_reader_sees_as_one_character(seen: list[str], room: int) -> None:
    cut = shorten("".join(seen), room)
    whole = ["".join(seen[:count]) for count in range(len(seen) + 1)]
    fitting = [text + ELLIPSIS for text in whole if len(json.dumps(text + ELLIPSIS)) - 2 <= room]
    assert cut == (whole[-1] if len(json.dumps(whole[-1])) - 2 <= room else fitting[-1])


@pytest.mark.parametrize(
    ("whole", "size"), [(FAMILY, 7), (FLAG, 2), ("e\u0301", 2), ("👍🏽", 2), ("\u1100\u1161\u11a8", 3)]
)
def test_emoji_flags_accents_and_jamo_stay_whole(whole: str, size: int) -> None:
    assert len(whole) == size
    room = len(json.dumps(whole * 3)) - 2 + 6  # three and the ellipsis
    assert shorten(whole * 4, room) == whole * 3 + ELLIPSIS
    assert shorten(whole * 4, room - 1) == whole * 2 + ELLIPSIS


def test_a_body_of_nothing_but_marks_is_cut_to_the_ellipsis() -> None:
    assert fit(push("a" + "\u0301" * 5000)).body == ELLIPSIS


def test_surrogate_halves_are_joined_and_lonely_ones_replaced() -> None:
    assert fit(push("\ud83d\ude00 and \ud83d")).body == "😀 and \ufffd"


def test_a_short_push_keeps_its_words() -> None:
    assert fit(push()) == push()


def test_a_long_chinese_body_still_says_some_hundred_characters() -> None:
    fitted = fit(push("您的申请已经收到。" * 500))
    assert len(fitted.body) > 500


@pytest.mark.parametrize(
    "wrong",
    [{"key": ""}, {"key": "two words"}, {"key": "k" * 129}, {"key": "ключ"}, {"key": "a\nb"}]
    + [
        {"link": link}
        for link in ("", "inbox", "//elsewhere.example", "/\\elsewhere", "/a b", "/" + "a" * 400, "https://x.example/")
    ]
    + [{"language": language} for language in ("", "English please", "zh_Hans")],
)
def test_a_wrong_key_link_or_language_is_found_when_the_push_is_made(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="A push"):
        push(**wrong)


def test_a_repeat_carries_the_same_tag_everywhere() -> None:
    message = payload(push(key="application:7:approved"))
    assert message["android"]["notification"]["tag"] == "application:7:approved"
    assert message["webpush"]["notification"]["tag"] == "application:7:approved"
    assert message["apns"]["headers"]["apns-collapse-id"] == "application:7:approved"


@given(keys, keys)
@example("k" * 64, "k" * 65)
@example("k" * 64 + "1", "k" * 64 + "2")
def test_apple_gets_a_collapse_id_of_64_bytes_at_most_and_one_for_each_key(one: str, other: str) -> None:
    assert len(collapse_id(one).encode()) <= 64
    assert (collapse_id(one) == collapse_id(other)) == (one == other)


def test_urgent_pushes_wake_the_phone_and_others_wait_their_turn() -> None:
    urgent = payload(Push("k", "t", "b", "/", "en", urgent=True))
    calm = payload(Push("k", "t", "b", "/", "en"))
    assert (urgent["android"]["priority"], calm["android"]["priority"]) == ("high", "normal")
    assert (urgent["apns"]["headers"]["apns-priority"], calm["apns"]["headers"]["apns-priority"]) == ("10", "5")
    assert (urgent["webpush"]["headers"]["Urgency"], calm["webpush"]["headers"]["Urgency"]) == ("high", "normal")


def test_printed_deliveries_hold_no_address_and_no_words() -> None:
    printed = repr(Delivery(push("Your appeal was refused."), "sms", "+447700900123", fid="secret-fid"))
    for personal in ("refused", "Your card", "447700900123", "secret-fid"):
        assert personal not in printed


def test_outcomes_say_what_to_do_next() -> None:
    assert Outcome.SENT.kind is Kind.SENT
    assert Outcome.GONE.kind is Kind.GONE
    assert Outcome.retry("busy", timedelta(seconds=9)) == Outcome(Kind.RETRY, timedelta(seconds=9), "busy")
    assert Outcome.refused("bad-number") == Outcome(Kind.REFUSED, None, "bad-number")


@pytest.mark.parametrize("reason", ["+447700900123", "Rosa Lee", "", "x" * 41])
def test_an_outcome_has_no_room_for_personal_data(reason: str) -> None:
    with pytest.raises(ValueError, match="reason"):
        Outcome.refused(reason)


def test_a_refusal_without_a_reason_is_not_accepted() -> None:
    with pytest.raises(ValueError, match="reason"):
        Outcome(Kind.REFUSED)
