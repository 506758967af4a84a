import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from push.message import Channel, Delivery, Push
from push.transports.fcm import FcmTransport
from push.transports.sms_http import SmsHttpTransport
from tests.push.fake_fcm import FakeFcm
from tests.push.fake_gateway import TOKEN, FakeGateway

Deliver = Callable[..., Delivery]


@pytest.fixture
def deliver() -> Deliver:
    """Build a delivery of a small message: deliver('key', 'address')."""

    def build(
        key: str, address: str, channel: Channel = "push", fid: str | None = None, body: str = "10 days"
    ) -> Delivery:
        push = Push(key=key, title="We have your form", body=body, link="/inbox/7", language="en")
        return Delivery(push, channel, address, fid)

    return build


@pytest.fixture(scope="session")
def secret_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return pem.decode()


@pytest.fixture
def fake_fcm(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeFcm]:
    """Google's side, on loopback; the library is pointed at it."""
    from firebase_admin import messaging  # noqa: PLC0415 - only the tests that need it pay for it

    server = FakeFcm()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    address = server.url + "/v1/projects/{0}/messages:send"
    monkeypatch.setattr(messaging._MessagingService, "FCM_URL", address)  # noqa: SLF001 - there is no public way
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def gateway() -> Iterator[FakeGateway]:
    """A city's SMS gateway, on loopback."""
    server = FakeGateway()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def texts(gateway: FakeGateway) -> SmsHttpTransport:
    return SmsHttpTransport(gateway.url, TOKEN, timeout=5)


@pytest.fixture
def account_file(tmp_path: Path, secret_key: str, fake_fcm: FakeFcm) -> Path:
    """A service account's key file, of an account that only the fake knows."""
    file = tmp_path / "service-account.json"
    account = {
        "type": "service_account",
        "project_id": "harbour-city",
        "private_key_id": "1",
        "private_key": secret_key,
        "client_email": "push@harbour-city.example",
        "token_uri": fake_fcm.url + "/token",
    }
    file.write_text(json.dumps(account))
    return file


@pytest.fixture
def fcm(account_file: Path) -> Iterator[FcmTransport]:
    transport = FcmTransport(account_file, timeout=5)
    yield transport
    transport.close()
