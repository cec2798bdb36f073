"""Multiplied cases, with all that hangs on them, are what the importer and the agents would have made."""

from collections.abc import Callable

import pytest
from django.db import connection

from amends.cases.models import Case
from amends.core import clock
from amends.inbox.models import Draft, Message
from benchmarks import multiplying
from benchmarks.fill_cases import (
    HISTORY,
    case_kind,
    import_copy,
    make_desk,
    solve_all,
    work_on,
    working_day,
)
from benchmarks.multiplying import highest
from tests.benchmarks.copied import rolled_back, rows_of

pytestmark = pytest.mark.django_db

CASES = 60
# A mail's own bytes are shared by all its copies; how sure triage is moves a little with a number's digits,
# and what it decided is in the case.
APART = {"Message": frozenset({"content"}), "CaseMessage": frozenset({"issue_types"})}


@pytest.mark.parametrize("treat", [work_on, solve_all])
def test_multiplied_cases_are_as_imported(treat: Callable[..., None]) -> None:
    kind = case_kind()
    with clock.frozen_at(working_day()), connection.cursor() as cursor:
        owner = make_desk()
        begun = highest(cursor, kind.models)
        import_copy(owner, cases=CASES, copy=HISTORY)
        treat(owner, after=begun)
        done = highest(cursor, kind.models)
        copies = range(HISTORY + 1, HISTORY + 3)
        with rolled_back():
            multiplying.multiply(cursor, kind, begun, done, numbered=HISTORY, copies=copies)
            multiplied = rows_of(kind, done, highest(cursor, kind.models), apart=APART)
        begun = highest(cursor, kind.models)
        for copy in copies:
            before = highest(cursor, kind.models)
            import_copy(owner, cases=CASES, copy=copy)
            treat(owner, after=before)
        imported = rows_of(kind, begun, highest(cursor, kind.models), apart=APART)
    assert len(imported["Case"]) > 1.6 * CASES
    for name, rows in imported.items():
        assert multiplied[name] == rows, name


def test_the_set_holds_what_a_page_of_a_case_shows() -> None:
    with clock.frozen_at(working_day()):
        owner = make_desk()
        import_copy(owner, cases=CASES, copy=0)
        work_on(owner, after={Case: 0})
    states = set(Case.objects.values_list("state", flat=True))
    assert states == {"open", "snoozed", "waiting_buyer", "solved"}
    assert Draft.objects.exists()
    assert Case.objects.filter(order__isnull=False, order__parcel_links__isnull=False).exists()
    assert Case.objects.filter(next_due_at__lt=working_day(), state="open").exists()
    assert Case.objects.filter(assignee=None, state="open").exists()
    assert set(Message.objects.values_list("direction", flat=True)) == {"in", "out"}
    assert Case.objects.values("shop").distinct().count() == 5
