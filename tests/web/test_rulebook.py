"""The rulebook's pages: who sees them, in which language, what they show of each rule and playbook."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from amends.cases.models import Case, Clock
from amends.core import clock
from amends.insights.rule_uses import open_cases_by_rule
from amends.insights.rulebook_index import every_rule
from amends.playbooks.reading import playbooks
from tests import people
from tests.web import case_rows, rows
from tests.web.single_rows import NOON

PAGES = (
    "/rulebook",
    "/rulebook/rules/amz.msg.reply",
    "/rulebook/rules/cn_return/quality",
    "/rulebook/rules/delayed.wait_and_chase.claim_near",
    "/rulebook/rules/amz.atoz.out_seller_refund",
    "/rulebook/playbooks",
    "/rulebook/playbooks/delayed",
    "/rulebook/playbooks/delayed?whole=1",
    "/rulebook/map",
    "/rulebook/tables",
    "/rulebook/tables/may_return",
)
LANGUAGES = ("en", "zh-hans", "fr")


def page(client: Client, path: str, *, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def speaks(desk: rows.Desk, language: str) -> None:
    desk.owner.language = language
    desk.owner.save(update_fields=["language"])


@pytest.mark.parametrize("role", ["agent", "technical_agent", "lead", "warehouse", "finance", "owner"])
def test_every_role_reads_the_rulebook(desk: rows.Desk, client: Client, role: str) -> None:
    client.force_login(people.user(desk.organisation, "somebody", role))
    for path in PAGES:
        page(client, path)


def test_without_a_role_nobody_does(desk: rows.Desk, client: Client) -> None:
    client.force_login(people.user(desk.organisation, "nobody"))
    for path in PAGES:
        page(client, path, status=403)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_the_readers_language(desk: rows.Desk, at_desk: Client, language: str) -> None:
    speaks(desk, language)
    said = {
        "en": "Answer the buyer&#x27;s message within 24 hours",
        "zh-hans": "24 小时内回复买家消息",
        "fr": "Répondre au message de l’acheteur sous 24 heures",
    }
    assert said[language] in page(at_desk, "/rulebook/rules/amz.msg.reply")
    causes = {"en": "Likely causes", "zh-hans": "可能原因", "fr": "Causes probables"}
    assert causes[language] in page(at_desk, "/rulebook/playbooks/delayed")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_playbook_is_told_without_a_code(desk: rows.Desk, at_desk: Client, language: str) -> None:
    """What conditions name has words in every language."""
    speaks(desk, language)
    for issue_type in playbooks():
        text = page(at_desk, f"/rulebook/playbooks/{issue_type}?whole=1")
        told = re.findall(r"<li>([^<]+)</li>", text)
        assert [each for each in told if re.match(r"[a-z]+_[a-z_]+\b", each)] == [], issue_type


@pytest.mark.parametrize(
    "path", ["/rulebook/rules/no.such.rule", "/rulebook/playbooks/nonsense", "/rulebook/tables/nonsense"]
)
def test_what_is_not_there_is_said(at_desk: Client, path: str) -> None:
    assert "<h1" in page(at_desk, path, status=404)


def found(text: str) -> int:
    match = re.search(r"([\d,]+) of [\d,]+ rules", text)
    assert match is not None
    return int(match[1].replace(",", ""))


def test_filters_narrow_the_list(at_desk: Client) -> None:
    assert found(page(at_desk, "/rulebook")) == len(every_rule())
    amazon = page(at_desk, "/rulebook?marketplace=amazon&kind=rule:answer")
    assert "amz.msg.reply" in amazon
    assert found(amazon) < 10
    assert "amz.msg.reply" in page(at_desk, "/rulebook?words=回复买家消息")
    assert "No rule is like that" in page(at_desk, "/rulebook?words=zzzz")
    assert found(page(at_desk, "/rulebook?marketplace=nowhere&page=x&side=nobody")) == len(every_rule())


def test_every_rule_is_on_some_page(at_desk: Client) -> None:
    listed: list[str] = []
    path = "/rulebook"
    while path:
        text = page(at_desk, path)
        listed += re.findall(r'data-row href="/rulebook/rules/([^"]+)"', text)
        further = re.search(r'href="(/rulebook\?page=\d+)">Further', text)
        path = further[1] if further else ""
    assert len(listed) == len(every_rule())


def test_open_cases_are_counted(desk: rows.Desk, at_desk: Client) -> None:
    with clock.frozen_at(NOON):
        case = case_rows.broken_planters(desk)
        other = case_rows.case_of(desk.amazon, None, ["other"], 9, [("in", 9, "hello")], "en")
    Clock.objects.filter(kind="answer", side="platform").update(rule="amz.msg.reply")
    assert open_cases_by_rule(desk.organisation.pk, [desk.amazon.pk])["amz.msg.reply"] == 2
    assert open_cases_by_rule(desk.organisation.pk, [desk.taobao.pk]) == {}
    assert "2 open cases" in page(at_desk, "/rulebook?kind=rule:answer")
    Case.objects.filter(pk__in=[case.pk, other.pk]).update(state="solved", solved_at=NOON)
    assert "open cases" not in page(at_desk, "/rulebook?kind=rule:answer")


def test_the_list_asks_the_database_as_often_for_one_rule_as_for_all(at_desk: Client) -> None:
    page(at_desk, "/rulebook")
    with CaptureQueriesContext(connection) as one:
        page(at_desk, "/rulebook?words=amz.msg.reply")
    with CaptureQueriesContext(connection) as every:
        page(at_desk, "/rulebook")
    assert len(one) == len(every)


def test_whoever_sees_no_cases_sees_no_counts(desk: rows.Desk, client: Client) -> None:
    with clock.frozen_at(NOON):
        case_rows.broken_planters(desk)
    Clock.objects.filter(kind="answer", side="platform").update(rule="amz.msg.reply")
    client.force_login(people.user(desk.organisation, "packer", "warehouse"))
    assert "open case" not in page(client, "/rulebook?kind=rule:answer")
    assert "Open cases" not in page(client, "/rulebook/rules/amz.msg.reply")


def test_a_playbook_shows_everything_of_it(at_desk: Client) -> None:
    text = page(at_desk, "/rulebook/playbooks/delayed")
    book = playbooks()["delayed"]
    for section, code in book.texts:
        if section != "grounds":
            assert escape(book.texts[section, code]["text"]["en"]) in text, (section, code)
    assert "/rulebook/rules/delayed.wait_and_chase.claim_near" in text
    assert "/rulebook/rules/amz.atoz.out_seller_refund" in text
    places = set(re.findall(r' id="([^"]+)"', text))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= places


def test_words_from_the_address_are_words(at_desk: Client) -> None:
    for path in ("/rulebook?words=", "/rulebook/map?words=", "/rulebook/tables/may_return?country="):
        assert "<script>alert" not in page(at_desk, f"{path}%3Cscript%3Ealert(1)%3C/script%3E")


def test_the_map_opens_what_is_looked_for(at_desk: Client) -> None:
    text = page(at_desk, "/rulebook/map?words=typhoon")
    assert "Nothing on the map says so" in text or "<details open>" in text
    text = page(at_desk, "/rulebook/map?words=Still inside the usual time")
    assert '<a href="/rulebook/playbooks/delayed#causes-normal_transit">' in text
    assert "amz.msg.reply" not in text


def test_the_rail_leads_to_rulebook_and_steps(at_desk: Client) -> None:
    text = page(at_desk, "/rulebook")
    assert re.search(r'href="/rulebook" data-key="r" aria-current="page"', text)
    assert 'href="/desk/steps" data-key="t"' in text
