"""Big sets of cases: what the product made of a demo-like set, multiplied in the database.

Two sets are imported. In the first the agents are at work: some cases are theirs, some put away, a few done.
The second is history: what can be solved is solved. A big desk has a few of the first and very many of the
second. Each copy is what the importer and the agents would have made of such files (tests/benchmarks proves
it), but for the bytes of mails, which all copies share: no page of a case opens them.
"""

from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import desk
from benchmarks.multiplying import Kind, highest, multiply
from benchmarks.without_indexes import without_indexes

CASES_IMPORTED = 1_000
AT_WORK = 5_000  # cases of a desk of a million that are not history
LIVE, HISTORY = 0, 1  # the numbers of the imported copies
AGENTS = ("an", "bea", "chen", "dora")
OWNER = "bench"


def filled(address: str, cases: int) -> str:
    """The name of a database with about so many cases, built when it is not there."""
    return desk.filled(address, f"cases_{cases}", f"{cases:,} cases", lambda: fill(cases))


def fill(cases: int) -> None:
    """Bring the database Django speaks to, which is empty, to so many cases."""
    from django.db import connection

    from amends.core import clock

    kind = case_kind()
    with clock.frozen_at(working_day()), connection.cursor() as cursor:
        owner = make_desk()
        begun = highest(cursor, kind.models)
        import_copy(owner, cases=CASES_IMPORTED, copy=LIVE)
        work_on(owner, after=begun)
        lived = highest(cursor, kind.models)
        import_copy(owner, cases=CASES_IMPORTED, copy=HISTORY)
        solve_all(owner, after=lived)
        done = highest(cursor, kind.models)
        a_set = done[kind.case] - lived[kind.case]
        at_work = lived[kind.case] - begun[kind.case]
        live = max(1, min(AT_WORK, cases // 10) // at_work)
        old = -((live * at_work - cases) // a_set)
        with without_indexes(cursor, [model._meta.db_table for model in kind.models]):
            multiply(cursor, kind, lived, done, numbered=HISTORY, copies=range(2, old + 1))
            multiply(cursor, kind, begun, lived, numbered=LIVE, copies=range(old + 1, old + live))
        cursor.execute("VACUUM ANALYZE")


class CaseKind(Kind):
    """The tables of cases and of all that a case's page shows."""

    @property
    def case(self) -> Any:
        return next(model for model in self.models if model.__name__ == "Case")


def case_kind() -> CaseKind:
    from amends import models as m
    from benchmarks.case_files import MARKS

    tables = (
        m.Buyer, m.BuyerPerson, m.Order, m.OrderPerson, m.OrderLine, m.Payment, m.Parcel, m.ParcelOrder,
        m.TrackingEvent, m.Case, m.Clock, m.WorkItem, m.Note, m.Conversation, m.Message, m.MessageBody,
        m.MessageAttachment, m.CaseMessage, m.Draft, m.OutgoingMessage, m.PlatformEvent, m.Event,
    )  # fmt: skip
    ids = {
        (m.Case, "newest_message_id"): m.Message,
        (m.Draft, "seen_message_id"): m.Message,
        (m.OutgoingMessage, "seen_message_id"): m.Message,
        (m.Event, "subject_id"): {"case": m.Case, "order": m.Order, "parcel": m.Parcel, "message": m.Message},
    }
    return CaseKind(tables, MARKS, ids)


def working_day() -> Any:
    """The moment at which everything is: the demo's own day, later than all that happens in it."""
    from benchmarks.case_files import STORY

    return STORY.now + timedelta(hours=1)


def make_desk() -> Any:
    """An organisation with an owner, agents and the demo's shops; the owner, acting."""
    from amends.accounts.models import Organisation, RoleGrant, SellerAccount, Shop, User
    from amends.accounts.storefront import Storefront
    from amends.core import clock
    from amends.core.actor import Actor
    from amends.demo.shops import DEMO_SHOPS

    now = clock.now()
    organisation = Organisation.objects.create(name="Bench", created_at=now)
    for login, role in ((OWNER, "owner"), *((name, "agent") for name in AGENTS)):
        user = User.objects.create(organisation=organisation, login=login, created_at=now)
        RoleGrant.objects.create(organisation=organisation, user=user, role=role)
    for told in DEMO_SHOPS:
        account = SellerAccount.objects.create(
            organisation=organisation, marketplace=told.marketplace, name=told.code
        )
        known = {each.name: getattr(told, each.name) for each in fields(Storefront)}
        Shop.objects.create(organisation=organisation, seller_account=account, created_at=now, **known)
    return Actor(organisation.pk, User.objects.get(login=OWNER).pk, "cli")


def import_copy(owner: Any, *, cases: int, copy: int) -> None:
    """Import a copy of the set into the desk's shops, as its owner would."""
    from amends.accounts.models import Shop
    from amends.demo.shops import DEMO_SHOPS
    from amends.imports.actions import import_path
    from benchmarks.case_files import write_shop

    with TemporaryDirectory() as folder:
        for told in DEMO_SHOPS:
            home = Path(folder) / told.code
            home.mkdir()
            write_shop(home, told, cases=cases, copy=copy)
            shop = Shop.objects.get(organisation_id=owner.organisation_id, code=told.code)
            for path in sorted(home.iterdir(), key=lambda path: (path.suffix == ".mbox", path.name)):
                done = import_path(path, shop, by=owner)
                if done.state != "done" or done.rejected:
                    raise SystemExit(f"{path.name} of {told.code} was not taken whole: {done.error}")


def work_on(owner: Any, *, after: Any) -> None:
    """Agents take two cases in three, put some away, write notes and drafts, and solve what is answered."""
    from amends.cases import actions
    from amends.core import clock
    from amends.core.actor import Actor
    from amends.inbox.drafts import save_draft

    agents = [Actor(owner.organisation_id, pk, "web") for pk in _agents(owner)]
    for place, case in enumerate(_cases(after)):
        agent = agents[place % len(agents)]
        if place % 3:
            case = actions.take_case(case, by=agent)
        if place % 7 == 0:
            actions.write_note(case, "Asked the warehouse for a photo of the shelf.", by=agent)
        if case.state == "open" and place % 10 == 1:
            save_draft(case, "I have looked into this and", seen_message_id=case.newest_message_id, by=agent)
        if case.state == "open" and place % 11 == 2:
            actions.snooze_case(case, until=clock.now() + timedelta(days=1 + place % 5), by=agent)
        elif case.state == "waiting_buyer" and place % 2:
            solve(case, by=agent)


def solve_all(owner: Any, *, after: Any) -> None:
    """Solve every case of the set by one agent or another."""
    from amends.core.actor import Actor

    agents = [Actor(owner.organisation_id, pk, "web") for pk in _agents(owner)]
    for place, case in enumerate(_cases(after)):
        solve(case, by=agents[place % len(agents)])


def solve(case: Any, *, by: Any) -> None:
    """Take the case, say that it needs nothing more, and solve it."""
    from amends.cases import actions
    from amends.core import clock

    case = actions.need_no_response(actions.take_case(case, by=by), by=by)
    # A set's mails hold no answers of the shop, so that nothing else meets the first one's clock.
    actions.against_us(case).update(state="met", met_at=clock.now())
    actions.solve_case(case, by=by)


def _agents(owner: Any) -> list[int]:
    from amends.accounts.models import User

    found = User.objects.filter(organisation_id=owner.organisation_id, login__in=AGENTS)
    return list(found.order_by("login").values_list("pk", flat=True))


def _cases(after: Any) -> Iterator[Any]:
    from amends.cases.models import Case

    found = Case.objects.select_related("shop").filter(pk__gt=after[Case], merged_into=None)
    return found.order_by("pk").iterator()
