"""Rearranging cases so that it can be taken back: what was is kept beside what was made of it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import OperationalError, connection, transaction

from amends.accounts.permission import require
from amends.cases.actions import CaseConflict
from amends.cases.announcing import announce
from amends.cases.models import Case, CaseChange, Clock
from amends.cases.states import AT_WORK, CLOCK_RUNNING
from amends.core import clock
from amends.core.actor import Actor
from amends.core.bulk import LOCK_NOT_AVAILABLE, lock_until_commit
from amends.history.actions import Happening, record_all
from amends.inbox.clocks import keep_clocks
from amends.inbox.retelling import TOLD

PATIENCE_S = 10
COLUMNS = (
    "order_id", "order_number", "offered_order_id", "declined_order_ids", "buyer_id", "state", "issue_types",
    "is_unsure", "signals", "language", "assignee_id", "opened_at", "unanswered_since", "last_message_at",
    "newest_message_id", "at_stake", "snoozed_until", "solved_at", "is_split", "answers", "happened", "given",
)  # fmt: skip
FIELDS = {each.attname: each for each in Case._meta.concrete_fields}


@contextmanager
def rearranging(case: Case, *, by: Actor) -> Iterator[None]:
    """One transaction in which no other rearranging, and no import, touches the seller account's cases.

    Imports hold several cases at once, in the order of their messages: both go through one lock, so that
    neither waits for the other in a ring. Raises NotAllowed, CaseConflict (shop_busy).
    """
    require(by, "work_case", case.shop)
    with transaction.atomic():
        _wait_at_most(PATIENCE_S)
        try:
            with transaction.atomic():
                lock_until_commit("seller_account", case.shop.seller_account_id)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                raise
            raise CaseConflict(
                "shop_busy", "This shop's messages are coming in at this moment.", mend="Try again shortly."
            ) from None
        _wait_at_most(0)
        yield


def _wait_at_most(seconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{seconds * 1000}ms"])


def held(case_ids: Iterable[int]) -> list[Case]:
    """These cases as they are now, locked one after the other as given, with shop and order at hand."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("shop", "order")
    return [rows.get(pk=case_id) for case_id in case_ids]


def refuse_merged(case: Case) -> None:
    """Raises CaseConflict (case_merged) where another case has taken this one in."""
    if case.merged_into_id is not None:
        raise CaseConflict("case_merged", "This case was merged into another.", mend="Open that one.")


def as_it_is(case: Case) -> dict[str, Any]:
    """The columns that rearranging changes, as JSON keeps them."""
    return {name: _as_kept(getattr(case, name)) for name in COLUMNS}


def told(case: Case) -> dict[str, Any]:
    """Those of them that its messages make."""
    return {name: _as_kept(getattr(case, name)) for name in TOLD}


def _as_kept(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return f"{value:.4f}" if isinstance(value, Decimal) else value


def keep(
    kind: str, case: Case, before: Mapping[str, Any], *, other: Case | None, by: Actor, moved: dict[str, Any]
) -> CaseChange:
    """Save the case with its clocks, and keep how it was before; the clocks this started are kept too."""
    clocks = dict(Clock.objects.filter(case=case).values_list("pk", "state"))
    keep_clocks(case, case.shop)
    case.save()
    started = Clock.objects.filter(case=case).exclude(pk__in=clocks).order_by("pk")
    running = [pk for pk, state in clocks.items() if state in CLOCK_RUNNING]
    ended = Clock.objects.filter(pk__in=running, state="cancelled").order_by("pk")
    return CaseChange.objects.create(
        organisation_id=case.organisation_id,
        kind=kind,
        case=case,
        other=other,
        order_id=moved.get("order"),
        made_at=clock.now(),
        made_by_id=by.user_id,
        before=dict(before),
        after=as_it_is(case),
        moved={
            **moved,
            "clocks": list(started.values_list("pk", flat=True)),
            "ended_clocks": list(ended.values_list("pk", flat=True)),
        },
    )


def give_back(change: CaseChange, case: Case) -> set[str]:
    """Set the columns back that nobody has changed since; the names of those that are to be found anew.

    What messages have made of the case is found anew as a whole, once anything of it has changed.
    """
    now, later = as_it_is(case), _later(change)
    touched = {name for name in COLUMNS if change.before.get(name, ...) != change.after.get(name, ...)}
    lost = {name for name in COLUMNS if name not in change.before or name not in change.after}
    kept = {name for name in touched - lost if now[name] == change.after[name]}
    anew = (touched - kept) | lost
    if later or any(name in lost or now[name] != change.after[name] for name in TOLD):
        anew.update(TOLD)
    for name in kept - anew:
        setattr(case, name, FIELDS[name].to_python(change.before[name]))
    for before, after in pairwise([change, *later]):
        _hand_on(before, after, touched, is_next=before is change)
    return anew


def _later(change: CaseChange) -> list[CaseChange]:
    later = CaseChange.objects.filter(case_id=change.case_id, undone_at=None, pk__gt=change.pk)
    return list(later.order_by("pk"))


def _hand_on(change: CaseChange, later: CaseChange, names: Collection[str], *, is_next: bool) -> None:
    """What a later change found of these columns is not so any more: the next one found what this one did."""
    for name in names:
        if is_next and name in change.before and change.after.get(name) == later.before.get(name, ...):
            later.before[name] = change.before[name]
        else:
            later.before.pop(name, None)
    later.save(update_fields=["before"])


def settle(change: CaseChange, case: Case, anew: Collection[str] = (), *, by: Actor) -> None:
    """Save the case that was given back, with its clocks; those only the change had started go.

    `anew`: what was found anew. A case whose buyer waits since then is not asleep.
    """
    if "unanswered_since" in anew and case.unanswered_since is not None and case.state in AT_WORK:
        case.state, case.snoozed_until = "open", None
    _revive(change, case)
    keep_clocks(case, case.shop)
    Clock.objects.filter(pk__in=change.moved["clocks"], state="cancelled").delete()
    case.save()
    later = _later(change)
    if later:
        started = Clock.objects.filter(pk__in=change.moved["clocks"]).order_by("pk")
        later[0].moved["clocks"] += list(started.values_list("pk", flat=True))
        later[-1].after = as_it_is(case)
        for each in {later[0], later[-1]}:
            each.save(update_fields=["moved", "after"])
    change.undone_at, change.undone_by_id = clock.now(), by.user_id
    change.save(update_fields=["undone_at", "undone_by"])


def _revive(change: CaseChange, case: Case) -> None:
    """The clocks that the change had ended run on, where no other does so for them by now."""
    running = {
        (each.kind, each.side)
        for each in Clock.objects.filter(case=case, state__in=CLOCK_RUNNING).order_by("pk")
    }
    for each in Clock.objects.filter(pk__in=change.moved.get("ended_clocks", ()), state="cancelled"):
        if (each.kind, each.side) not in running:
            Clock.objects.filter(pk=each.pk).update(state="running")


def tell(verb: str, cases: Mapping[int, Mapping[str, Any]], *, by: Actor) -> None:
    """History of every case concerned, each with its own detail; open screens hear of it."""
    record_all((Happening(verb, "case", case_id, detail) for case_id, detail in cases.items()), by=by)
    announce(cases)


def find_change(change_id: int, *, by: Actor) -> CaseChange:
    """A change that was not undone yet, with its cases. Raises CaseConflict (change_undone)."""
    rows = CaseChange.objects.of(by.organisation_id).select_related("case__shop", "other")
    change = rows.filter(pk=change_id, undone_at=None).first()
    if change is None:
        raise CaseConflict("change_undone", "This was undone already.", mend="Reload the page.")
    return change
