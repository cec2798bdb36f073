"""What is learnt from corrections: worked out, shown, used when a lead says so, never when it is worse."""

from collections.abc import Callable

import pytest

from amends.accounts.models import Shop, User
from amends.core import clock
from amends.core.errors import NotAllowed, NotFound, Refused
from amends.history.models import Event
from amends.inbox import triage_learning
from amends.inbox.judging import Judging
from amends.inbox.models import Message, TriageExample, TriageLesson
from amends.inbox.triage_examples import learn_from_corrections
from amends.inbox.triage_learning import ask_to_learn, learn_triage, learn_where_new, leave_lesson, use_lesson
from amends.inbox.triage_lessons import lesson_in_use, newest_lesson, own_of
from amends.triage.learning import Told, case_of, learnt
from amends.triage.learning_figures import FEWEST, Lesson
from amends.triage.own import written
from tests import people
from tests.inbox.buyers import HOUR, MONDAY, write

pytestmark = pytest.mark.django_db
ASKED = "my flurbo does not glim"


@pytest.fixture
def shop() -> Shop:
    return people.shop(people.organisation(), "US1")


@pytest.fixture
def lead(shop: Shop) -> User:
    return people.user(shop.organisation, "lena", "lead")


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with clock.frozen_at(MONDAY + 3 * HOUR):
        yield


@pytest.fixture
def comes_out(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Learning comes to this verdict, quickly."""

    def of(verdict: str) -> None:
        def quickly(told: list[Told]) -> Lesson:
            figures = {"corrections": len(told), "held_back": {}, "trials": {}}
            return Lesson(written(learnt([case_of(one) for one in told], [], 3.0)), figures, verdict)

        monkeypatch.setattr(triage_learning, "_apart", quickly)

    of("better")
    return of


def corrected(shop: Shop, count: int = FEWEST) -> None:
    for at in range(count):
        write(shop, f"m{at}", f"flurbo {at} does not glim", sender_address=f"b{at}@example.org")
        TriageExample.objects.create(
            organisation=shop.organisation,
            message=Message.objects.get(external_id=f"m{at}"),
            shop=shop,
            language="en",
            text=f"flurbo {'of mine ' * at}does not glim",
            code="defective",
            guess="other",
            confidence=0.4,
            at=clock.now(),
        )


def code_of(shop: Shop) -> str:
    write(shop, "asked", ASKED, sender_address="z@example.org")
    message = Message.objects.select_related("body").get(external_id="asked")
    return Judging(shop).judge(message).issue_types[0][0]


def test_worked_out_in_a_process_of_its_own(shop: Shop, lead: User) -> None:
    corrected(shop)
    learn_from_corrections(True, by=people.actor(lead))
    row = learn_triage(by=people.actor(lead))
    assert row.verdict in ("better", "no_better")
    assert row.figures["held_back"]["after"]["first"] >= row.figures["held_back"]["before"]["first"]
    assert row.figures["trials"]["en"]["after"] >= row.figures["trials"]["en"]["before"] - 0.005
    assert own_of(shop.organisation) is None, "nobody has said that it is to be used"


@pytest.mark.usefixtures("comes_out")
class TestUsed:
    def test_when_somebody_says_so(self, shop: Shop, lead: User) -> None:
        corrected(shop)
        learn_from_corrections(True, by=people.actor(lead))
        row = learn_triage(by=people.actor(lead))
        assert use_lesson(row.pk, by=people.actor(lead))
        assert not use_lesson(row.pk, by=people.actor(lead))
        assert own_of(shop.organisation) is not None
        assert code_of(shop) == "defective"
        assert [
            each.verb for each in Event.objects.filter(verb__startswith="triage_lesson").order_by("pk")
        ] == [
            "triage_lesson_made",
            "triage_lesson_used",
        ]

    def test_and_left_again(self, shop: Shop, lead: User) -> None:
        corrected(shop)
        learn_from_corrections(True, by=people.actor(lead))
        use_lesson(learn_triage(by=people.actor(lead)).pk, by=people.actor(lead))
        assert leave_lesson(by=people.actor(lead))
        assert not leave_lesson(by=people.actor(lead))
        assert own_of(shop.organisation) is None

    def test_not_where_corrections_are_not_learnt_from_any_more(self, shop: Shop, lead: User) -> None:
        corrected(shop)
        learn_from_corrections(True, by=people.actor(lead))
        row = learn_triage(by=people.actor(lead))
        use_lesson(row.pk, by=people.actor(lead))
        learn_from_corrections(False, by=people.actor(lead))
        assert lesson_in_use(shop.organisation) is None
        with pytest.raises(Refused, match="not learnt from"):
            use_lesson(row.pk, by=people.actor(lead))

    def test_the_newest_takes_its_place_only_when_said(self, shop: Shop, lead: User) -> None:
        corrected(shop)
        learn_from_corrections(True, by=people.actor(lead))
        first = learn_triage(by=people.actor(lead))
        use_lesson(first.pk, by=people.actor(lead))
        second = learn_triage(by=people.actor(lead))
        used = lesson_in_use(shop.organisation)
        assert used is not None
        assert used.pk == first.pk
        use_lesson(second.pk, by=people.actor(lead))
        assert list(TriageLesson.objects.values_list("pk", flat=True)) == [second.pk]

    def test_only_by_who_may_and_only_ones_own(self, shop: Shop, lead: User) -> None:
        corrected(shop)
        learn_from_corrections(True, by=people.actor(lead))
        row = learn_triage(by=people.actor(lead))
        agent = people.user(shop.organisation, "chen", "agent")
        stranger = people.user(people.organisation("Other"), "eve", "owner")
        for verb in (ask_to_learn, learn_triage, leave_lesson):
            with pytest.raises(NotAllowed):
                verb(by=people.actor(agent))
        with pytest.raises(NotFound):
            use_lesson(row.pk, by=people.actor(stranger))


def test_what_is_worse_is_never_used(shop: Shop, lead: User, comes_out: Callable[[str], None]) -> None:
    comes_out("worse")
    corrected(shop)
    learn_from_corrections(True, by=people.actor(lead))
    row = learn_triage(by=people.actor(lead))
    with pytest.raises(Refused, match="worse"):
        use_lesson(row.pk, by=people.actor(lead))
    assert own_of(shop.organisation) is None


def test_a_few_tell_nothing(shop: Shop, lead: User) -> None:
    corrected(shop, FEWEST - 1)
    with pytest.raises(Refused, match="not learnt from"):
        learn_triage(by=people.actor(lead))
    learn_from_corrections(True, by=people.actor(lead))
    with pytest.raises(Refused, match=f"There are {FEWEST - 1} corrections"):
        ask_to_learn(by=people.actor(lead))


@pytest.mark.usefixtures("comes_out")
def test_at_night_where_corrections_came_or_went(shop: Shop, lead: User) -> None:
    corrected(shop, FEWEST + 1)
    assert learn_where_new() == 0, "nobody has said that it is to learn"
    learn_from_corrections(True, by=people.actor(lead))
    assert learn_where_new() == 1
    assert learn_where_new() == 0
    TriageExample.objects.filter(text__startswith="flurbo does").delete()
    assert learn_where_new() == 1
    newest = newest_lesson(shop.organisation)
    assert newest is not None
    assert newest.used_since is None
