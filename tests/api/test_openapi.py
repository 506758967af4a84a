import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from backend.api import openapi
from backend.api.problems import every_problem
from backend.domain.identity.rules import Who
from tests.api.town import Person, Town


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method in {"get", "put", "post", "delete"}
    ]


def test_the_document_in_the_repository_is_what_the_routes_say() -> None:
    assert openapi.main(["--check"]) == 0, "run: python -m backend.api.openapi"


def test_a_document_that_is_out_of_date_is_said_to_be_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "openapi.json"
    assert openapi.main(["--check"], file) == 1
    assert "out of date" in capsys.readouterr().err
    assert openapi.main([], file) == 0
    assert openapi.main(["--check"], file) == 0


def test_the_document_is_served_with_an_etag(nobody: Person) -> None:
    answer = nobody.get("/api/openapi.json")
    assert answer.json["openapi"] == "3.1.0"
    assert answer.data == nobody.get("/api/openapi.json").data
    assert answer.json == json.loads(openapi.text())
    again = nobody.get("/api/openapi.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_every_operation_says_who_may_call_it_and_how_it_fails(town: Town) -> None:
    views = {
        (method.lower(), re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)): town.app.view_functions[rule.endpoint]
        for rule in town.app.url_map.iter_rules()
        for method in rule.methods or ()
    }
    known = every_problem()
    names = set()
    for method, path, operation in operations(json.loads(openapi.text())):
        allowed, mandate = views[method, path].who, views[method, path].mandate  # type: ignore[attr-defined]
        assert operation["security"] == ([] if allowed is Who.ANYONE else [{"bearer": []}])
        assert ("401" in operation["responses"]) == (allowed is not Who.ANYONE)
        staff = allowed not in {Who.ANYONE, Who.SIGNED_IN}
        assert ("403" in operation["responses"]) == (staff or mandate is not None)
        headers = [each["name"] for each in operation.get("parameters", []) if each["in"] == "header"]
        compared = ["If-Match", "If-None-Match"] if "answer-changed" in json.dumps(operation["responses"]) else []
        assert headers == compared + (["Handrail-For"] if mandate else [])
        assert operation["summary"].endswith(".")
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"]
                slugs = re.findall(r"`([a-z-]+)`: ", response["description"])
                assert slugs
                assert all(known[slug].status == int(status) for slug in slugs)
        names.add(operation["operationId"])
    assert len(names) == len(operations(json.loads(openapi.text())))


def test_every_field_of_a_body_is_known_and_bounded() -> None:
    document = json.loads(openapi.text())
    for _, path, operation in operations(document):
        sent = operation.get("requestBody", {}).get("content", {})
        if list(sent) == ["application/octet-stream"]:
            assert sent["application/octet-stream"]["schema"]["maxLength"] <= 256 * 1024
        if "application/json" not in sent:
            continue
        reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        body = document["components"]["schemas"][reference.rpartition("/")[2]]
        assert body["additionalProperties"] is False, path
        for name, field in body["properties"].items():
            if field.get("type") == "string" and "format" not in field:
                assert {"maxLength", "pattern", "enum"} & set(field), (path, name)
            if field.get("type") == "integer":
                assert "enum" in field or {"minimum", "maximum"} <= set(field), (path, name)
            if field.get("type") == "array":
                assert "maxItems" in field, (path, name)


def test_every_list_has_a_limit() -> None:
    for _, path, operation in operations(json.loads(openapi.text())):
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "query" and parameter["name"] == "limit":
                assert parameter["schema"]["maximum"] == 100, path


def test_the_page_of_the_document_lists_everything_without_javascript(nobody: Person) -> None:
    page = nobody.get("/api/docs")
    assert page.mimetype == "text/html"
    for method, path, operation in operations(json.loads(openapi.text())):
        assert f"<code>{method.upper()} {path}</code>" in page.text
        assert operation["operationId"] not in {"", None}
    assert not re.search(r"<script(?![^>]*src=)", page.text)
    assert not re.search(r"\son\w+=", page.text)
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"].partition("style-src")[0]
    for asset in re.findall(r'(?:src|href)="(/api/[^"]+)"', page.text):
        with nobody.get(asset) as answer:
            assert answer.status_code == 200, asset
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_document_needs_no_city() -> None:
    app = Flask("described", static_folder=None)
    openapi.add_routes(app)
    assert openapi.document(app) == json.loads(openapi.text())
