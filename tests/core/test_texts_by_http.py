"""The whole way of a code in a city with a gateway: from the settings to the text that a phone shows."""

import dataclasses
import threading
import uuid
from collections.abc import Iterator

import pytest

from backend import worker
from backend.config import Settings
from backend.core import clock
from backend.domain.identity import actions as identity
from backend.parts import build
from tests.push.fake_gateway import TOKEN, FakeGateway

ROSA = "+447700900101"


@pytest.fixture
def gateway() -> Iterator[FakeGateway]:
    server = FakeGateway()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_code_that_somebody_asked_for_is_shown_by_their_phone(settings: Settings, gateway: FakeGateway) -> None:
    parts = build(dataclasses.replace(settings, sms_transport="http", sms_url=gateway.url, sms_token=TOKEN))
    with parts.writing() as session:
        identity.ask_for_code(
            session, uuid.uuid4(), ROSA, region="GB", language="zh-Hant", caller="::1", now=clock.now()
        )
    assert worker.drain(parts) == 1
    ((key, number),) = gateway.shown
    assert number == ROSA
    assert key.startswith("sign-in:")
    assert "是您" in gateway.shown[key, number]
    assert worker.drain(parts) == 0
    parts.close()
