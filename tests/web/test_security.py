import re
from pathlib import Path

import pytest
from django.test import Client

import amends
from tests.web import rows

SOURCE = Path(amends.__file__).parent
TEMPLATES = sorted((SOURCE / "templates").rglob("*.html"))
UNSAFE = re.compile(
    r"""<script(?![^>]*\bsrc=)|\son[a-z]+=|\sstyle=|<style|javascript:|\|safe\b|autoescape off|hx-on"""
)


def test_every_answer_has_the_policy(desk: rows.Desk, at_desk: Client) -> None:
    for address in ("/orders", "/nowhere", "/healthz", "/orders/999", "/static/styles/base.css"):
        policy = at_desk.get(address)["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src 'self';" in policy


def test_pages_stay_out_of_shared_caches_and_frames(at_desk: Client, desk: rows.Desk) -> None:
    answer = at_desk.get("/orders")
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_template_holds_script_or_style(template: Path) -> None:
    assert UNSAFE.findall(template.read_text(encoding="utf-8")) == []
