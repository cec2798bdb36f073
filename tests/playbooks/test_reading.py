"""Playbooks as packs, and what a bad one says."""

import copy
from typing import Any

import pytest

from amends.core.packs import BadPack, Pack, load_pack
from amends.playbooks.playbook import Playbook
from amends.playbooks.reading import GROUNDS, SECTIONS, party_name, playbooks, read_playbook, sentence
from amends.publishing.playbook_examples import cost_problems, party_problems, playbook_problems

BOOKS = sorted(playbooks())


def changed(name: str, *way: str | int, to: Any) -> Pack:
    pack = load_pack(name)
    body = copy.deepcopy(pack.body)
    place: Any = body
    for step in way[:-1]:
        place = place[step]
    place[way[-1]] = to
    return Pack(pack.name, body, pack.sha256)


def test_a_playbook_is_compiled_once() -> None:
    assert isinstance(playbooks()["delayed"], Playbook)
    assert playbooks() is playbooks()


@pytest.mark.parametrize("name", BOOKS)
@pytest.mark.parametrize("locale", ["en", "zh-Hans", "fr"])
def test_every_code_has_its_sentence(name: str, locale: str) -> None:
    book, body = playbooks()[name], load_pack(f"playbooks/{name}").body
    for section in SECTIONS:
        for row in body.get(section, []):
            assert sentence(name, section, row["code"], locale)
    for row in body["causes"]:
        assert sentence(name, "causes", row["code"], locale, field="look")
    for one in book.resolutions:
        for ground in one.refused + one.not_advised + one.rights:
            assert sentence(name, "grounds", f"{one.code}.{ground.code}", locale)
    for rule in book.evidence:
        if rule.of == "buyer":
            assert sentence(name, "evidence", rule.code, locale, field="ask")


def test_parties_have_names() -> None:
    assert party_name("order_check", "zh-Hans") == "审单"


@pytest.mark.parametrize("name", BOOKS)
def test_within_a_resolution_each_ground_has_its_own_code(name: str) -> None:
    for row in load_pack(f"playbooks/{name}").body["resolutions"]:
        codes = [one["code"] for kind in GROUNDS for one in row.get(kind, [])]
        assert len(codes) == len(set(codes))


@pytest.mark.parametrize("section", ["liable", "stages"])
def test_the_last_row_must_always_hold(section: str) -> None:
    bad = changed("playbooks/damaged", section, -1, "when", to={"used": True})
    with pytest.raises(BadPack, match=section):
        read_playbook(bad)


def test_a_bad_condition_names_its_row() -> None:
    bad = changed("playbooks/damaged", "causes", 0, "likely", to=[{"mood": True}])
    with pytest.raises(BadPack, match="transit/likely/mood is no fact"):
        read_playbook(bad)


@pytest.mark.parametrize(
    ("way", "to", "said"),
    [
        (("causes", 0, "owner"), "nobody_here", "there is no party nobody_here"),
        (("warnings", 0, "rule"), "amz.unheard", "there is no rule amz.unheard"),
        (("steps", 0, "resolutions"), ["gift"], "step answer: no resolution gift"),
        (("causes", 1, "code"), "transit", "causes: transit stands 2 times"),
        (
            ("examples", 0, "gives", "recommended"),
            "refund_keep",
            "photos are there, stock is there: recommended",
        ),
        (("examples", 0, "gives", "costs"), {"reship": "7.50"}, "photos are there, stock is there: costs"),
        (("examples", 0, "gives", "steps"), {"answer": "2026-11-20T16:01:00-06:00"}, "photos are there"),
        (("examples", 0, "gives", "steps"), {"answer": None}, "photos are there"),
        (("issue_type",), "leaking", "the pack of leaking is to be named playbooks/leaking"),
        (
            ("warnings", 0, "when"),
            {"stock_good": {"min": 10_000}},
            "no example for warnings not_to_the_carrier",
        ),
    ],
)
def test_a_wrong_pack_is_told(way: tuple[str | int, ...], to: Any, said: str) -> None:
    problems = list(playbook_problems(changed("playbooks/damaged", *way, to=to)))
    assert any(problem.startswith(said) for problem in problems), problems


def test_wrong_costs_and_parties_are_told() -> None:
    bad = changed("case_costs", "examples", 0, "amount", to="6.51")
    assert len(list(cost_problems(bad))) == 1
    twice = changed("case_costs", "prices", 1, "currency", to="USD")
    assert "USD stands 2 times" in list(cost_problems(twice))
    assert len(list(party_problems(changed("parties", "examples", 0, "name", to="物流")))) == 1


def test_every_offered_way_out_has_its_words_in_three_languages() -> None:
    from amends.replies.templates import ways_out

    offered = {one.code for book in playbooks().values() for one in book.resolutions if one.is_offered}
    for locale in ("en", "zh-Hans", "fr"):
        assert offered <= {code for known, code in ways_out() if known == locale}


def test_every_stage_has_its_template() -> None:
    from amends.replies.templates import stage_names

    asked = {rule.stage for book in playbooks().values() for rule in book.stages}
    assert asked | {"acknowledge", "ask_evidence"} <= set(stage_names("en"))
