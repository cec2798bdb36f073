"""Whose word about a sender counts, and what it proves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.connectors.mail.head import Head
from amends.connectors.mail.proof import prove_sender
from amends.connectors.mail.reading import read_strictly

OURS = "mx.desk.example"
RELAY = "abc@marketplace.amazon.com"
GOOD = "mx.desk.example; dkim=pass header.d=amazon.com; dmarc=pass header.from=marketplace.amazon.com"


def proof(*fields: str, address: str = RELAY, trusted: str = OURS) -> str:
    """The proof of a mail with these fields above its From; bare ones are results."""
    lines = [field if ": " in field else f"Authentication-Results: {field}" for field in fields]
    octets = "\n".join([*lines, f"From: {address}", "", "words"]).encode()
    return read_strictly(octets, shop_zone="UTC", trusted=trusted).sender_proof


@pytest.mark.parametrize(
    "field",
    [
        GOOD,
        "mx.desk.example 1; dmarc=pass header.from=marketplace.amazon.com",
        "MX.Desk.Example; dmarc=pass (p=reject; dis=none) header.from=amazon.com",
        'mx.desk.example; dkim=pass reason="good; dmarc=fail" header.d=amazon.com',
        "mx.desk.example; dkim=pass header.i=@amazon.com header.s=x",
        "mx.desk.example; spf=pass smtp.mailfrom=bounces@amazon.com; dkim=none",
        "mx.desk.example; dkim=fail header.d=other.example; dkim=pass header.d=amazon.com",
    ],
)
def test_proven(field: str) -> None:
    assert proof(field) == "proven"


@pytest.mark.parametrize(
    "fields",
    [
        (),
        ("mx.desk.example; none",),
        ("mx.desk.example; dmarc=fail header.from=marketplace.amazon.com",),
        ("mx.desk.example; dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=evil.example",),
        ("mx.desk.example; dkim=pass header.d=amazon.com; dmarc=fail header.from=amazon.com",),
        ("other.example; dmarc=pass header.from=marketplace.amazon.com",),
        ("mx.desk.example.evil.example; dmarc=pass header.from=marketplace.amazon.com",),
        ("mx.desk.example; dkim=pass (header.d=amazon.com) header.d=evil.example",),
        ("mx.desk.example; spf=fail smtp.mailfrom=amazon.com", "Received: from evil by mx", GOOD),
        ("mx.desk.example; spf=pass smtp.helo=amazon.com",),
        ("dmarc=pass header.from=marketplace.amazon.com",),
    ],
)
def test_a_platform_that_is_not_proven_has_failed(fields: tuple[str, ...]) -> None:
    assert proof(*fields) == "failed"


def test_the_servers_several_fields_count_together() -> None:
    assert proof("mx.desk.example; spf=softfail smtp.mailfrom=amazon.com", GOOD) == "proven"


def test_anybody_else_without_proof_is_unproven() -> None:
    ann = "ann@buyers.example"
    assert proof(address=ann) == "unproven"
    assert proof("mx.desk.example; spf=none", address=ann) == "unproven"
    assert proof("mx.desk.example; dkim=pass header.d=buyers.example", address=ann) == "proven"
    assert proof("mx.desk.example; dkim=fail header.d=buyers.example", address=ann) == "failed"
    assert proof("mx.desk.example; dkim=fail header.d=list.example", address=ann) == "unproven"


def test_without_a_trusted_server_nothing_is_proven_and_a_failure_is_believed() -> None:
    assert proof(GOOD, trusted="") == "unproven"
    assert proof("any.example; dmarc=fail header.from=amazon.com", trusted="") == "failed"
    assert proof(GOOD, "any.example; dmarc=fail", trusted="") == "unproven"


def test_two_senders_prove_nothing() -> None:
    assert proof(GOOD, f"From: {RELAY}", address="someone@else.example") == "failed"


@given(st.binary(max_size=200), st.sampled_from(["", OURS]))
def test_whatever_stands_there(value: bytes, trusted: str) -> None:
    head = Head([("authentication-results", OURS.encode() + b";" + value), ("authentication-results", value)])
    assert prove_sender(head, RELAY, trusted) in ("proven", "unproven", "failed")
