"""The page of quality over 100,000 cases of a quarter, beside reckoning the same anew from messages."""

import statistics
from functools import partial
from typing import Any

from benchmarks import desk
from benchmarks.case_pages import client_of, page_of
from benchmarks.fill_cases import OWNER
from benchmarks.fill_messages import A_CASE, SPAN, fill
from benchmarks.measuring import Finding, p95, seconds

CASES = 100_000
DAYS = 88  # all of them within the longest period of the page
BAR_MS = 500.0
ROUNDS = 20
PAGES = ("/insights/quality?days=90", "/insights/quality?days=30", "/insights/quality?days=90&shop={code}")
# Everything moves together into the last quarter; half of the answers left from here, by one of five people.
_MOVED = f"now() - (now() - {{column}}) * ({DAYS}.0 / {SPAN.days})"
_ROWS = (
    f"UPDATE amends_message SET sent_at = {_MOVED.format(column='sent_at')}",
    f"UPDATE amends_case SET last_message_at = {_MOVED.format(column='last_message_at')}, "
    "solved_at = CASE WHEN state = 'closed' THEN now() END",
    """INSERT INTO amends_outgoingmessage (organisation_id, case_id, conversation_id, idempotency_key,
        channel, purpose, state, recipient, subject, text, template, in_reply_to, "references", by_id,
        written_at, leaves_at, attempts, handed_over_at, answer, message_id, passed_rules, passed_reason)
    SELECT organisation_id, conversation_id, conversation_id, 'k' || id, 'email', 'answer', 'sent', '', '',
        '', CASE WHEN id % 3 = 0 THEN '' ELSE 'stage' || id % 40 || '@' || id % 3 END, '', '{}',
        (SELECT min(id) FROM amends_user) + id % 5, sent_at, sent_at, 1, sent_at, '', id, '{}', ''
    FROM amends_message WHERE direction = 'out' AND conversation_id % 2 = 0""",
    """INSERT INTO amends_clock (organisation_id, case_id, kind, side, actor, rule, rule_version, counts_from,
        started_at, due_at, is_chance, state, paused_spans, met_at)
    SELECT organisation_id, conversation_id, told.kind, side, 'seller', 'own.x', '', 'x',
        sent_at - interval '1 hour',
        sent_at + (conversation_id % 9 - 1) * interval '1 hour', false, 'met', '[]', sent_at
    FROM amends_message, (VALUES ('answer', 'own'), ('answer', 'platform')) AS told (kind, side)
    WHERE direction = 'out'""",
    """INSERT INTO amends_clock (organisation_id, case_id, kind, side, actor, rule, rule_version, counts_from,
        started_at, due_at, is_chance, state, paused_spans, met_at)
    SELECT organisation_id, case_id, 'promise', 'own', 'seller', 'own.p', '', 'x', handed_over_at,
        handed_over_at + interval '1 day', false, 'met', '[]', handed_over_at + (id % 30) * interval '1 hour'
    FROM amends_outgoingmessage WHERE id % 3 = 0""",
)  # fmt: skip


def run(address: str, *, full: bool) -> list[Finding]:
    """The bar: 500 ms for 19 of 20 looks, at 100,000 cases; where none is counted yet, it is told."""
    from django.db import connection

    from amends.insights.quality.counting import count_changed_cases

    name = desk.filled(address, f"quality_{CASES}", f"{CASES:,} cases of a quarter", _fill)
    ways = _ways()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE amends_casetocount, amends_countedturn")
        cursor.execute(
            "INSERT INTO amends_casetocount (organisation_id, case_id) "
            "SELECT organisation_id, id FROM amends_case"
        )
        cursor.execute("ANALYZE amends_casetocount")
    anew = statistics.median(seconds(ways[0]) for _ in range(2))
    counting = seconds(count_changed_cases)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE amends_casetocount, amends_countedturn")
    for way in ways:
        way()
    times = [seconds(way) for _ in range(ROUNDS * (4 if full else 1)) for way in ways]
    took = p95(times) * 1000
    return [
        Finding(
            name=f"page of quality over {CASES:,} cases, p95 of {len(times)} ({name})",
            measured=f"{took:.0f} ms, median {statistics.median(times) * 1000:.0f} ms",
            yardstick=f"reckoned anew from messages and clocks: {anew * 1000:,.0f} ms",
            ratio=round(took / anew / 1000, 3),
            bar=f"p95 under {BAR_MS:.0f} ms",
            ok=took < BAR_MS,
        ),
        Finding(
            name="counting them",
            measured=f"{CASES / counting:,.0f} cases/s",
            yardstick="",
            ratio=None,
            bar="",
            ok=None,
        ),
    ]


def _ways() -> list[Any]:
    from amends.accounts.models import Shop, User

    code = Shop.objects.order_by("code").values_list("code", flat=True)[0]
    client = client_of(User.objects.get(login=OWNER))
    return [partial(page_of, client, each.format(code=code)) for each in PAGES]


def _fill() -> None:
    from django.db import connection

    fill(CASES * A_CASE)
    with connection.cursor() as cursor:
        for statement in _ROWS:
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE")
