from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from amends.accounts.models import LoginFailure, OneTimeLink
from amends.accounts.tidying import KEEP, forget_what_is_over
from amends.core import clock

pytestmark = pytest.mark.django_db


def test_what_is_over_goes_and_the_rest_stays() -> None:
    now = clock.now()
    for name, age in (("old", KEEP + timedelta(minutes=1)), ("new", KEEP - timedelta(minutes=1))):
        LoginFailure.objects.create(subject=name, last_failed_at=now - age)
        OneTimeLink.objects.create(
            sha256=name.encode(), purpose="password", created_at=now - age, expires_at=now - age
        )
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(seconds=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(days=1))
    assert forget_what_is_over() == 3
    assert LoginFailure.objects.get().subject == "new"
    assert bytes(OneTimeLink.objects.get().sha256) == b"new"
    assert Session.objects.get().session_key == "new"
    assert forget_what_is_over() == 0
