"""Who has a case on their screen: kept for a moment, told to the others who look at it."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, TextField, Value
from django.db.models.functions import Coalesce, NullIf

from amends.cases.announcing import CHANNEL
from amends.cases.models import CaseLook
from amends.core import clock

FRESH = timedelta(seconds=100)  # a page that is open asks anew every minute
KEPT_FOR = timedelta(seconds=20)  # no need to write more often
OVER = timedelta(hours=1)

_LOOK = """
    WITH others AS (
        SELECT user_id FROM amends_caselook WHERE case_id = %(case)s AND seen_at >= %(fresh)s
    ), kept AS (
        INSERT INTO amends_caselook (organisation_id, case_id, user_id, seen_at)
        VALUES (%(organisation)s, %(case)s, %(user)s, %(now)s)
        ON CONFLICT (case_id, user_id) DO UPDATE SET seen_at = excluded.seen_at
        WHERE amends_caselook.seen_at < %(kept_for)s
    ), gone AS (
        DELETE FROM amends_caselook WHERE user_id = %(user)s AND seen_at < %(over)s AND case_id <> %(case)s
    ), opened AS (
        UPDATE amends_mention SET read_at = %(now)s
        WHERE %(opened)s AND user_id = %(user)s AND read_at IS NULL
            AND note_id IN (SELECT id FROM amends_note WHERE case_id = ANY(%(family)s))
    )
    SELECT pg_notify(%(channel)s, json_build_object(
        'organisation', organisation_id, 'shop', shop_id, 'cases', json_build_array(id), 'kind', 'looks'
    )::text)
    FROM amends_case
    WHERE id = %(case)s AND NOT EXISTS (SELECT 1 FROM others WHERE user_id = %(user)s)
        AND EXISTS (SELECT 1 FROM others)"""


def look_at(
    case_id: int, *, organisation_id: int, user_id: int, family: Collection[int], is_opened: bool
) -> None:
    """The person sees this case now; whoever looks at it already is told that they came: one statement.

    `is_opened`: they came to it, so that notes naming them, in the cases of its `family`, are read.
    """
    now = clock.now()
    given: dict[str, Any] = {
        "case": case_id,
        "organisation": organisation_id,
        "user": user_id,
        "now": now,
        "fresh": now - FRESH,
        "kept_for": now - KEPT_FOR,
        "over": now - OVER,
        "opened": is_opened,
        "family": list(family),
        "channel": CHANNEL,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, given)


def others_looking(user_id: int) -> ArraySubquery:
    """For annotating cases: the names of the others who look at each now."""
    looks = CaseLook.objects.filter(case=OuterRef("pk"), seen_at__gte=clock.now() - FRESH)
    others = looks.exclude(user_id=user_id).order_by("user_id")
    return ArraySubquery(
        others.values(said=Coalesce(NullIf("user__name", Value("", TextField())), "user__login"))
    )
