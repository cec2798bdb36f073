"""A person says what a case is about: clocks, later messages and examples follow."""

from datetime import timedelta

import pytest

from amends.accounts.models import Shop, User
from amends.cases.actions import CaseConflict
from amends.cases.models import Case, CaseReview, Clock
from amends.cases.states import CLOCK_RUNNING
from amends.core import clock
from amends.core.errors import NotAllowed, NotFound, Refused
from amends.erasure.actions import erase_order_buyer
from amends.history.models import Event
from amends.inbox.correcting import correct_issue_type
from amends.inbox.models import CaseMessage, MessageBody, TriageExample
from amends.inbox.retelling import retell
from amends.inbox.triage_examples import (
    forget_example,
    learn_from_corrections,
    learns_from_corrections,
    mistaken_of,
    triage_examples_of,
)
from amends.orders.models import Order
from tests import people
from tests.inbox.buyers import HOUR, MONDAY, NUMBER, case_of, link, order, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return people.shop(people.organisation(), "US1")


@pytest.fixture
def agent(shop: Shop) -> User:
    return people.user(shop.organisation, "chen", "agent")


@pytest.fixture
def lead(shop: Shop) -> User:
    return people.user(shop.organisation, "lena", "lead")


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with clock.frozen_at(MONDAY + 3 * HOUR):
        yield


def guess(name: str, *guesses: tuple[str, float], unsure: bool = False) -> Case:
    """As if triage had said this of the message."""
    CaseMessage.objects.filter(message__external_id=name).update(issue_types=[list(each) for each in guesses])
    case = case_of(name)
    retell(case, ("issue_types",), waits_since=None)
    case.is_unsure = unsure
    case.save()
    return case


def correct(case: Case, to: str, agent: User, **more: str) -> Case:
    correct_issue_type(case, to, by=people.actor(agent), **more)
    return Case.objects.get(pk=case.pk)


class TestCase:
    def test_it_is_that_and_sure(self, shop: Shop, agent: User) -> None:
        write(shop, "m1")
        case = correct(guess("m1", ("invoice", 0.2), unsure=True), "damaged", agent)
        assert (case.issue_types, case.is_unsure) == (["damaged"], False)
        event = Event.objects.get(verb="issue_type_corrected")
        assert event.detail == {"issue_type": ["invoice", "damaged"], "was_unsure": True}
        assert CaseReview.objects.filter(case=case).exists()

    def test_what_others_were_named_stays(self, shop: Shop, agent: User) -> None:
        write(shop, "m1", thread="t")
        write(shop, "m2", thread="t", sent_at=MONDAY + HOUR)
        guess("m1", ("invoice", 0.9))
        case = guess("m2", ("delayed", 0.9), ("refund_status", 0.4))
        assert case.issue_types == ["delayed", "refund_status", "invoice"]
        case = correct(case, "damaged", agent)
        assert case.issue_types == ["damaged", "refund_status", "invoice"]
        retell(case, ("issue_types",), waits_since=None)
        assert case.issue_types == ["damaged", "refund_status", "invoice"], "the messages say so too"

    def test_the_same_words_do_not_bring_the_first_guess_back(self, shop: Shop, agent: User) -> None:
        write(shop, "m1", "where is my parcel?", thread="t")
        wrong = case_of("m1").issue_types[0]
        correct(case_of("m1"), "damaged", agent)
        write(shop, "m2", "where is my parcel?", thread="t", sent_at=MONDAY + HOUR)
        assert wrong not in case_of("m2").issue_types
        assert case_of("m2").issue_types[0] == "damaged"

    def test_back_again(self, shop: Shop, agent: User) -> None:
        write(shop, "m1")
        before = guess("m1", ("delayed", 0.8), ("invoice", 0.5))
        case = correct(correct(before, "damaged", agent), "delayed", agent)
        assert case.issue_types == before.issue_types
        assert not TriageExample.objects.exists()

    def test_it_goes_with_its_clocks(self, shop: Shop, agent: User) -> None:
        order_id = order(shop)
        write(shop, "m1", order_number=NUMBER)
        link(shop, order_id)
        case = guess("m1", ("delayed", 0.9))
        before = {*Clock.objects.filter(case=case, state__in=CLOCK_RUNNING).values_list("kind", "side")}
        case = correct(case, "return_request", agent)
        now = {*Clock.objects.filter(case=case, state__in=CLOCK_RUNNING).values_list("kind", "side")}
        assert ("answer", "own") in before & now
        case = correct(case, "thanks", agent)
        assert case.unanswered_since is None, "thanks want no answer"
        assert not Clock.objects.filter(case=case, kind="answer", state__in=CLOCK_RUNNING).exists()

    def test_no_mere_thanks_after_all(self, shop: Shop, agent: User) -> None:
        write(shop, "m1")
        case = guess("m1", ("thanks", 0.9))
        Case.objects.filter(pk=case.pk).update(unanswered_since=None, state="waiting_buyer")
        case = correct(case, "damaged", agent)
        assert (case.unanswered_since, case.state) == (MONDAY, "open")
        assert Clock.objects.filter(case=case, kind="answer", state__in=CLOCK_RUNNING).exists()

    def test_a_solved_one_starts_no_clock(self, shop: Shop, agent: User) -> None:
        write(shop, "m1")
        case = case_of("m1")
        Case.objects.filter(pk=case.pk).update(state="solved", solved_at=clock.now())
        Clock.objects.filter(case=case).update(state="cancelled")
        assert correct(case, "damaged", agent).issue_types[0] == "damaged"
        assert not Clock.objects.filter(case=case, state__in=CLOCK_RUNNING).exists()

    def test_saying_the_same_changes_nothing(self, shop: Shop, agent: User) -> None:
        write(shop, "m1")
        case = guess("m1", ("delayed", 0.9))
        assert not correct_issue_type(case, "delayed", by=people.actor(agent))
        assert not Event.objects.filter(verb="issue_type_corrected").exists()
        unsure = guess("m1", ("delayed", 0.2), unsure=True)
        assert correct_issue_type(unsure, "delayed", by=people.actor(agent)), "but it makes sure"
        assert TriageExample.objects.get().code == "delayed"

    def test_what_cannot_be(self, shop: Shop, agent: User) -> None:
        write(shop, "m1")
        case = guess("m1", ("delayed", 0.9))
        with pytest.raises(Refused) as refused:
            correct(case, "nonsense", agent)
        assert refused.value.code == "issue_type_unknown"
        with pytest.raises(CaseConflict) as conflict:
            correct(case, "damaged", agent, instead_of="invoice")
        assert conflict.value.code == "issue_type_changed"
        Case.objects.filter(pk=case.pk).update(state="closed")
        with pytest.raises(CaseConflict) as conflict:
            correct(case, "damaged", agent)
        assert conflict.value.code == "case_closed"
        assert not TriageExample.objects.exists()

    @pytest.mark.parametrize("role", ["warehouse", "finance"])
    def test_who_may_not_work_may_not(self, shop: Shop, role: str) -> None:
        write(shop, "m1")
        with pytest.raises(NotAllowed):
            correct(case_of("m1"), "damaged", people.user(shop.organisation, "ku", role))

    def test_nor_one_of_another_shop(self, shop: Shop) -> None:
        write(shop, "m1")
        other = people.shop(shop.organisation, "US2")
        with pytest.raises(NotAllowed):
            correct(case_of("m1"), "damaged", people.user(shop.organisation, "ku", "agent", shop=other))


class TestExamples:
    def test_kept_without_what_tells_of_the_buyer(self, shop: Shop, agent: User) -> None:
        order_id = order(shop, recipient="Ottoline Vesperwood", phone="+1 555 0177", city="Evanstonia")
        said = f"I am Ottoline, order {NUMBER}, call +1 555 0177 or o@example.org, box wet, Evanstonia"
        write(shop, "m1", said, order_number=NUMBER, sender_name="O. Vesperwood")
        link(shop, order_id)
        correct(guess("m1", ("delayed", 0.62), ("damaged", 0.3)), "damaged", agent)
        [example] = triage_examples_of(shop.organisation)
        assert (example.code, example.guess, example.confidence) == ("damaged", "delayed", 0.62)
        assert example.language == "en"
        assert "box wet" in example.text
        for personal in ("Ottoline", "Vesperwood", "0177", NUMBER, "8841907", "example.org", "Evanstonia"):
            assert personal not in example.text

    def test_the_last_word_counts(self, shop: Shop, agent: User) -> None:
        write(shop, "m1")
        correct(correct(guess("m1", ("delayed", 0.9)), "lost", agent), "damaged", agent)
        assert [(each.guess, each.code) for each in triage_examples_of(shop.organisation)] == [
            ("delayed", "damaged")
        ]

    def test_it_is_of_the_message_that_misled(self, shop: Shop, agent: User) -> None:
        write(shop, "m1", "the lid is in two", thread="t")
        write(shop, "m2", "facture svp", thread="t", sent_at=MONDAY + HOUR)
        guess("m1", ("safety_incident", 0.9))
        case = guess("m2", ("invoice", 0.9))
        assert case.issue_types == ["safety_incident", "invoice"]
        assert correct(case, "damaged", agent).issue_types == ["damaged", "invoice"]
        assert TriageExample.objects.get().text == "the lid is in two"

    def test_what_was_quoted_teaches_nothing(self, shop: Shop, agent: User) -> None:
        write(
            shop,
            "m1",
            "the lid is in two\n\nOn Mon, 1 Jan 2026 at 10:00, Shop <s@x.example> wrote:\n> Hello, thanks",
        )
        assert correct(guess("m1", ("lost", 0.9)), "damaged", agent).issue_types[0] == "damaged"
        assert TriageExample.objects.get().text == "the lid is in two"

    def test_an_erased_message_teaches_nothing(self, shop: Shop, agent: User) -> None:
        write(shop, "m1")
        MessageBody.objects.all().delete()
        assert correct(case_of("m1"), "damaged", agent).issue_types[0] == "damaged"
        assert not TriageExample.objects.exists()

    def test_erased_with_their_buyer(self, shop: Shop, agent: User, lead: User) -> None:
        order_id = order(shop, recipient="Ottoline Vesperwood")
        write(shop, "m1", "the lid is in two", order_number=NUMBER)
        link(shop, order_id)
        write(shop, "m2", "the cup is in two", sender_address="piers@example.org")
        for name in ("m1", "m2"):
            correct(guess(name, ("delayed", 0.9)), "damaged", agent)
        erase_order_buyer(Order.objects.get(pk=order_id), by=people.actor(lead))
        assert [each.text for each in triage_examples_of(shop.organisation)] == ["the cup is in two"]

    def test_counted_and_forgotten(self, shop: Shop, agent: User, lead: User) -> None:
        for name in ("m1", "m2", "m3"):
            write(shop, name, sender_address=f"{name}@example.org")
            correct(guess(name, ("delayed", 0.9)), "lost" if name == "m3" else "damaged", agent)
        counted = [(each.guess, each.code, each.count) for each in mistaken_of(shop.organisation)]
        assert counted == [("delayed", "damaged", 2), ("delayed", "lost", 1)]
        example = TriageExample.objects.get(code="lost")
        with pytest.raises(NotAllowed):
            forget_example(example.pk, by=people.actor(agent))
        forget_example(example.pk, by=people.actor(lead))
        with pytest.raises(NotFound):
            forget_example(example.pk, by=people.actor(lead))
        assert case_of("m3").issue_types[0] == "lost", "the case stays as it is"
        assert Event.objects.filter(verb="triage_example_forgotten").count() == 1

    def test_of_another_organisation_nothing_is_seen_nor_forgotten(self, shop: Shop, agent: User) -> None:
        write(shop, "m1")
        correct(guess("m1", ("delayed", 0.9)), "damaged", agent)
        stranger = people.user(people.organisation("Other"), "eve", "owner")
        assert not list(triage_examples_of(stranger.organisation))
        with pytest.raises(NotFound):
            forget_example(TriageExample.objects.get().pk, by=people.actor(stranger))

    def test_learnt_from_when_a_lead_says_so(self, shop: Shop, agent: User, lead: User) -> None:
        assert not learns_from_corrections(shop.organisation)
        with pytest.raises(NotAllowed):
            learn_from_corrections(True, by=people.actor(agent))
        assert learn_from_corrections(True, by=people.actor(lead))
        assert not learn_from_corrections(True, by=people.actor(lead)), "already"
        assert learns_from_corrections(shop.organisation)
        learn_from_corrections(False, by=people.actor(lead))
        assert not learns_from_corrections(shop.organisation)
        verbs = (
            Event.objects.filter(subject_type="organisation").order_by("pk").values_list("verb", flat=True)
        )
        assert list(verbs) == ["triage_learning_on", "triage_learning_off"]


def test_a_later_need_still_comes_first(shop: Shop, agent: User) -> None:
    write(shop, "m1", thread="t")
    correct(guess("m1", ("delayed", 0.9)), "damaged", agent)
    write(shop, "m2", "please send me an invoice with VAT", thread="t", sent_at=MONDAY + timedelta(hours=2))
    assert case_of("m2").issue_types == ["invoice", "damaged"]
