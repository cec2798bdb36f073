from typing import Any

import pytest
from django.test import Client

from amends.answers.actions import prepare_group_answer, send_group_answer
from amends.answers.models import GroupAnswer
from amends.answers.sending import send_next
from amends.cases.models import Case
from amends.core import clock
from amends.inbox.models import OutgoingMessage
from amends.parcels.models import ParcelOrder
from tests.answers.group import NOW, TEXT, Group, group_of, join
from tests.people import user
from tests.web.test_desk import MOST_QUERIES

pytestmark = pytest.mark.django_db
ZH = "亲，抱歉让您久等，单号{{ tracking_number }}，{{ answer_by }}前给您回复。"


@pytest.fixture
def group() -> Group:
    return group_of(4)


@pytest.fixture
def agent(group: Group, client: Client) -> Client:
    client.force_login(group.agent)
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_from_the_group_to_the_texts_to_the_report(agent: Client, group: Group) -> None:
    Case.objects.filter(pk=group.cases[3].pk).update(language="zh")
    with clock.frozen_at(NOW):
        text = page(agent, f"/desk/groups/{group.group.pk}/answer")
        assert 'name="text-en"' in text
        assert 'name="text-zh-Hans"' in text
        assert 'name="text-fr"' not in text, "no buyer of theirs reads French"
        said = {"text-en": TEXT, "text-zh-Hans": ZH}
        answer = agent.post(f"/desk/groups/{group.group.pk}/answer", said, follow=True)
        text = answer.content.decode()
        assert "Hello Buyer0," in text
        assert "单号YT000000003" in text
        assert "Send to 4" in text
        found = GroupAnswer.objects.get()
        base = f"/desk/group-answers/{found.pk}"
        agent.post(f"{base}/leave_out", {"case": group.cases[0].pk})
        text = page(agent, base)
        assert "Send to 3" in text
        assert "You left it out" in text
        agent.post(f"{base}/send")
        send_next(found.pk)
        text = page(agent, base)
        assert 'hx-trigger="every 2s"' in text
        assert "Is being sent" in text
        agent.post(f"{base}/stop")
        text = page(agent, base)
        assert "Go on: send to 2" in text
        assert 'hx-trigger="every 2s"' not in text
    assert OutgoingMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Answer to a group", "Not known of this order: ", "4 will be written to")),
        ("zh-Hans", ("批量回复", "该订单缺少信息", "将发送")),
        ("fr", ("Réponse à un groupe", "Inconnu pour cette commande", "recevront la réponse")),
    ],
)
def test_in_three_languages(agent: Client, group: Group, language: str, words: tuple[str, ...]) -> None:
    late = join(group, 5)
    ParcelOrder.objects.filter(order=late.order).delete()
    group.agent.language = language
    group.agent.save()
    answer = group.prepared()
    text = page(agent, f"/desk/group-answers/{answer.pk}")
    for said in words:
        assert said in text
    page(agent, f"/desk/groups/{group.group.pk}/answer")


def test_a_text_that_is_refused_stays_in_its_field(agent: Client, group: Group) -> None:
    answer = agent.post(f"/desk/groups/{group.group.pk}/answer", {"text-en": "Your {{ colour }} lamp"})
    assert answer.status_code == 400
    text = answer.content.decode()
    assert "Your {{ colour }} lamp" in text
    assert "The text names something that nobody knows." in text
    made = group.prepared()
    answer = agent.post(f"/desk/group-answers/{made.pk}/texts", {"text-en": "Hello {{ buyer_name"})
    assert answer.status_code == 409
    assert "Hello {{ buyer_name" in answer.content.decode()


def test_what_the_linter_stops_is_shown_with_a_way_out(agent: Client, group: Group) -> None:
    answer = group.prepared("Please change your review, then we refund 5 USD.")
    text = page(agent, f"/desk/group-answers/{answer.pk}")
    assert "The text must not be sent like this" in text
    assert "Send to" not in text
    assert "review_" not in text  # the rule's own words, never its code
    assert "A buyer is not asked to change or remove a review" in text
    assert "What to write instead: <q" in text


def test_a_template_begins_the_text(agent: Client, group: Group) -> None:
    text = page(agent, f"/desk/groups/{group.group.pk}/answer?stage=where_is_it")
    assert "{{ tracking_number }}" in text
    assert 'value="where_is_it" selected' in text


def test_a_template_for_other_questions_is_warned_of_and_one_of_safety_not_offered(
    agent: Client, group: Group
) -> None:
    at = f"/desk/groups/{group.group.pk}/answer"
    text = page(agent, at)
    assert (
        text.index('value="acknowledge"')
        < text.index("For other questions")
        < text.index('value="return_instructions"')
    )
    assert "safety_first" not in text
    assert "is written for other questions" not in text
    assert "is written for other questions" in page(agent, f"{at}?stage=return_instructions")
    safety = page(agent, f"{at}?stage=safety_first")
    assert "emergency number" not in safety, "nor begun with by its address"
    answer = agent.post(at, {"stage": "return_instructions", "text-en": "Hello"}, follow=True)
    text = answer.content.decode()
    assert text.index("is written for other questions") < text.index("Send to 4")
    answer = agent.post(at, {"stage": "where_is_it", "text-en": "Hello"}, follow=True)
    assert "is written for other questions" not in answer.content.decode()


def test_newcomers_are_told(agent: Client, group: Group) -> None:
    answer = group.prepared()
    join(group, 8)
    assert "1 more asks the same since." in page(agent, f"/desk/group-answers/{answer.pk}")


def test_a_buyer_who_wrote_since_is_told(agent: Client, group: Group) -> None:
    answer = group.prepared()
    with clock.frozen_at(NOW):
        send_group_answer(answer, by=group.by)
        send_next(answer.pk)
    group.writes(0)
    assert "1 buyer has written again since." in page(agent, f"/desk/group-answers/{answer.pk}")


def test_the_list_of_groups_leads_there(agent: Client, group: Group) -> None:
    assert f"/desk/groups/{group.group.pk}/answer" in page(agent, "/desk/groups")
    answer = group.prepared()
    text = page(agent, "/desk/groups")
    assert f"/desk/group-answers/{answer.pk}" in text
    assert f"/desk/groups/{group.group.pk}/answer" not in text


def test_few_queries_however_many(agent: Client, group: Group, django_assert_max_num_queries: Any) -> None:
    for n in range(10, 22):
        join(group, n)
    answer = group.prepared()
    for address in (f"/desk/group-answers/{answer.pk}", f"/desk/groups/{group.group.pk}/answer"):
        with django_assert_max_num_queries(MOST_QUERIES):
            page(agent, address)


def test_who_only_looks_cannot_send(client: Client, group: Group) -> None:
    answer = prepare_group_answer(group.group.pk, {"en": TEXT}, by=group.by)
    client.force_login(user(group.shop.organisation, "fin", "finance"))
    text = page(client, f"/desk/group-answers/{answer.pk}")
    assert "Send to" not in text
    assert client.post(f"/desk/group-answers/{answer.pk}/send").status_code == 403
    assert client.get(f"/desk/groups/{group.group.pk}/answer").status_code == 403
