"""What is prepared at the start is all that the first case and the first message load."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from amends.cases.models import Case
from amends.cli.preparing import in_background, prepare_jobs, prepare_pages
from amends.compliance.lint import lint
from amends.core import clock, packs
from amends.core.pack_sets import SHIPPED
from amends.policies import rulebook
from amends.triage.classify import classify
from tests.web import case_rows, rows
from tests.web.single_rows import NOON


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the packs that are read from now on, in a process that has read none."""
    names: list[str] = []
    read = packs.read_pack

    def told(raw: bytes, *, name: str) -> object:
        names.append(name)
        return read(raw, name=name)

    monkeypatch.setattr(SHIPPED, "kept", {})
    monkeypatch.setattr(packs, "read_pack", told)
    return names


@pytest.fixture
def prepared(client: Client, loaded: list[str], db: None) -> Iterator[tuple[list[Case], set[str]]]:
    """The cases of a desk that was just started, its owner logged in, and the packs read by then.

    Whatever the test does with them must read no other.
    """
    with clock.frozen_at(NOON):
        desk = rows.desk()
        cases = case_rows.cases(desk)
        client.force_login(desk.owner)
        prepare_pages()
        before = set(loaded)
        yield cases, before
    assert [name for name in loaded if name not in before] == []


def test_the_first_panel_loads_nothing_more(client: Client, prepared: tuple[list[Case], set[str]]) -> None:
    cases, before = prepared
    for case in cases:
        assert client.get(f"/desk/{case.pk}").status_code == 200
        assert client.get(f"/desk/{case.pk}/panel").status_code == 200
    assert {name.split("/")[0] for name in before} >= {"playbooks", "policies", "replies"}


def test_the_first_check_of_a_text_loads_nothing_more(
    client: Client, prepared: tuple[list[Case], set[str]]
) -> None:
    cases, before = prepared
    for case in cases:
        text = "Change your review, 改一下评价, modifiez votre avis"
        answer = client.post(f"/desk/{case.pk}/check", {"text": text})
        assert "finding error" in answer.content.decode()
    assert "compliance" in {name.split("/")[0] for name in before}


def test_a_worker_has_the_rules_of_wording_too(loaded: list[str]) -> None:
    prepare_jobs()
    prepared = list(loaded)
    assert lint("Change your review", language="en", marketplace="own", on=NOON.date())
    assert loaded == prepared


def test_the_first_message_loads_nothing_more(loaded: list[str]) -> None:
    prepare_jobs()
    prepared = list(loaded)
    for text in ("什么时候发货", "where is my parcel", "où est mon colis"):
        classify(text)
        assert rulebook.rules_on("amazon")
    assert loaded == prepared


@pytest.mark.parametrize("prepare", [prepare_pages, prepare_jobs])
def test_it_is_done_beside(prepare: Callable[[], None], loaded: list[str]) -> None:
    thread = in_background(prepare)
    thread.join(60)
    assert not thread.is_alive()
    assert thread.daemon
    assert any(name.startswith("policies/") for name in loaded)
