"""Judgements of very many cases: the examples of all playbooks, varied, judged, and copied in the database.

They stand on bare cases: what a what-if reads is the judgements.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import psycopg
from psycopg import sql

from benchmarks import desk
from benchmarks.without_indexes import without_indexes

KINDS = 5_000  # different judgements; the rest are copies of these, each a case of its own
SEED = 4
DAYS = 365
HOURS_APART = 400
CODE = "bench"


def filled(address: str, count: int) -> str:
    """The name of a database with so many judged cases, built when it is not there.

    One that was judged by other packs is dropped: its verdicts would all be judged twice.
    """
    from amends.core.packs import pack_bytes, pack_names

    packs = sha256(b"".join(map(pack_bytes, pack_names()))).hexdigest()[:8]
    name = f"judgements_{count}_{packs}"
    with psycopg.connect(address, autocommit=True) as connection:
        others = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s AND datname <> %s",
            [f"judgements_{count}%", name],
        ).fetchall()
        for (other,) in others:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(other)))
    return desk.filled(address, name, f"{count:,} judged cases", lambda: fill(count))


def fill(count: int) -> None:
    """Bring the database Django speaks to, which is empty, to so many judged cases of one organisation."""
    from django.db import connection

    from amends import models as m
    from amends.core.bulk import insert_rows

    shops = _shops()
    kinds = min(KINDS, count)
    rows = list(_judged(kinds, shops))
    with connection.cursor() as cursor, without_indexes(cursor, ["amends_case", "amends_judgement"]):
        cursor.execute("SET session_replication_role = replica")  # what they refer to is there
        insert_rows(m.Case, (m.Case(**row["case"]) for row in rows))
        insert_rows(m.Judgement, (m.Judgement(**row["judgement"]) for row in rows))
        for table, columns in (
            ("amends_case", _columns(m.Case)),
            ("amends_judgement", _columns(m.Judgement)),
        ):
            cursor.execute(_copies(table, columns), [kinds, -(-count // kinds) - 1])
        cursor.execute("SELECT setval(pg_get_serial_sequence('amends_case', 'id'), max(id)) FROM amends_case")
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('amends_judgement', 'id'), max(id)) FROM amends_judgement"
        )
        cursor.execute("RESET session_replication_role")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE amends_case")
        cursor.execute("VACUUM ANALYZE amends_judgement")


def _columns(model: Any) -> list[str]:
    return [each.column for each in model._meta.concrete_fields]


def _copies(table: str, columns: list[str]) -> str:
    """Each row so many times again: another id, other cases, opened minutes later."""
    moved = {
        "id": "id + copy * %s",
        "case_id": "case_id + copy * %s",
        "opened_at": "opened_at + copy * interval '1 minute'",
    }
    terms = ", ".join(moved.get(name, name).replace("%s", "kinds.n") for name in columns)
    names = ", ".join(columns)
    return (
        f"INSERT INTO {table} ({names}) SELECT {terms} FROM {table}, (SELECT %s::bigint AS n) AS kinds, "
        "generate_series(1, %s) AS copy"
    )


def _shops() -> dict[str, Any]:
    """A shop on each marketplace that the examples speak of, by marketplace."""
    from amends.accounts.models import Organisation, SellerAccount, Shop
    from amends.core import clock

    organisation = Organisation.objects.create(name=CODE, created_at=clock.now())
    made = {}
    for name in sorted({facts["marketplace"] for facts in _examples()}):
        account = SellerAccount.objects.create(organisation=organisation, marketplace=name, name=name)
        made[name] = Shop.objects.create(
            organisation=organisation,
            seller_account=account,
            code=name,
            marketplace=name,
            country="US",
            time_zone="UTC",
            currency="USD",
            language="en",
            created_at=clock.now(),
        )
    return made


def _examples() -> list[dict[str, Any]]:
    from amends.core.packs import load_packs

    return [example["facts"] for pack in load_packs("playbooks") for example in pack.body["examples"]]


def _judged(count: int, shops: dict[str, Any]) -> Iterator[dict[str, Any]]:
    from amends.playbooks.facts_document import facts_document
    from amends.playbooks.facts_reading import facts_from_json
    from amends.playbooks.verdict_document import rulebook_hash, verdict_of

    chance = random.Random(SEED)
    examples = _examples()
    for n in range(1, count + 1):
        facts = facts_from_json(_varied(chance, examples[n % len(examples)]))
        shop = shops[facts.marketplace]
        opened_at = facts.as_of - timedelta(days=chance.randrange(DAYS))
        case = {
            "id": n, "organisation_id": shop.organisation_id, "shop_id": shop.pk, "state": "solved",
            "issue_types": list(facts.issue_types), "opened_at": opened_at, "last_message_at": opened_at,
            "queue_key": opened_at,
        }  # fmt: skip
        judgement = {
            "id": n, "organisation_id": shop.organisation_id, "case_id": n, "shop_id": shop.pk,
            "opened_at": opened_at, "judged_at": facts.as_of, "marketplace": facts.marketplace,
            "issue_type": facts.issue_types[0], "facts": facts_document(facts),
            "verdict": verdict_of(facts, _answers(chance, facts.as_of)),
            "packs": rulebook_hash(facts.issue_types[0]),
        }  # fmt: skip
        yield {"case": case, "judgement": judgement}


def _varied(chance: random.Random, facts: dict[str, Any]) -> dict[str, Any]:
    """The same case with other amounts, some hours later or earlier as a whole."""
    apart = timedelta(hours=chance.randrange(-HOURS_APART, HOURS_APART))
    factor = Decimal(chance.randrange(50, 200)) / 100

    def varied(part: Any) -> Any:
        if isinstance(part, dict) and set(part) == {"amount", "currency"}:
            whole = Decimal(1) if part["currency"] == "JPY" else Decimal("0.01")
            return {**part, "amount": str((Decimal(part["amount"]) * factor).quantize(whole))}
        if isinstance(part, dict):
            return {name: varied(one) for name, one in part.items()}
        if isinstance(part, str) and len(part) > len("2026-11-21T"):
            try:
                moment = datetime.fromisoformat(part)
            except ValueError:
                return part
            return (moment + apart).isoformat() if moment.tzinfo else part
        return part

    moved: dict[str, Any] = varied(facts)
    return moved


def _answers(chance: random.Random, until: datetime) -> list[Any]:
    """One or two answers that the shop owed and gave, as most cases have."""
    from amends.playbooks.verdict_document import StartedClock

    found = []
    for _ in range(chance.randrange(1, 3)):
        began = until - timedelta(hours=chance.randrange(24, 500))
        met = began + timedelta(minutes=chance.randrange(5, 2_000))
        found.append(StartedClock("answer", "own", "oldest_unanswered_message", began, None, met))
    return found
