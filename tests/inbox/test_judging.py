"""Messages that only knock: named by what is known of the order, never by a guess at their words."""

import pytest

from amends.accounts.models import Shop
from amends.cases.models import Case
from amends.inbox.models import CaseMessage
from amends.orders.models import Order
from tests import people
from tests.inbox.buyers import NUMBER, order, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return people.shop(people.organisation(), "US1")


@pytest.mark.parametrize("text", ["？？？", "???", "...", "Bump.", "…！"])
def test_a_knock_without_order_names_nothing(shop: Shop, text: str) -> None:
    write(shop, "m1", text=text)
    case, link = Case.objects.get(), CaseMessage.objects.get()
    assert (case.issue_types, case.is_unsure) == (["other"], True)
    assert link.issue_types == [["other", 0.0]]
    assert case.unanswered_since is not None


@pytest.mark.parametrize(
    ("state", "named"),
    [("paid", "not_shipped"), ("shipped", "delayed"), ("delivered", "other"), ("completed", "other")],
)
@pytest.mark.parametrize("text", ["？？？", "Bump."])
def test_a_knock_about_an_order_is_named_by_its_state(shop: Shop, text: str, state: str, named: str) -> None:
    order(shop)
    Order.objects.update(state=state)
    write(shop, "m1", order_number=NUMBER, text=text)
    case = Case.objects.get()
    assert (case.issue_types, case.is_unsure) == ([named], True)


QUOTING = "Bump.\n\nOn 12 Nov 2026, at 10:02, Shop wrote:\n> Hello, we are looking into your order.\n> Thanks"


@pytest.mark.parametrize("text", ["？？？", "Bump.", QUOTING, "？？？\n\n> 亲，在的哦，请稍等"])
def test_a_later_knock_leaves_a_case_what_it_is_about(shop: Shop, text: str) -> None:
    write(shop, "m1", text="The lamp arrived broken, the glass is in pieces.")
    before = Case.objects.get()
    write(shop, "m2", thread="m1", in_reply_to="m1", text=text)
    after = Case.objects.get()
    assert (
        (after.issue_types, after.is_unsure) == (before.issue_types, before.is_unsure) == (["damaged"], False)
    )


@pytest.mark.parametrize(
    ("text", "named"), [("👍", "thanks"), ("在吗", "other"), ("hello?", "other"), ("催一下", "delayed")]
)
def test_words_and_pictures_that_say_something_are_judged(shop: Shop, text: str, named: str) -> None:
    write(shop, "m1", text=text)
    assert Case.objects.get().issue_types[0] == named
    assert CaseMessage.objects.get().issue_types[0][1] > 0


def test_a_knock_in_a_case_whose_language_is_known_is_one_too(shop: Shop) -> None:
    write(shop, "m1", text="The money left my account but the order says unpaid.")
    before = Case.objects.get().issue_types
    write(
        shop, "m2", thread="m1", in_reply_to="m1", text="Bump.", subject="Re: Re: order 114-4504521-4072814"
    )
    assert CaseMessage.objects.latest("pk").issue_types[0][1] == 0.0
    assert Case.objects.get().issue_types == before


def test_a_subject_that_says_something_is_judged(shop: Shop) -> None:
    write(shop, "m1", text="???", subject="Where is my parcel? It has not arrived yet")
    assert Case.objects.get().issue_types[0] == "delayed"
