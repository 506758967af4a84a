"""Firebase Cloud Messaging: pushes for Android, Apple and web apps, through Google's HTTP v1 service.

`firebase_admin` is imported only when a transport is made: it takes 20 MB that others should not pay.
"""

import functools
import itertools
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

import structlog

from push.message import Channel, Delivery, Outcome, Push, fit, payload
from push.timing import read_retry_after
from push.transports.base import SettingError, objection

GUIDE = "see docs/guides/add-a-transport.md"
TIMEOUT_SECONDS = 10.0
BATCH = 100  # FCM takes 500 at once, but the library starts a thread and opens a connection for each

_log = structlog.get_logger(__name__)
_numbers = itertools.count(1)


class FcmTransport:
    """Sends pushes through FCM, in batches, each result paired with its delivery by position.

    A repeat carries the same tag or collapse id, so the phone shows it in the place of the first. Each message is
    asked for once: what fails is an outcome, and the caller's outbox decides when to try again.
    """

    name: Final = "fcm"
    channel: Final[Channel] = "push"
    batch_limit: Final = 500

    def __init__(self, credentials: Path, timeout: float = TIMEOUT_SECONDS) -> None:
        """Read the service account's key file; `timeout` is in seconds, for each step of a request.

        Raises SettingError when the file is missing, or is not a service account's.
        """
        account = _read_account(credentials)
        self._sdk = sdk = _load()
        try:
            certificate = sdk.credentials.Certificate(account)
        except ValueError as error:
            raise SettingError(_not_an_account(credentials)) from error
        options = {"httpTimeout": timeout, "projectId": account["project_id"]}
        self._app = sdk.admin.initialize_app(certificate, options, f"handrail-{next(_numbers)}")
        self._credential = certificate.get_credential()
        self._ask = functools.partial(sdk.google_http.Request(), timeout=timeout)
        self._session = _without_repeats(sdk, self._app)

    @classmethod
    def from_settings(cls, settings: Mapping[str, str]) -> "FcmTransport":
        """Settings: `credentials`, the path of the service account's JSON key file (needed)."""
        file = settings.get("credentials", "")
        if not file:
            raise SettingError(f"The fcm transport needs the path of its credentials file; {GUIDE}.")
        return cls(Path(file))

    def send(self, deliveries: Sequence[Delivery]) -> list[Outcome]:
        """Send each delivery; a bad credential or a silent network is RETRY for all, with one line in the log."""
        outcomes = [objection(delivery, self.channel) for delivery in deliveries]
        good = [delivery for delivery, no in zip(deliveries, outcomes, strict=True) if no is None]
        batches = (good[start : start + BATCH] for start in range(0, len(good), BATCH))
        results = iter([result for batch in batches for result in self._send_batch(batch)])
        return [no or next(results) for no in outcomes]

    def close(self) -> None:
        """Close the connections; the transport cannot be used after that."""
        self._session.close()
        self._sdk.admin.delete_app(self._app)

    def _send_batch(self, deliveries: Sequence[Delivery]) -> list[Outcome]:
        try:
            # Each of the library's threads would fetch its own access token; one is enough.
            if not self._credential.valid:
                self._credential.refresh(self._ask)
            messages = [_message(self._sdk, delivery) for delivery in deliveries]
            responses = self._sdk.messaging.send_each(messages, app=self._app).responses
            outcomes = [_outcome(self._sdk, response) for response in responses]
        except Exception as error:  # noqa: BLE001 - whatever breaks in the library, the worker goes on with the rest
            return [self._broken(error, len(deliveries))] * len(deliveries)
        self._tell(responses, outcomes)
        return outcomes

    def _broken(self, error: Exception, count: int) -> Outcome:
        """RETRY for a whole batch that did not reach FCM, and one line in the log that says why."""
        cause = getattr(error, "cause", None) or error
        refused = isinstance(cause, self._sdk.google_errors.RefreshError) and not cause.retryable
        reason = "bad-credential" if refused else "fcm-unreachable"
        # Google's words are logged only where they are about the city's own account, never about a person's phone.
        words = str(cause.args[0])[:200] if refused and cause.args else None
        self._complain(reason, count, error=type(cause).__name__, words=words)
        return Outcome.retry(reason)

    def _tell(self, responses: Sequence[Any], outcomes: Sequence[Outcome]) -> None:
        """One line in the log for all phones of a batch that failed by the city's own set-up."""
        for reason in ("bad-credential", "third-party-credential"):
            if count := sum(outcome.reason == reason for outcome in outcomes):
                self._complain(reason, count)
        mismatch = self._sdk.messaging.SenderIdMismatchError
        if count := sum(isinstance(response.exception, mismatch) for response in responses):
            self._complain("sender-id-mismatch", count)  # many at once: the key file may be another project's

    def _complain(self, reason: str, count: int, **more: str | None) -> None:
        hint = f"Check HANDRAIL_FCM_CREDENTIALS and the project's settings; {GUIDE}."
        hints = {"fcm-unreachable": "Nothing to do if it passes: the messages are tried again."}
        _log.error("push_failed", transport=self.name, reason=reason, count=count, hint=hints.get(reason, hint), **more)


class _Sdk(NamedTuple):
    """The modules that FCM needs; without types, for the library has none."""

    admin: Any
    credentials: Any
    errors: Any
    messaging: Any
    google_errors: Any
    google_http: Any
    requests: Any


def _load() -> _Sdk:
    import firebase_admin  # noqa: PLC0415 - here and below: only a city that uses FCM pays for it
    import requests  # noqa: PLC0415
    from firebase_admin import credentials, exceptions, messaging  # noqa: PLC0415
    from google.auth import exceptions as google_errors  # noqa: PLC0415
    from google.auth.transport import requests as google_http  # noqa: PLC0415

    return _Sdk(firebase_admin, credentials, exceptions, messaging, google_errors, google_http, requests)


def _read_account(file: Path) -> dict[str, Any]:
    """What the key file holds; SettingError without its content, which is secret."""
    try:
        account = json.loads(file.read_bytes())
    except FileNotFoundError as error:
        raise SettingError(f"The FCM credentials file {file} does not exist; {GUIDE}.") from error
    except OSError as error:
        raise SettingError(f"The FCM credentials file {file} cannot be read: {error.strerror}; {GUIDE}.") from error
    except ValueError as error:
        raise SettingError(_not_an_account(file)) from error
    if not isinstance(account, dict) or not isinstance(account.get("project_id"), str):
        raise SettingError(_not_an_account(file))
    return account


def _not_an_account(file: Path) -> str:
    return f"The FCM credentials file {file} is not a service account's key; {GUIDE}."


def _without_repeats(sdk: _Sdk, app: Any) -> Any:
    """Stop the library's HTTP session from sending again on its own, and return that session.

    Left alone it repeats a message when a connection drops, and on 429 and 503 it sleeps four times the Retry-After
    while everybody else waits. There is no public switch for this.
    """
    service = sdk.messaging._get_messaging_service(app)  # noqa: SLF001 - see above; tests hold it
    session = service._client.session  # noqa: SLF001 - the same
    adapter = sdk.requests.adapters.HTTPAdapter(pool_maxsize=BATCH, max_retries=0)
    for prefix in list(session.adapters):
        session.mount(prefix, adapter)
    return session


def _message(sdk: _Sdk, delivery: Delivery) -> Any:
    message = sdk.messaging.Message(fid=delivery.fid or None, **_parts(sdk.messaging, fit(delivery.push)))
    if message.fid is None:
        message.token = delivery.address  # not as Message(token=), which warns: an older app has no installation ID
    return message


def _parts(messaging: Any, push: Push) -> dict[str, Any]:
    """`payload(push)` in the library's own classes."""
    plan = payload(push)
    android, apns, webpush = plan["android"], plan["apns"], plan["webpush"]
    shown = webpush["notification"]
    return {
        "notification": messaging.Notification(**plan["notification"]),
        "data": plan["data"],
        "android": messaging.AndroidConfig(
            priority=android["priority"], notification=messaging.AndroidNotification(**android["notification"])
        ),
        "apns": messaging.APNSConfig(
            headers=apns["headers"], payload=messaging.APNSPayload(messaging.Aps(**apns["payload"]["aps"]))
        ),
        "webpush": messaging.WebpushConfig(
            headers=webpush["headers"],
            notification=messaging.WebpushNotification(tag=shown["tag"], language=shown["lang"]),
        ),
    }


def _outcome(sdk: _Sdk, response: Any) -> Outcome:
    """What one answer means; codes in 'ErrorCode' of the FCM HTTP v1 reference."""
    messaging, errors, error = sdk.messaging, sdk.errors, response.exception
    if error is None:
        return Outcome.SENT if response.success else Outcome.retry("no-answer")
    after = _retry_after(error)
    match error:
        case messaging.UnregisteredError() | messaging.SenderIdMismatchError():
            return Outcome.GONE
        case errors.InvalidArgumentError():
            return Outcome.refused("invalid-argument")
        case messaging.ThirdPartyAuthError():
            return Outcome.retry("third-party-credential", after)
        case errors.UnauthenticatedError() | errors.PermissionDeniedError() | errors.NotFoundError():
            # The project or its role is wrong, not the phone: a plain 404 must not cost anybody their address.
            return Outcome.retry("bad-credential", after)
    return Outcome.retry(error.code.lower().replace("_", "-"), after)


def _retry_after(error: Any) -> timedelta | None:
    headers = getattr(error.http_response, "headers", {})
    value = headers.get("Retry-After")
    return None if value is None else read_retry_after(value, datetime.now(UTC))
