"""The contact page in tests."""

from datetime import timedelta

import pytest

from amends.web import contact


def may_be_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser that types faster than a person."""
    monkeypatch.setattr(contact, "LEAST", timedelta(seconds=-1))
