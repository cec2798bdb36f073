"""The page of triage's figures: what was kept with what was learnt, in three languages, computing nothing."""

from pathlib import Path

import pytest
from django.test import Client

from amends.accounts.models import User
from amends.triage import classify, evaluation_document
from amends.triage.evaluation_document import kept
from amends.web.tags import share
from tests import people

pytestmark = pytest.mark.django_db
PAGE = "/triage/evaluation"


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(people.user(people.organisation(), "ada", "agent"))
    return client


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("en", "How often triage is right"),
        ("zh-hans", "问题识别的准确率"),
        ("fr", "Justesse du tri"),
    ],
)
def test_the_page_in_each_language(client: Client, language: str, heading: str) -> None:
    User.objects.update(language=language)
    assert heading in client.get(PAGE).content.decode()


def test_the_figures_are_those_that_were_kept(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("the page judges nothing")

    monkeypatch.setattr(classify, "classify", never)
    document = kept()
    assert document is not None
    page = client.get(PAGE).content.decode()
    for told in document["languages"].values():
        assert share(told["macro_f1"]) in page
    assert "precision" in page


def test_before_the_first_training(client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(evaluation_document, "PATH", tmp_path / "none.json")
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "Nothing was measured yet." in page.content.decode()


def test_a_stranger_is_sent_to_the_login() -> None:
    assert Client().get(PAGE).status_code == 302
