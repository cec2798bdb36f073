"""The decision explorer: facts in the address, the verdict of `decide` on the page."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from amends.insights.table_question import question_named, questions, verdict_of
from amends.policies.tables.known import read_facts
from amends.web.fact_form import boxes_of, document_of

RETURN = {"country": "CN", "received_on": "2026-11-10", "asked_on": "2026-11-13", "faulty": "true"}


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def address(facts: dict[str, object]) -> str:
    """Facts of an example as the explorer's address carries them."""
    plain = {name: str(value).lower() if isinstance(value, bool) else value for name, value in facts.items()}
    return urlencode(plain, doseq=True)


def test_the_address_carries_the_facts_of_every_example() -> None:
    for question in questions():
        for example in question.book.examples:
            if all(isinstance(value, str | bool | int) for value in example.facts.values()):
                read = document_of(question, QueryDict(address(dict(example.facts))))
                leaves = question.book.leaves(question.name)
                wanted = {name: value for name, value in example.facts.items() if name in leaves}
                facts = question.book.facts
                assert read_facts(facts, read).values == read_facts(facts, wanted).values


def test_the_page_says_what_decide_says(at_desk: Client) -> None:
    for question in questions():
        for example in question.book.examples[:6]:
            text = page(at_desk, f"/rulebook/tables/{question.name}?{address(dict(example.facts))}")
            told = verdict_of(question, {k: v for k, v in example.facts.items() if k in question.facts})
            assert f'class="state {told["verdict"]}"' in text, example.name
            for row in told["rows"]:
                assert f"<code>{row}</code>" in text
            assert text.count('<tr role="row" class="decides">') == len(set(told["rows"]))


def test_the_row_that_fires_is_marked_and_its_source_named(at_desk: Client) -> None:
    text = page(at_desk, f"/rulebook/tables/may_return?{urlencode(RETURN)}")
    assert '<tr role="row" class="decides">' in text
    assert "<code>shop_return/fault</code>" in text
    assert "What each layer says" in text


def test_what_is_asked_next(at_desk: Client) -> None:
    text = page(at_desk, "/rulebook/tables/may_return?country=CN&received_on=2026-11-10&asked_on=2026-11-13")
    assert "Asked next" in text
    assert "Is something wrong with the goods?" in text


def test_facts_that_cannot_be_read_are_said_where_they_stand(at_desk: Client) -> None:
    text = page(at_desk, "/rulebook/tables/may_return?received_on=soon&faulty=perhaps")
    assert 'class="state error"' not in text
    assert 'id="bad-received_on"' in text or 'class="fact bad"' in text
    text = page(at_desk, "/rulebook/tables/refund_approval?refund=1,000,000&refund.unit=USD&asked_by=agent")
    assert "notice bad" in text


def test_money_has_its_currency_beside_it() -> None:
    question = question_named("refund_approval")
    said = QueryDict("refund=41,98&refund.unit=EUR&asked_by=agent")
    assert document_of(question, said) == {"refund": "41.98 EUR", "asked_by": "agent"}
    assert document_of(question, QueryDict("refund=41.98 EUR"))["refund"] == "41.98 EUR"


@pytest.mark.django_db
@given(
    st.dictionaries(
        st.sampled_from(["country", "received_on", "faulty", "marketplace", "asked_on", "x", "shop"]),
        st.text(max_size=30),
    )
)
def test_no_address_breaks_the_form(said: dict[str, str]) -> None:
    query = QueryDict(mutable=True)
    query.update(said)
    question = question_named("may_return")
    assert [box.name for box in boxes_of(question, query)] == list(question.facts)
    assert set(document_of(question, query)) <= set(question.facts)
