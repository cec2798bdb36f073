"""What nobody can use any more is deleted."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import transaction

from amends.accounts.models import ApiRequest, LoginFailure, OneTimeLink
from amends.core import clock

KEEP = timedelta(days=1)
KEEP_REQUESTS = timedelta(days=7)


@transaction.atomic
def forget_what_is_over() -> int:
    """Delete counts of failed logins and one-time links a day after their end, sessions at theirs, and the
    keys of programs' requests after a week.

    How many there were. History keeps what was done with them.
    """
    now = clock.now()
    over = (
        LoginFailure.objects.filter(last_failed_at__lt=now - KEEP),
        OneTimeLink.objects.filter(expires_at__lt=now - KEEP),
        ApiRequest.objects.filter(created_at__lt=now - KEEP_REQUESTS),
        Session.objects.filter(expire_date__lt=now),
    )
    return sum(rows.delete()[0] for rows in over)
