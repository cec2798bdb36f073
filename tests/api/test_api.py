"""What holds at every address below /api: JSON, also for what goes wrong."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from amends.accounts.rules import TOKEN_VERBS
from amends.accounts.tokens import create_token
from amends.imports.models import ImportFile
from tests import people
from tests.web import rows


@pytest.fixture
def desk(db: None) -> rows.Desk:
    return rows.desk()


@pytest.fixture
def key(desk: rows.Desk) -> dict[str, str]:
    made = create_token(desk.owner, by=people.actor(desk.owner), name="", verbs=TOKEN_VERBS)[1]
    return {"Authorization": f"Bearer {made}"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/v1/nope", 404),
        ("get", "/api/nope", 404),
        ("get", "/api/v1/orders/", 404),
        ("delete", "/api/v1/shops", 405),
        ("post", "/api/v1/shops", 405),
        ("get", "/api/v1/imports/99999999999999999999", 404),
        ("get", "/api/v1/imports/x", 422),
        ("get", "/api/v1/orders?shop=none", 404),
        ("get", "/api/v1/orders?state=none", 400),
        ("get", "/api/v1/orders?after=none", 400),
        ("get", "/api/v1/orders?limit=1000", 422),
        ("get", "/api/v1/orders/%00/1", 404),
    ],
)
def test_what_goes_wrong_is_json(
    client: Client, key: dict[str, str], method: str, path: str, status: int
) -> None:
    answer = getattr(client, method)(path, headers={**key, "Accept-Language": "fr"})
    assert answer.status_code == status
    fault = json.loads(answer.content)
    assert set(fault) == {"code", "message", "mend"}
    assert all(isinstance(word, str) for word in fault.values())


def test_a_fault_of_ours_is_json_too(
    client: Client, key: dict[str, str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("inner words")

    monkeypatch.setattr("amends.api.orders.page_of_orders", broken)
    answer = client.get("/api/v1/orders", headers=key)
    assert (answer.status_code, json.loads(answer.content)["code"]) == (500, "fault")
    assert b"inner words" not in answer.content
    assert "inner words" in caplog.text


@pytest.mark.parametrize("path", ["/api/v1", "/api/v1/"])
@pytest.mark.django_db
def test_the_index_names_every_endpoint(client: Client, path: str) -> None:
    index = json.loads(client.get(path).content)
    described = json.loads(client.get(index["openapi"]).content)
    named = {(row["method"].lower(), row["path"]) for row in index["endpoints"]}
    assert named == {(m, p) for p, operations in described["paths"].items() for m in operations}
    assert all(row["summary"] for row in index["endpoints"])
    assert len(named) >= 12


def test_orders_go_by_place(client: Client, key: dict[str, str]) -> None:
    seen: list[str] = []
    address: str | None = ""
    while address is not None:
        page = json.loads(client.get(f"/api/v1/orders?limit=4&after={address}", headers=key).content)
        seen += [order["number"] for order in page["orders"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 15
    found = json.loads(client.get("/api/v1/orders?q=okafor", headers=key).content)
    assert [order["number"] for order in found["orders"]] == ["112-8841907-5530612"]
    paid = json.loads(client.get("/api/v1/orders?state=paid&shop=LANTERN-US", headers=key).content)
    assert {order["state"] for order in paid["orders"]} == {"paid"}


def hand_in(client: Client, key: dict[str, str], content: bytes = b"x", **headers: str) -> Any:
    file = SimpleUploadedFile("orders.txt", content)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/api/v1/imports", {"shop": "LANTERN-US", "file": file}, headers={**key, **named})


def test_a_file_is_handed_in_once(client: Client, key: dict[str, str]) -> None:
    answers = [hand_in(client, key, Idempotency_Key="k") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 200]
    file = ImportFile.objects.get()
    assert (file.state, file.asks) == ("waiting", False)
    assert hand_in(client, key, b"y", Idempotency_Key="k").status_code == 409
    shown = json.loads(client.get(f"/api/v1/imports/{file.pk}", headers=key).content)
    assert (shown["name"], shown["state"], shown["shop"]) == ("orders.txt", "waiting", "LANTERN-US")
    listed = json.loads(client.get("/api/v1/imports?limit=1", headers=key).content)
    assert [row["id"] for row in listed["imports"]] == [file.pk]
    for decide in ("go_on", "discard"):
        answer = client.post(f"/api/v1/imports/{file.pk}/{decide}", headers=key)
        assert (answer.status_code, json.loads(answer.content)["code"]) == (409, "import_not_asking")


def test_the_rejects_are_a_file(desk: rows.Desk, client: Client, key: dict[str, str]) -> None:
    file = rows.import_file(desk.amazon, "x.csv", rejected=1, rows=1)
    rows.reject_of(file, 2, "amount_unreadable", "no amount", "raw")
    answer = client.get(f"/api/v1/imports/{file.pk}/rejects.csv", headers=key)
    assert b"amount_unreadable" in b"".join(answer.streaming_content)  # type: ignore[arg-type]
