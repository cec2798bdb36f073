"""Cases that ask the same thing: all open ones are read and put into groups, and a queue reads the groups."""

import statistics
from collections.abc import Sequence

from benchmarks import desk
from benchmarks.measuring import Finding, p95, seconds

CASES = 10_000
MOST_SECONDS, MOST_READING_MS = 1.0, 50.0
TIMES = 7
# Every case has an order with a line and a parcel with four events, and a message; buyers ask five things.
_FILL = (
    """INSERT INTO amends_order (organisation_id, seller_account_id, shop_id, number, status, state, country,
        channel, currency, total_basis, asked_carrier, shipping_service, seller_note, close_reason, sorted_at,
        created_at)
    SELECT s.organisation_id, s.seller_account_id, s.id, 'N' || n, '', 'shipped', '', '', 'CNY', 'derived',
        '', '', '', '', now(), now() FROM generate_series(1, %(cases)s) n,
        (SELECT * FROM amends_shop ORDER BY id LIMIT 1) s""",
    """INSERT INTO amends_orderline (organisation_id, order_id, key, external_id, sku, product_id, title,
        variant, quantity, status, fulfilment, promotions, is_gift)
    SELECT organisation_id, id, '1', '', 'SKU-' || id %% 900, '', 'Lantern ' || id %% 900, '', 1, '',
        'seller', '{}', false FROM amends_order""",
    """INSERT INTO amends_parcel (organisation_id, seller_account_id, tracking_number, carrier, state,
        created_at)
    SELECT organisation_id, seller_account_id, 'YT' || id,
        (ARRAY['圆通速递', '中通快递', 'SF Express'])[1 + id %% 3], 'exception', now() FROM amends_order""",
    """INSERT INTO amends_parcelorder (organisation_id, parcel_id, seller_account_id, order_number, order_id)
    SELECT o.organisation_id, p.id, o.seller_account_id, o.number, o.id FROM amends_order o
    JOIN amends_parcel p ON p.tracking_number = 'YT' || o.id""",
    """INSERT INTO amends_trackingevent (organisation_id, parcel_id, key, happened_at, status, code, text,
        location)
    SELECT organisation_id, id, n::text, now() - n * interval '1 day', 'exception', '', '快件滞留，中心爆仓',
        (ARRAY['呼和浩特', '湛江', '武汉', '郑州', '西安'])[1 + (id + n) %% 5] || '转运中心'
    FROM amends_parcel, generate_series(1, 4) n""",
    """INSERT INTO amends_conversation (organisation_id, shop_id, channel, thread, order_number, order_id,
        last_message_at, created_at)
    SELECT organisation_id, shop_id, 'chat', 't' || id, number, id, now(), now() FROM amends_order""",
    """INSERT INTO amends_message (organisation_id, conversation_id, shop_id, external_id, in_reply_to,
        "references", direction, kind, received_at, language)
    SELECT organisation_id, id, shop_id, 'm' || id, '', '{}', 'in', '', now(), 'zh-Hans'
    FROM amends_conversation""",
    """INSERT INTO amends_messagebody (organisation_id, message_id, sender_name, sender_address, recipient,
        subject, text, problems)
    SELECT organisation_id, id, '', '', '', '', repeat('请问什么时候到账，', 6)
        || (ARRAY['税号', '支付宝', '优惠券', '驿站', '谢谢'])[1 + id %% 5], '{}' FROM amends_message""",
    """INSERT INTO amends_case (organisation_id, shop_id, order_id, order_number, declined_order_ids, state,
        issue_types, is_unsure, signals, answers, happened, given, language, opened_at, unanswered_since,
        last_message_at, newest_message_id, at_stake, queue_key, is_split)
    SELECT c.organisation_id, c.shop_id, c.order_id, c.order_number, '{}', 'open', ARRAY[
        (ARRAY['delayed', 'defective', 'invoice', 'refund_status', 'damaged'])[1 + c.id %% 5]], false, '{}',
        '{}', '{}', '{}', 'zh-Hans', now(), now(), now(), m.id, 0, now(), false
    FROM amends_conversation c JOIN amends_message m ON m.conversation_id = c.id""",
)


def run(address: str, *, full: bool) -> list[Finding]:
    """The bar: 10,000 open cases in a second."""
    from amends.accounts.models import Organisation, Shop
    from amends.cases.groups import groups_in
    from amends.inbox.grouping import group_cases_of
    from amends.inbox.in_common import whereabouts_of
    from amends.orders.models import Order

    desk.filled(address, f"grouped_{CASES}", f"{CASES:,} open cases in groups", fill)
    organisation = Organisation.objects.get()
    shops = list(Shop.objects.order_by("pk").values_list("pk", flat=True))
    orders = list(Order.objects.order_by("pk").values_list("pk", flat=True))
    group_cases_of(organisation.pk)
    whole = [seconds(lambda: group_cases_of(organisation.pk)) for _ in range(TIMES)]
    alone = [seconds(lambda: whereabouts_of(orders)) for _ in range(TIMES)]
    reading = [seconds(lambda: groups_in(shops)) for _ in range(3 * TIMES)]
    took, ratio = statistics.median(whole), statistics.median(whole) / statistics.median(alone)
    return [
        Finding(
            name=f"grouping {CASES:,} open cases ({len(groups_in(shops))} groups)",
            measured=f"{took:.2f} s",
            yardstick=f"{statistics.median(alone):.2f} s to read where their parcels are",
            ratio=ratio,
            bar=f"at most {MOST_SECONDS:.0f} s",
            ok=took <= MOST_SECONDS,
        ),
        _of_the_queue(reading),
    ]


def fill() -> None:
    """Bring the database Django speaks to, which is empty, to CASES open cases of one shop."""
    from django.db import connection

    from benchmarks.fill_cases import make_desk

    make_desk()
    with connection.cursor() as cursor:
        for statement in _FILL:
            cursor.execute(statement, {"cases": CASES})
        cursor.execute("ANALYZE")


def _of_the_queue(reading: Sequence[float]) -> Finding:
    took = p95(list(reading)) * 1000
    return Finding(
        name="the groups above a queue, p95",
        measured=f"{took:.1f} ms",
        yardstick="",
        ratio=None,
        bar=f"at most {MOST_READING_MS:.0f} ms",
        ok=took <= MOST_READING_MS,
    )
