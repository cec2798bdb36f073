"""A language model's server that misbehaves: whatever it does, the end is one of the codes, or none."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.connectors import language_models
from amends.connectors.language_models import (
    LARGEST_ANSWER,
    BadEndpoint,
    Endpoint,
    Reply,
    ask,
    check_address,
)
from amends.triage.codes import CODES
from tests.connectors.chat_server import ChatServer, running

SHORT_S = 0.3


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with running() as told:
        yield told


def put(server: ChatServer, text: str = "where is it", **changes: Any) -> Reply:
    patience_s = changes.pop("patience_s", 20.0)
    endpoint = Endpoint(**{"address": server.address, "model": "m", "key": "k-1", "is_near": True} | changes)
    return ask(endpoint, text, CODES, patience_s=patience_s)


def test_asked_and_answered(server: ChatServer) -> None:
    assert put(server, "la boîte est écrasée 盒子压坏了") == Reply("answered", "delayed")
    [asked] = server.asked
    assert server.keys == ["Bearer k-1"]
    assert (asked["model"], asked["temperature"]) == ("m", 0)
    system, user = asked["messages"]
    assert all(code in system["content"] for code in CODES)
    assert json.loads(user["content"]) == {"text": "la boîte est écrasée 盒子压坏了"}


@pytest.mark.parametrize(
    "content",
    [
        "", "delayed", "{}", "[]", "null", '"delayed"', '{"issue_type": "refund everything"}',
        '{"issue_type": null}', '{"issue_type": ["delayed"]}', '{"issue_type": "delayed", "refund": true}',
        '{"issue_type": "delayed"} and more', '```json\n{"issue_type": "delayed"}\n```',
        '{"issue_type": "DELAYED"}', "[" * 5_000,
    ],
)  # fmt: skip
def test_what_is_no_code_is_ignored(server: ChatServer, content: str) -> None:
    server.content = content
    assert put(server) == Reply("ignored", said="no code")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe\x00",
        b"<html>",
        b"{}",
        b'{"choices": []}',
        b'{"choices": [{"message": 1}]}',
        b"[" * 9_999,
    ],
)
def test_garbage_is_ignored(server: ChatServer, body: bytes) -> None:
    server.body = body
    assert put(server) == Reply("ignored", said="no code")


def test_a_huge_answer_is_not_read(server: ChatServer) -> None:
    server.body = server.whole() + b" " * LARGEST_ANSWER
    assert put(server) == Reply("ignored", said="too large")


@pytest.mark.parametrize(
    ("status", "state"), [(500, "unknown"), (503, "unknown"), (401, "failed"), (429, "failed")]
)
def test_statuses(server: ChatServer, status: int, state: str) -> None:
    server.status = status
    assert put(server) == Reply(state, said=f"HTTP {status}")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_is_led_elsewhere(server: ChatServer, status: int) -> None:
    server.status, server.headers = status, {"Location": f"http://127.0.0.1:{server.port}/other"}
    assert put(server) == Reply("failed", said=f"HTTP {status}")
    assert len(server.asked) == 1


@pytest.mark.parametrize("silence", ["before", "within"])
def test_one_that_falls_silent_is_left(server: ChatServer, silence: str) -> None:
    server.silence = silence
    assert put(server, patience_s=SHORT_S).state == "unknown"
    assert len(server.asked) == 1, "and not asked again"


def test_one_that_hangs_up(server: ChatServer) -> None:
    server.hangs_up = True
    assert put(server).state == "unknown"


def test_nobody_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        assert ask(Endpoint(address, "m", is_near=True), "x", CODES).state == "failed"


def test_not_asked_on_this_machine_unless_it_may_be(server: ChatServer) -> None:
    assert put(server, is_near=False) == Reply("failed", said="endpoint_insecure")
    assert put(server, is_near=False, address="https://127.0.0.1/") == Reply(
        "failed", said="endpoint_private"
    )
    assert not server.asked


@pytest.mark.parametrize(
    ("number", "far", "near"),
    [
        ("93.184.216.34", True, True), ("2606:2800:220:1::1", True, True),
        ("127.0.0.1", False, True), ("::1", False, True), ("::ffff:127.0.0.1", False, True),
        ("10.1.2.3", False, True), ("192.168.1.9", False, True), ("172.16.0.1", False, True),
        ("fd00::1", False, True),
        ("169.254.169.254", False, False), ("::ffff:169.254.169.254", False, False),
        ("fe80::1", False, False),
        ("0.0.0.0", False, False), ("::", False, False), ("224.0.0.1", False, False),
    ],
)  # fmt: skip
def test_where_a_name_may_lead(number: str, far: bool, near: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    reached = []

    def connect(address: tuple[str, int], **_: object) -> socket.socket:
        reached.append(address[0])
        raise ConnectionRefusedError

    family = socket.AF_INET6 if ":" in number else socket.AF_INET
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(family, 1, 6, "", (number, 443))])
    monkeypatch.setattr(socket, "create_connection", connect)
    for is_near, allowed in ((False, far), (True, near)):
        reached.clear()
        reply = ask(Endpoint("https://models.example/v1", "m", is_near=is_near), "x", CODES)
        assert reached == ([number] if allowed else [])
        assert reply.said == ("ConnectionRefusedError" if allowed else "endpoint_private")


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", "endpoint_address"), ("models.example", "endpoint_address"),
        ("https://", "endpoint_address"),
        ("https://a@models.example/", "endpoint_address"),
        ("https://models.example:99999/", "endpoint_address"),
        ("https://models.example/ x", "endpoint_address"),
        ("https://models.example/\r\nHost: x", "endpoint_address"),
        ("https://[::1", "endpoint_address"),
        ("https://models.example/" + "a" * 500, "endpoint_address"),
        ("http://models.example/", "endpoint_insecure"), ("http://10.0.0.1/", "endpoint_insecure"),
        ("http://localhost.models.example/", "endpoint_insecure"),
        ("file:///etc/passwd", "endpoint_address"),
        ("ftp://models.example/", "endpoint_insecure"), ("http://127.0.0.1/", "endpoint_insecure"),
    ],
)  # fmt: skip
def test_addresses_that_are_never_asked(address: str, code: str) -> None:
    with pytest.raises(BadEndpoint) as bad:
        check_address(address, is_near=False)
    assert bad.value.code == code
    assert ask(Endpoint(address, "m"), "x", CODES) == Reply("failed", said=code)


@given(st.text(max_size=80))
def test_any_address_is_taken_or_refused(address: str) -> None:
    try:
        check_address(address, is_near=False)
    except BadEndpoint:
        return
    assert address.startswith(("https://", "HTTPS://", "Https://"))


@given(st.binary(max_size=200))
def test_any_body_gives_a_code_or_none(body: bytes) -> None:
    assert language_models._code_in(body, CODES) in ("", *CODES)


def test_the_key_is_not_shown() -> None:
    assert "secret" not in repr(Endpoint("https://models.example/", "m", "secret"))
