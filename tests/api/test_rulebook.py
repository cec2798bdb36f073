"""The rulebook through the API: rules, checks, drafts, releases; each organisation its own."""

from typing import Any

import pytest
from django.test import Client

from amends.accounts.tokens import create_token
from amends.core.packs import pack_bytes
from amends.insights.rulebook_index import every_rule
from amends.publishing import actions
from tests import people
from tests.api.test_cases import ask, with_key
from tests.publishing.drafts import HARSHER, KINDER, longer_answer_time, read_by
from tests.web import rows

SEE, PREPARE = ("see_rulebook",), ("prepare_rulebook",)


@pytest.fixture
def desk(db: None) -> rows.Desk:
    return rows.desk()


def see(client: Client, person: Any, path: str) -> tuple[int, Any]:
    return ask(client, person, "GET", f"/rulebook{path}", verbs=SEE)


def prepare(client: Client, person: Any, method: str, path: str, content: Any = None) -> tuple[int, Any]:
    return ask(client, person, method, f"/rulebook{path}", content, verbs=PREPARE)


def test_every_rule_comes_once_in_pages(desk: rows.Desk, client: Client) -> None:
    key = create_token(desk.owner, by=people.actor(desk.owner), name="", verbs=SEE)[1]
    seen, after = [], ""
    while True:
        status, page = with_key(client, key, "GET", f"/rulebook/rules?limit=200&after={after}")
        assert status == 200
        seen += [(row["pack"], row["id"]) for row in page["rules"]]
        after = page["next"]
        if after is None:
            break
    assert sorted(seen) == sorted((entry.pack, entry.id) for entry in every_rule())


def test_rules_are_chosen(desk: rows.Desk, client: Client) -> None:
    _, told = see(
        client, desk.owner, "/rules?marketplace=amazon&side=platform&kind=rule&words=claim&limit=200"
    )
    assert {"amz.atoz.appeal"} <= {row["id"] for row in told["rules"]}
    assert {row["side"] for row in told["rules"]} == {"platform"}
    assert {row["family"] for row in told["rules"]} == {"rule"}
    _, told = see(client, desk.owner, "/rules?country=CN&issue_type=no_reason_return&limit=200")
    assert told["rules"]
    assert all("no_reason_return" in row["issue_types"] for row in told["rules"])
    for odd in ("side=mine", "kind=law", "issue_type=sad", "marketplace=moon", "age=9"):
        status, told = see(client, desk.owner, f"/rules?{odd}")
        assert (status, told["code"]) == (400, "filter_unknown")
    assert see(client, desk.owner, "/rules?after=none")[1]["code"] == "place_bad"


@pytest.mark.parametrize(("rule", "kind"), [("cn_return/no_reason", "row"), ("eu.button", "note")])
def test_one_rule_is_shown(desk: rows.Desk, client: Client, rule: str, kind: str) -> None:
    status, told = see(client, desk.owner, f"/rules/{rule}")
    assert (status, told["id"], told["rules"][0]["kind"]) == (200, rule, kind)
    assert told["rules"][0]["source"]["read_on"]
    assert see(client, desk.owner, "/rules/none.such")[1]["code"] == "rule_unknown"


def test_what_holds_is_checked(desk: rows.Desk, client: Client) -> None:
    status, told = see(client, desk.owner, "/check")
    assert status == 200
    assert (told["ok"], [one for one in told["findings"] if one["level"] == "error"]) == (True, [])


def test_changed_packs_are_checked_and_not_kept(desk: rows.Desk, client: Client) -> None:
    status, told = prepare(client, desk.owner, "POST", "/check", {"packs": {"tables/returns/shop": HARSHER}})
    assert (status, told["ok"]) == (200, False)
    assert all(one["file"] and one["line"] and one["mend"] for one in told["findings"])
    broken = pack_bytes("policies/shop").decode().replace("minutes: 720", "minutes: 12 hours")
    status, told = prepare(client, desk.owner, "POST", "/check", {"packs": {"policies/shop": broken}})
    assert "12 hours" in told["findings"][0]["message"]
    status, told = prepare(client, desk.owner, "POST", "/check", {"packs": {"tables/returns/shop": KINDER}})
    assert told["ok"] is True
    assert prepare(client, desk.owner, "GET", "/drafts")[1] == {"drafts": []}
    odd: Any
    for odd in ({}, {"packs": {}}, {"packs": {"policies/shop": 3}}, {"packs": {"a": "b"}, "more": 1}):
        assert prepare(client, desk.owner, "POST", "/check", odd)[0] == 422
    far = {"packs": {f"policies/p{n}": "x" * 600_000 for n in range(2)}}
    assert prepare(client, desk.owner, "POST", "/check", far)[1]["code"] == "too_large"


def test_drafts_and_releases_of_the_own_organisation(desk: rows.Desk, client: Client) -> None:
    lead = people.user(desk.organisation, "li", "lead")
    draft = actions.begin_draft(
        "Longer", by=people.actor(lead), files={"policies/shop": longer_answer_time()}
    )
    _, told = prepare(client, desk.owner, "GET", "/drafts")
    [shown] = told["drafts"]
    assert (shown["title"], shown["packs"], shown["editors"]) == ("Longer", ["policies/shop"], ["li"])
    read_by(draft, desk.owner)
    actions.release_draft(draft.pk, revision=1, effective_at=None, by=people.actor(desk.owner))
    _, told = see(client, desk.owner, "/releases")
    [release] = told["releases"]
    assert (release["number"], release["in_force"], release["released_by"]) == (1, True, desk.owner.login)
    rule = see(client, desk.owner, "/rules/own.answer")[1]["rules"][0]
    stranger = people.user(people.organisation("Elsewhere"), "anna", "owner")
    theirs = see(client, stranger, "/rules/own.answer")[1]["rules"][0]
    assert rule["sha256"] != theirs["sha256"]
    assert see(client, stranger, "/releases")[1] == {"releases": []}
    assert prepare(client, stranger, "GET", "/drafts")[1] == {"drafts": []}


def test_what_a_key_may_not(desk: rows.Desk, client: Client) -> None:
    owner = desk.owner
    agent = people.user(desk.organisation, "bo", "agent")
    packs = {"packs": {"policies/shop": "a: 1"}}
    for path in ("/rules", "/rules/eu.button", "/check", "/releases"):
        assert ask(client, owner, "GET", f"/rulebook{path}", verbs=("see_cases",))[0] == 403
    assert ask(client, owner, "GET", "/rulebook/drafts", verbs=SEE)[0] == 403
    assert ask(client, owner, "POST", "/rulebook/check", packs, verbs=SEE)[0] == 403
    key = create_token(agent, by=people.actor(owner), name="", verbs=(*SEE, *PREPARE))[1]
    assert with_key(client, key, "POST", "/rulebook/check", packs)[0] == 403
    assert with_key(client, key, "GET", "/rulebook/rules?limit=1")[0] == 200
    assert client.get("/api/v1/rulebook/rules").status_code == 401
