"""Mails wrapped into their own signature (S/MIME), made here with a certificate of the test."""

import base64
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from amends.connectors.mail.reading import read_strictly
from amends.core import clock

INNER = (
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nWhere is it?\r\n--b\r\n"
    b"Content-Type: image/png; name=p.png\r\n\r\n\x89PNG\r\n\x1a\n\r\n--b--\r\n"
)


def signature(content):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Ann")])
    day = timedelta(days=1)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, clock.now() - day, clock.now() + day)
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
    signed = builder.add_signer(made.sign(key, hashes.SHA256()), key, hashes.SHA256())
    return signed.sign(Encoding.DER, [pkcs7.PKCS7Options.Binary])


@pytest.fixture(scope="module")
def wrapped():
    return signature(INNER)


def read(wrapped):
    head = b"Subject: s\r\nFrom: ann@x.example\r\nMessage-ID: <1@x>\r\nContent-Transfer-Encoding: base64\r\n"
    told = b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\n\r\n"
    return read_strictly(head + told + base64.encodebytes(wrapped), shop_zone="UTC")


def open_ended(wrapped):
    """The same with lengths that are not told: the outermost value, as programs write that sign a stream."""
    assert wrapped[:2] == b"\x30\x82"
    return b"\x30\x80" + wrapped[4:] + b"\0\0"


def test_what_was_signed_is_read(wrapped):
    for octets in (wrapped, open_ended(wrapped)):
        facts = read(octets)
        assert facts.text == "Where is it?"
        assert [file.filename for file in facts.attachments] == ["p.png"]
    twice = b"Content-Type: application/pkcs7-mime\r\n\r\n" + wrapped
    assert read(signature(twice)).text == "Where is it?"


def test_what_cannot_be_read_stays_a_file(wrapped):
    for octets in (
        wrapped[:100],
        b"0\x80",
        b"",
        wrapped.replace(bytes.fromhex("2a864886f70d010702"), b"x" * 9),
    ):
        facts = read(octets)
        assert facts.text == ""
        assert [file.filename for file in facts.attachments] == ["smime.p7m"]


@given(st.data())
def test_any_octets_are_read(data):
    octets = bytearray(signature(INNER)) if data.draw(st.booleans()) else bytearray(data.draw(st.binary()))
    for _ in range(min(len(octets), 3)):
        octets[data.draw(st.integers(0, min(len(octets), 120) - 1))] = data.draw(st.integers(0, 255))
    assert read(bytes(octets)).message_id == "1@x"
