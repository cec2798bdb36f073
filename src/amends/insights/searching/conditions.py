"""The filters of a search as conditions in SQL: of a case `c`, of a message `m` with `recipient`."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from amends.accounts.models import Shop, User
from amends.cases.models import TYPES_IN_ORDER
from amends.cases.states import AT_WORK
from amends.core import clock
from amends.core.packs import load_pack
from amends.insights.searching.days import Span, read_day
from amends.insights.searching.language import Asked, Condition, Trouble
from amends.insights.searching.numbers import (
    buyers_and_orders,
    orders_of_number,
    orders_of_sku,
    orders_of_tracking,
)
from amends.insights.searching.scope import Scope
from amends.insights.searching.vocabulary import filters, nearest, plain
from amends.orders.queries import spellings
from amends.parcels.models import Parcel, ParcelOrder
from amends.triage.codes import CODES
from amends.triage.numbers import carriers_in

FEW = 2_000  # cases, or parcels, that are gone through one by one


@dataclass(frozen=True, slots=True)
class Part:
    """A condition in SQL with its values.

    What looks into other tables is written (SELECT true … LIMIT 1): so it is looked up for one row after the
    other until there are enough. An EXISTS would be made a join of all there is.
    """

    sql: str
    values: tuple[Any, ...] = ()


@dataclass(slots=True)
class Narrowed:
    """What the filters ask for: of the case, of the message, and from when until when (without it).

    `shops`: those that the filters leave. `needs_case`: some of it only a case can be.
    """

    shops: Collection[int]
    of_case: list[Part] = field(default_factory=list)
    of_message: list[Part] = field(default_factory=list)
    is_narrow: bool = False  # an index leads to the few cases that fit
    since: datetime | None = None
    until: datetime | None = None
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def needs_case(self) -> bool:
        return bool(self.of_case)


class Unread(Exception):
    """A value that the filter does not know; `offers` are values like it."""

    def __init__(self, code: str = "search_value_unknown", offers: Iterable[str] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.offers = tuple(offers)


def narrowed(asked: Asked, scope: Scope) -> Narrowed:
    """What the filters of a search ask for; those that cannot be followed are left out and told."""
    made = Narrowed(dict(scope.shops()))
    for each in asked.conditions:
        try:
            _READERS[each.code](each, scope, made)
            made.is_narrow |= each.code in _NARROW and not each.is_left_out
        except Unread as unread:
            written = asked.text[each.start : each.end].replace("：", ":").partition(":")[0]
            offers = tuple(f"{written}:{_quoted(offer)}" for offer in unread.offers)
            said = asked.text[each.start : each.end]
            made.troubles.append(Trouble(unread.code, said, each.start, each.end, offers))
    return made


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value


def _case(made: Narrowed, each: Condition, sql: str, *values: Any) -> None:
    made.of_case.append(Part(f"NOT coalesce(({sql}), false)" if each.is_left_out else f"({sql})", values))


def _is(each: Condition, scope: Scope, made: Narrowed) -> None:
    now = clock.now()
    late = "c.state = 'open' AND c.queue_key < %s AND c.next_due_at < %s"
    ways: dict[str, tuple[Any, ...]] = {
        "open": ("c.state = 'open'",),
        "waiting": ("c.state IN ('waiting_buyer', 'waiting_other')",),
        "snoozed": ("c.state = 'snoozed'",),
        "solved": ("c.state IN ('solved', 'closed')",),
        "closed": ("c.state = 'closed'",),
        "late": (late, now, now),
        "due_today": (
            "c.state = 'open' AND c.queue_key < %s AND c.next_due_at >= %s AND c.next_due_at < %s",
            _end_of_today(scope),
            now,
            _end_of_today(scope),
        ),
        "mine": ("c.assignee_id = %s AND c.state = ANY(%s)", scope.user_id, list(AT_WORK)),
        "unassigned": ("c.assignee_id IS NULL AND c.state = ANY(%s)", list(AT_WORK)),
    }
    _case(made, each, *ways[_value(each)])
    made.is_narrow |= _value(each) not in _DONE and not each.is_left_out


def _end_of_today(scope: Scope) -> datetime:
    today = read_day("today", now=clock.now(), zone=scope.zone)
    assert today is not None
    return today.end


def _type(each: Condition, scope: Scope, made: Narrowed) -> None:
    names = {plain(code): code for code in CODES} | {
        plain(name): code for name, code in scope.type_names.items()
    }
    code = names.get(plain(each.value))
    if code is None:
        raise Unread(offers=nearest(each.value, [*scope.type_names, *CODES]))
    places = " OR ".join(f"c.issue_types[{place}] = %s" for place in range(1, TYPES_IN_ORDER + 1))
    beyond = f"%s = ANY(c.issue_types[{TYPES_IN_ORDER + 1}:])"
    _case(made, each, f"{places} OR {beyond}", *[code] * (TYPES_IN_ORDER + 1))


def _shop(each: Condition, scope: Scope, made: Narrowed) -> None:
    codes = {plain(way): shop.pk for shop in scope.shops().values() for way in (shop.code, shop.name) if way}
    if plain(each.value) not in codes:
        raise Unread(offers=nearest(each.value, [shop.code for shop in scope.shops().values()]))
    wanted = codes[plain(each.value)]
    _keep(made, scope, each, lambda shop: shop.pk == wanted)


def _marketplace(each: Condition, scope: Scope, made: Narrowed) -> None:
    rows = load_pack("marketplaces").body["marketplaces"]
    codes = {plain(way): row["code"] for row in rows for way in (row["code"], *row["name"].values())}
    if plain(each.value) not in codes:
        raise Unread(offers=nearest(each.value, [way for row in rows for way in row["name"].values()]))
    wanted = codes[plain(each.value)]
    _keep(made, scope, each, lambda shop: shop.marketplace == wanted)


def _keep(made: Narrowed, scope: Scope, each: Condition, fits: Callable[[Shop], bool]) -> None:
    fitting = {pk for pk, shop in scope.shops().items() if fits(shop) != each.is_left_out}
    made.shops = {pk for pk in made.shops if pk in fitting}


def _carrier(each: Condition, scope: Scope, made: Narrowed) -> None:
    written = _carriers_written(scope, each.value)
    parcels = Parcel.objects.filter(organisation_id=scope.organisation_id, carrier__in=written)
    few = list(parcels.order_by().values_list("pk", flat=True)[: FEW + 1])
    if len(few) > FEW:
        sql = (
            "(SELECT true FROM amends_parcelorder l JOIN amends_parcel p ON p.id = l.parcel_id "
            "WHERE l.order_id = c.order_id AND p.carrier = ANY(%s) LIMIT 1)"
        )
        return _case(made, each, sql, written)
    links = ParcelOrder.objects.filter(parcel_id__in=few).exclude(order=None).order_by()
    made.is_narrow |= not each.is_left_out
    return _case(made, each, "c.order_id = ANY(%s)", list(links.values_list("order_id", flat=True)))


def _carriers_written(scope: Scope, value: str) -> list[str]:
    """The ways in which this organisation's platforms write the carrier that is meant."""
    codes = {mark.value for mark in carriers_in(value)}
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH RECURSIVE known(carrier) AS (
                (SELECT carrier FROM amends_parcel WHERE organisation_id = %s ORDER BY carrier LIMIT 1)
                UNION ALL SELECT (SELECT carrier FROM amends_parcel WHERE organisation_id = %s
                    AND carrier > known.carrier ORDER BY carrier LIMIT 1) FROM known WHERE carrier IS NOT NULL
            ) SELECT carrier FROM known WHERE carrier IS NOT NULL LIMIT 1000""",
            [scope.organisation_id] * 2,
        )
        known = [carrier for (carrier,) in cursor.fetchall()]
    return [
        carrier
        for carrier in known
        if codes & {mark.value for mark in carriers_in(carrier)} or plain(value) in plain(carrier)
    ]


def _assigned(each: Condition, scope: Scope, made: Narrowed) -> None:
    people = User.objects.of(scope.organisation_id).order_by("pk").values_list("pk", "login", "name")
    wanted = plain(each.value)
    if wanted in ("me", "我", "moi") and scope.user_id is not None:
        return _case(made, each, "c.assignee_id = %s", scope.user_id)
    if wanted in ("nobody", "无", "没人", "personne"):
        return _case(made, each, "c.assignee_id IS NULL")
    found = list(people)
    ids = [pk for pk, *names in found if any(wanted and wanted in plain(name) for name in names)]
    exact = [pk for pk, *names in found if any(wanted == plain(name) for name in names if name)]
    if not ids:
        raise Unread(offers=nearest(each.value, [name or login for _, login, name in found]))
    return _case(made, each, "c.assignee_id = ANY(%s)", exact or ids)


def _from(each: Condition, scope: Scope, made: Narrowed) -> None:
    buyers, orders = buyers_and_orders(scope, each.value)
    sender = (
        "(SELECT true FROM amends_casemessage sent JOIN amends_message s ON s.id = sent.message_id "
        "JOIN amends_messagebody t ON t.message_id = s.id WHERE sent.case_id = c.id AND s.direction = 'in' "
        "AND strpos(amends_plain(t.sender_name || ' ' || t.sender_address), amends_plain(%s)) > 0 LIMIT 1)"
    )
    if buyers or orders:
        return _case(made, each, "c.buyer_id = ANY(%s) OR c.order_id = ANY(%s)", buyers, orders)
    return _case(made, each, sender, each.value)


def _to(each: Condition, scope: Scope, made: Narrowed) -> None:
    sql = "strpos(amends_plain(m.recipient), amends_plain(%s)) > 0"
    made.of_message.append(Part(f"NOT ({sql})" if each.is_left_out else sql, (each.value,)))


def _order(each: Condition, scope: Scope, made: Narrowed) -> None:
    found, numbers = orders_of_number(scope, each.value), spellings(each.value)
    _case(made, each, "c.order_id = ANY(%s) OR c.order_number = ANY(%s)", found, numbers)


def _tracking(each: Condition, scope: Scope, made: Narrowed) -> None:
    _case(made, each, "c.order_id = ANY(%s)", orders_of_tracking(scope, each.value))


def _sku(each: Condition, scope: Scope, made: Narrowed) -> None:
    _case(made, each, "c.order_id = ANY(%s)", orders_of_sku(scope, each.value))


def _lang(each: Condition, scope: Scope, made: Narrowed) -> None:
    _case(made, each, "c.language = %s OR c.language LIKE %s", _value(each), f"{_value(each)}-%")


def _has(each: Condition, scope: Scope, made: Narrowed) -> None:
    pictures = " AND a.media_type LIKE 'image/%%'" if _value(each) == "photo" else ""
    _case(
        made,
        each,
        "(SELECT true FROM amends_casemessage held JOIN amends_messageattachment a "
        f"ON a.message_id = held.message_id WHERE held.case_id = c.id{pictures} LIMIT 1)",
    )


def _day(each: Condition, scope: Scope) -> Span:
    span = read_day(each.value, now=clock.now(), zone=scope.zone)
    if span is None:
        today = clock.now().astimezone(ZoneInfo(scope.zone)).date()
        raise Unread("search_day_unread", offers=(date.isoformat(today), "3d"))
    if each.is_left_out:
        raise Unread("search_day_left_out")
    return span


def _before(each: Condition, scope: Scope, made: Narrowed) -> None:
    begin = _day(each, scope).begin
    made.until = min(made.until or begin, begin)


def _after(each: Condition, scope: Scope, made: Narrowed) -> None:
    end = _day(each, scope).end
    made.since = max(made.since or end, end)


def _on(each: Condition, scope: Scope, made: Narrowed) -> None:
    day = _day(each, scope)
    end = day.end
    if day.begin == day.end:  # so many days ago: the whole of that day
        whole = read_day(
            day.begin.astimezone(ZoneInfo(scope.zone)).date().isoformat(), now=clock.now(), zone=scope.zone
        )
        assert whole is not None
        day, end = whole, whole.end
    made.since = max(made.since or day.begin, day.begin)
    made.until = min(made.until or end, end)


def _value(each: Condition) -> str:
    values = filters()[each.code].values
    if plain(each.value) not in values:
        raise Unread(offers=nearest(each.value, values))
    return values[plain(each.value)]


_NARROW = ("assigned", "from", "order", "tracking", "sku")
_DONE = ("solved", "closed")  # goes into the millions
_READERS: dict[str, Callable[[Condition, Scope, Narrowed], None]] = {
    "is": _is, "type": _type, "shop": _shop, "marketplace": _marketplace, "carrier": _carrier,
    "assigned": _assigned, "from": _from, "to": _to, "order": _order, "tracking": _tracking, "sku": _sku,
    "lang": _lang, "has": _has, "before": _before, "after": _after, "on": _on,
}  # fmt: skip
