from datetime import timedelta

import pytest

from amends.accounts.models import Organisation
from amends.connectors.pictures.shrink import Small, Unshown
from amends.core import clock
from amends.platform_records import thumbnails
from amends.platform_records.contents import forget_contents, keep_content
from amends.platform_records.models import Thumbnail
from amends.platform_records.thumbnails import (
    CUT_OFF_AFTER,
    MOST_ATTEMPTS,
    left_waiting,
    make_thumbnail,
    want_thumbnails,
)
from tests import people
from tests.web.pixels import png

pytestmark = pytest.mark.django_db
GONE_BY = timedelta(minutes=10)


@pytest.fixture
def organisation(db: None) -> Organisation:
    return people.organisation()


def wanted(organisation: Organisation, octets: bytes) -> Thumbnail:
    content = keep_content(organisation.pk, [octets])
    want_thumbnails(organisation.pk, [content.pk])
    return Thumbnail.objects.get(content=content)


def make_all(content_ids: list[int]) -> list[bool]:
    return [make_thumbnail(each) for each in content_ids]


def long_ago() -> None:
    Thumbnail.objects.update(wanted_at=clock.now() - GONE_BY)


def test_wanted_once_however_often_it_comes(organisation: Organisation) -> None:
    first = wanted(organisation, png(9, 9, (1, 2, 3)))
    other = keep_content(organisation.pk, [png(9, 9, (3, 2, 1))])
    both = [first.content_id, other.pk]
    assert want_thumbnails(organisation.pk, both) == [other.pk]
    assert want_thumbnails(organisation.pk, both) == []
    assert Thumbnail.objects.count() == 2


def test_settled_is_told_once(organisation: Organisation) -> None:
    ids = [wanted(organisation, octets).content_id for octets in (b"no picture", png(9, 9, (1, 2, 3)))]
    assert make_all(ids) == [True, True]
    assert make_all(ids) == [False, False]


def test_made_once(organisation: Organisation) -> None:
    one = wanted(organisation, png(640, 480, (200, 9, 9)))
    make_all([one.content_id])
    one.refresh_from_db()
    assert (one.state, one.width, one.height, one.attempts) == ("made", 320, 240, 1)
    assert one.octets is not None
    make_all([one.content_id])
    one.refresh_from_db()
    assert one.attempts == 1


def test_one_that_is_refused_stops_no_other_and_is_not_tried_again(organisation: Organisation) -> None:
    bad, good = wanted(organisation, b"no picture"), wanted(organisation, png(9, 9, (1, 2, 3)))
    make_all([bad.content_id, good.content_id])
    long_ago()
    make_all(left_waiting())
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, bad.reason, bad.attempts, good.state) == ("refused", "no_picture", 1, "made")


def test_what_its_job_has_left_is_made_later(organisation: Organisation) -> None:
    fresh = wanted(organisation, png(9, 9, (1, 2, 3)))
    make_all(left_waiting())
    fresh.refresh_from_db()
    assert fresh.state == "waiting", "its own job is on the way"
    long_ago()
    make_all(left_waiting())
    fresh.refresh_from_db()
    assert fresh.state == "made"


def test_one_that_ends_the_worker_is_given_up(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = wanted(organisation, png(9, 9, (1, 2, 3)))

    def cut_off(pieces: object) -> Small:
        raise SystemExit

    monkeypatch.setattr(thumbnails, "shrink", cut_off)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        with pytest.raises(SystemExit):
            make_all([tried.content_id])
        make_all([tried.content_id])
        tried.refresh_from_db()
        assert (tried.state, tried.attempts) == ("waiting", attempt), "not taken twice at once"
        Thumbnail.objects.update(begun_at=clock.now() - CUT_OFF_AFTER * 2)
    make_all([tried.content_id])
    tried.refresh_from_db()
    assert (tried.state, tried.reason, tried.attempts) == ("refused", "gave_up", MOST_ATTEMPTS)


def test_it_goes_with_its_content(organisation: Organisation) -> None:
    one = wanted(organisation, png(9, 9, (1, 2, 3)))
    make_all([one.content_id])
    forget_contents([one.content_id])
    assert not Thumbnail.objects.exists()
    make_all([one.content_id])  # its job comes too late


def test_erased_while_it_is_made(organisation: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    one = wanted(organisation, png(9, 9, (1, 2, 3)))

    def meanwhile(pieces: object) -> Small:
        forget_contents([one.content_id])
        return Small(b"\xff\xd8\xff", 1, 1)

    monkeypatch.setattr(thumbnails, "shrink", meanwhile)
    make_all([one.content_id])
    assert not Thumbnail.objects.exists()


def test_a_reason_is_kept(organisation: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    one = wanted(organisation, png(9, 9, (1, 2, 3)))

    def refused(pieces: object) -> Small:
        raise Unshown("too_heavy")

    monkeypatch.setattr(thumbnails, "shrink", refused)
    make_all([one.content_id])
    one.refresh_from_db()
    assert (one.state, one.reason) == ("refused", "too_heavy")
