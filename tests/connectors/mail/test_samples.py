"""Mails from elsewhere, where a folder of them is named by AMENDS_TEST_DATA."""

import email
import os
from pathlib import Path

import pytest

from amends.connectors.mail.mailbox import looks_like_mail, read_mails
from amends.connectors.mail.reading import read_strictly

FOLDER = Path(os.environ.get("AMENDS_TEST_DATA", "absent")) / "mail"
SAMPLES = sorted(path for path in FOLDER.rglob("*") if path.is_file() and path.suffix in {".eml", ".txt"})


@pytest.mark.skipif(not SAMPLES, reason="AMENDS_TEST_DATA names no folder with mails")
def test_every_sample_is_read():
    for path in SAMPLES:
        for mail in read_mails(path):
            facts = read_strictly(mail.octets or b"", shop_zone="UTC")
            said = any(
                part.get_payload(decode=True).strip()
                for part in email.message_from_bytes(mail.octets or b"").walk()
                if part.get_content_maintype() not in {"multipart", "message"}
            )
            assert facts.text or facts.attachments or not said, path
            assert "=?" not in (facts.subject or ""), path
            assert "\ufffd" not in (facts.text or ""), path


@pytest.mark.skipif(not SAMPLES, reason="AMENDS_TEST_DATA names no folder with mails")
def test_every_sample_is_known_as_mail():
    with_headers = [path for path in SAMPLES if email.message_from_bytes(path.read_bytes()).items()]
    assert [path for path in with_headers if looks_like_mail(path) is None] == []
