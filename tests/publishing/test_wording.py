"""A seller's own wording: each save a version, none lost, an earlier one back at any time."""

from itertools import pairwise

import pytest

from amends.accounts.models import Organisation, User
from amends.core.errors import NotAllowed, NotFound, Refused
from amends.history.models import Event
from amends.publishing.wording import TemplateChanged, go_back, save_template
from amends.publishing.wordings_in_force import in_words_of, versions_of, wordings_of
from amends.releases.models import ReplyTemplateVersion
from amends.replies.drafts import template_for
from amends.replies.liquid import BrokenTemplate
from tests import people
from tests.people import actor

pytestmark = pytest.mark.django_db
THIS = ("lost", "en", "default")


@pytest.fixture
def house() -> Organisation:
    return people.organisation()


@pytest.fixture
def lead(house: Organisation) -> User:
    return people.user(house, "li", "lead")


def saved(by: User, text: str, seen: int = 0) -> ReplyTemplateVersion:
    return save_template(*THIS, text, seen=seen, by=actor(by))


def test_what_is_saved_holds_and_is_told(lead: User) -> None:
    first = saved(lead, "Sorry. {% for one in choices %}{{ one }}{% endfor %}  \r\n")
    assert (first.number, first.text) == (1, "Sorry. {% for one in choices %}{{ one }}{% endfor %}")
    with in_words_of(lead.organisation_id):
        assert template_for("lost", "en", "ebay", "email") == "lost@1"
    event = Event.objects.get(verb="reply_template_saved")
    assert event.detail == {"stage": "lost", "locale": "en", "variant": "default", "number": 1}


def test_the_same_text_twice_is_one_version(lead: User) -> None:
    first = saved(lead, "Sorry.")
    assert saved(lead, " Sorry. ", seen=1) == first
    assert saved(lead, "Sorry.") == first, "sent twice by a double click"
    assert Event.objects.filter(verb="reply_template_saved").count() == 1


def test_who_has_not_seen_the_newest_is_stopped(lead: User) -> None:
    saved(lead, "Sorry.")
    with pytest.raises(TemplateChanged):
        saved(lead, "So sorry.")
    assert wordings_of(lead.organisation_id)["en", "lost", "default"].text == "Sorry."


def test_back_and_forth_keeps_every_version(lead: User) -> None:
    saved(lead, "One.")
    saved(lead, "Two.", seen=1)
    assert go_back(*THIS, 1, by=actor(lead)).text == "One."
    assert go_back(*THIS, 0, by=actor(lead)).text == ""
    assert wordings_of(lead.organisation_id) == {}
    saved(lead, "Three.", seen=4)
    rows = list(versions_of(lead.organisation_id, *THIS))
    assert [row.text for row in rows] == ["Three.", "", "One.", "Two.", "One."]
    assert all(newer.number == older.number + 1 for newer, older in pairwise(rows))


def test_what_holds_is_not_gone_back_to(lead: User) -> None:
    with pytest.raises(Refused, match="holds already"):
        go_back(*THIS, 0, by=actor(lead))
    saved(lead, "One.")
    with pytest.raises(Refused, match="holds already"):
        go_back(*THIS, 1, by=actor(lead))
    with pytest.raises(NotFound):
        go_back(*THIS, 7, by=actor(lead))


@pytest.mark.parametrize("text", ["", "{{ coupon }}", "{% include 'x' %}", "{{ choices", "x" * 5_001])
def test_what_cannot_be_filled_is_not_saved(lead: User, text: str) -> None:
    with pytest.raises(BrokenTemplate):
        saved(lead, text)
    assert not ReplyTemplateVersion.objects.exists()


@pytest.mark.parametrize("named", [("poem", "en", "default"), ("lost", "de", "default"), ("lost", "en", "x")])
def test_what_there_is_not_cannot_be_reworded(lead: User, named: tuple[str, str, str]) -> None:
    with pytest.raises(NotFound):
        save_template(*named, "Sorry.", seen=0, by=actor(lead))


def test_only_leads_and_owners_decide(house: Organisation, lead: User) -> None:
    agent = people.user(house, "ann", "agent")
    with pytest.raises(NotAllowed):
        saved(agent, "Sorry.")
    saved(lead, "Sorry.")
    with pytest.raises(NotAllowed):
        go_back(*THIS, 0, by=actor(agent))


def test_each_organisation_has_its_own_words(lead: User) -> None:
    saved(lead, "Sorry.")
    other = people.user(people.organisation("other"), "bo", "owner")
    assert wordings_of(other.organisation_id) == {}
    assert saved(other, "Excuse us.").number == 1
