"""The seller's reply templates on screen: gaps, trying out, saving, going back."""

import pytest
from django.test import Client

from amends.accounts.models import User
from amends.cases.models import Case
from amends.releases.models import ReplyTemplateVersion
from tests.web import case_rows, rows

EDITOR = "/settings/replies/lost/en/default"
IN_PLACE = {"HX-Request": "true"}


@pytest.fixture
def case(desk: rows.Desk) -> Case:
    return case_rows.broken_planters(desk)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("language", "name", "verdict"),
    [
        ("en", "Only a part has arrived", "not to be sent"),
        ("zh-Hans", "只收到一部分", "不得发送"),
        ("fr", "Reçu en partie", "à ne pas envoyer"),
    ],
)
def test_the_list_tells_every_stage_and_where_it_may_be_sent(
    at_desk: Client, desk: rows.Desk, language: str, name: str, verdict: str
) -> None:
    desk.owner.language = language
    desk.owner.save()
    said = page(at_desk, "/settings/replies?marketplace=amazon")
    assert name in said
    assert verdict in said
    assert EDITOR in said
    assert "junglescout.com" in said, "the source is there"


def test_own_versions_stand_in_the_list(at_desk: Client) -> None:
    at_desk.post(EDITOR, {"text": "So sorry.", "seen": "0", "do": "save"})
    assert "yours, 1" in page(at_desk, "/settings/replies")


@pytest.mark.parametrize("language", ["en", "zh-Hans", "fr"])
def test_the_editor_shows_text_values_and_preview(at_desk: Client, desk: rows.Desk, language: str) -> None:
    desk.owner.language = language
    desk.owner.save()
    said = page(at_desk, EDITOR)
    assert "{{ act_hours }}" in said
    assert "A new one leaves by" in said, "filled with the example"


def test_a_wording_is_tried_on_a_case(at_desk: Client, case: Case) -> None:
    typed = {"text": "Hello {{ buyer_name }}, {{ order_number }} is lost.", "do": "try", "case": str(case.pk)}
    said = at_desk.post(EDITOR, typed, headers=IN_PLACE).content.decode()
    assert case.order_number in said
    assert "{{" not in said


def test_what_the_checks_find_is_marked(at_desk: Client) -> None:
    typed = {"text": "If you remove your review we refund you.", "do": "try"}  # the desk sells on Amazon
    said = at_desk.post(EDITOR, typed, headers=IN_PLACE).content.decode()
    assert '<mark class="error">' in said
    assert "review_incentive" in said


def test_a_name_that_nobody_knows_is_told(at_desk: Client) -> None:
    tried = at_desk.post(EDITOR, {"text": "{{ coupon }}", "do": "try"}, headers=IN_PLACE).content.decode()
    assert "The text names something that nobody knows. coupon" in tried
    assert "lost.default" not in tried


@pytest.mark.parametrize("text", ["{% if %}", "{{ choices"])
@pytest.mark.parametrize(
    ("language", "said"), [("en", "cannot be read"), ("zh-hans", "括号"), ("fr", "illisible")]
)
def test_a_wording_that_cannot_be_filled_says_why(
    at_desk: Client, desk: rows.Desk, language: str, said: str, text: str
) -> None:
    User.objects.filter(pk=desk.owner.pk).update(language=language)
    tried = at_desk.post(EDITOR, {"text": text, "do": "try"}, headers=IN_PLACE).content.decode()
    assert said in tried
    assert "lost.default" not in tried
    kept = at_desk.post(EDITOR, {"text": text, "seen": "0", "do": "save"})
    assert kept.status_code == 409
    page = kept.content.decode()
    assert text in page, "what was typed is still there"
    assert page.count(said) == 1
    assert "lost.default" not in page.partition("<aside")[0].partition("<h1")[2]
    assert not ReplyTemplateVersion.objects.exists()


def test_two_who_save_at_once_lose_nothing(at_desk: Client) -> None:
    assert at_desk.post(EDITOR, {"text": "First.", "seen": "0", "do": "save"}).status_code == 302
    second = at_desk.post(EDITOR, {"text": "Second.", "seen": "0", "do": "save"})
    assert second.status_code == 409
    assert "Second." in second.content.decode()
    assert ReplyTemplateVersion.objects.get().text == "First."


def test_back_to_the_products_own(at_desk: Client) -> None:
    at_desk.post(EDITOR, {"text": "First.", "seen": "0", "do": "save"})
    assert at_desk.post(f"{EDITOR}/back/0").status_code == 302
    said = page(at_desk, EDITOR)
    assert "Here is what we do" in said
    assert "Version 2" in said


def test_there_is_no_editor_of_what_there_is_not(at_desk: Client) -> None:
    for address in ("poem/en/default", "lost/de/default", "lost/en/poem"):
        assert at_desk.get(f"/settings/replies/{address}").status_code == 404


def test_agents_do_not_see_it(desk: rows.Desk, client: Client) -> None:
    from tests import people

    client.force_login(people.user(desk.organisation, "ann", "agent"))
    assert client.get("/settings/replies").status_code == 403
    assert client.post(f"{EDITOR}/back/0").status_code == 403


def test_words_of_a_template_are_text(at_desk: Client) -> None:
    typed = {"text": "<script>alert(1)</script> {{ order_number }}", "do": "try"}
    said = at_desk.post(EDITOR, typed, headers=IN_PLACE).content.decode()
    assert "<script>" not in said
