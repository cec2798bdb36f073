"""A desk of millions of messages in Chinese and English, made up word by word, written straight into tables.

Words are as frequent as in real texts: the hundred commonest make half of what is written, most are rare.
What is wished for in a search is known, so that what is found can be held against it.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import accumulate
from typing import Any

from benchmarks import desk
from benchmarks.without_indexes import without_indexes

A_CASE = 4  # messages
SPAN = timedelta(days=730)
OPEN = 20_000  # cases at work; all others are done
EVERYDAY = {
    "en": "the to I my and it is not you for this a order parcel refund please tracking when have was hello "
    "received broken lantern delivery still money back address late arrived box missing thank",
    "zh": "的 了 我 你们 吗 怎么 还没 退款 快递 收到 什么时候 发货 订单 物流 谢谢 亲 破损 补发 地址 客服 "
    "灯笼 包裹 投诉 换货 坏了 少发 驿站 签收 催一下 单号",
}
SIGNS = (
    "天地人大小上下中左右东西南北春夏秋冬金木水火土山石田日月星云风雨雷电红黄蓝白黑花草树果鱼鸟虫马牛羊灯纸布线针刀"
    "瓶盒箱包杯盘碗筷壶锅炉床桌椅门窗墙瓦砖路桥船车轮油盐酱醋茶米面糖酒肉菜豆瓜"
)
PARTS = (
    "ba be bi bo bu ca ce ci co da de di do fa fe fi ga ge go ha he ho ja jo ka ke ko la le li lo ma me mi "
    "mo na ne no pa pe pi po ra re ri ro sa se si so ta te ti to va ve vi wa we za ze zo"
)
TABLES = (
    "amends_buyer", "amends_order", "amends_orderperson", "amends_parcel", "amends_parcelorder",
    "amends_case", "amends_conversation", "amends_message", "amends_messagebody", "amends_casemessage",
)  # fmt: skip
_ROWS = (
    """INSERT INTO amends_order (id, organisation_id, seller_account_id, shop_id, number, status, state,
        country, channel, currency, total_basis, asked_carrier, shipping_service, seller_note, close_reason,
        sorted_at, created_at)
    SELECT n, s.organisation_id, s.seller_account_id, s.id, lpad((n %% 997)::text, 3, '1') || '-'
        || lpad((n::bigint * 7919 %% 9999991)::text, 7, '0') || '-' || lpad(n::text, 7, '0'), '',
        'shipped', '', '', s.currency, 'derived', '', '', '', '', {at}, now()
    FROM generate_series(1, %(cases)s) n JOIN shop s ON s.place = n %% %(shops)s""",
    """INSERT INTO amends_orderperson (order_id, organisation_id, buyer_shown_name, recipient, email, phone,
        address, city, region, postal_code, country, buyer_note, invoice_title, invoice_tax_id)
    SELECT id, organisation_id, '', CASE WHEN shop_id %% 2 = 0
        THEN substr(%(signs)s, 1 + (id * 31 %% 90)::int, 1)
        || substr(%(signs)s, 1 + (id * 17 %% 83)::int, 2)
        ELSE 'Name' || id %% 50021 || ' Family' || id %% 997 END,
        '', '1' || lpad((id * 7907 %% 9999999967)::text, 10, '3'), '', '', '', '', '', '', '', ''
    FROM amends_order""",
    """INSERT INTO amends_parcel (id, organisation_id, seller_account_id, tracking_number, carrier, state,
        created_at)
    SELECT id, organisation_id, seller_account_id, 'YT' || lpad((id * 7919 %% 9999999967)::text, 12, '8'),
        (ARRAY['圆通速递', '中通快递', 'SF Express', 'UPS'])[1 + id %% 4], 'in_transit', now()
    FROM amends_order""",
    """INSERT INTO amends_parcelorder (organisation_id, parcel_id, seller_account_id, order_number, order_id)
    SELECT organisation_id, id, seller_account_id, number, id FROM amends_order""",
    """INSERT INTO amends_case (id, organisation_id, shop_id, order_id, order_number, declined_order_ids,
        state, issue_types, is_unsure, signals, answers, happened, given, language, opened_at,
        unanswered_since, last_message_at, newest_message_id, at_stake, queue_key, next_due_at, is_split)
    SELECT o.id, organisation_id, shop_id, o.id, number, '{{}}',
        CASE WHEN o.id > %(cases)s - %(open)s THEN 'open' ELSE 'closed' END,
        ARRAY[(ARRAY['delayed', 'defective', 'invoice', 'refund_status', 'damaged'])[1 + o.id / 5 %% 5]],
        false,
        '{{}}', '{{}}', '{{}}', '{{}}', CASE WHEN shop_id %% 2 = 0 THEN 'zh-Hans' ELSE 'en' END, sorted_at,
        sorted_at, sorted_at, o.id * {a_case}, 0, sorted_at,
        CASE WHEN o.id > %(cases)s - %(open)s THEN sorted_at + interval '2 days' END, false
    FROM amends_order o""",
    """INSERT INTO amends_conversation (id, organisation_id, shop_id, channel, thread, order_number, order_id,
        case_id, last_message_at, created_at)
    SELECT id, organisation_id, shop_id, 'chat', 't' || id, number, id, id, sorted_at, now()
    FROM amends_order""",
    """INSERT INTO amends_message (id, organisation_id, conversation_id, shop_id, external_id, in_reply_to,
        "references", direction, kind, sender_proof, names_order, sent_at, received_at, language)
    SELECT (o.id - 1) * {a_case} + k, organisation_id, o.id, shop_id, 'm' || o.id || '.' || k, '', '{{}}',
        CASE WHEN k = 2 THEN 'out' ELSE 'in' END, '', '', '', sorted_at + k * interval '1 hour', now(),
        CASE WHEN shop_id %% 2 = 0 THEN 'zh-Hans' ELSE 'en' END
    FROM amends_order o, generate_series(1, {a_case}) AS k""",
    """INSERT INTO amends_casemessage (organisation_id, case_id, message_id, reason, issue_types, signals,
        corrected_to, ruled_out)
    SELECT organisation_id, conversation_id, id, 'thread', '[]', '{{}}', '', '{{}}' FROM amends_message""",
)  # fmt: skip


def filled(address: str, messages: int) -> str:
    """The name of a database with so many messages, built when it is not there."""
    return desk.filled(address, f"messages_{messages}", f"{messages:,} messages", lambda: fill(messages))


def fill(messages: int) -> None:
    """Bring the database Django speaks to, which is empty, to so many messages."""
    from django.db import connection

    from benchmarks.fill_cases import make_desk

    make_desk()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE shop AS "
            "SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM amends_shop"
        )
        cursor.execute("SELECT count(*) FROM shop")
        given: dict[str, Any] = {
            "cases": messages // A_CASE,
            "open": min(OPEN, messages // A_CASE // 10),
            "signs": SIGNS,
        }
        given["shops"] = cursor.fetchone()[0]
        cases = messages // A_CASE
        at = f"now() - interval '{SPAN.days} days' * (1 - n::float / {cases + 1}) - interval '5 hours'"
        with without_indexes(cursor, TABLES):
            cursor.execute("SET session_replication_role = replica")
            for statement in _ROWS:
                cursor.execute(statement.format(at=at, a_case=A_CASE), given)
            _copy_words(cursor, messages)
            cursor.execute("RESET session_replication_role")
        for table in ("order", "parcel", "case", "conversation", "message"):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('amends_{table}', 'id'), max(id)) FROM amends_{table}"
            )
        cursor.execute("VACUUM ANALYZE")


def _copy_words(cursor: Any, messages: int) -> None:
    cursor.execute("SELECT id, organisation_id FROM shop ORDER BY place")
    shops = cursor.fetchall()
    columns = (
        "organisation_id, message_id, sender_name, sender_address, recipient, subject, text, original_name, "
        "original_address, problems"
    )
    with cursor.copy(f"COPY amends_messagebody ({columns}) FROM STDIN") as copy:
        written = {language: texts(language) for language in EVERYDAY}
        for message in range(1, messages + 1):
            case = (message - 1) // A_CASE + 1
            shop_id, organisation = shops[case % len(shops)]
            text = next(written["en" if shop_id % 2 else "zh"])
            copy.write_row((organisation, message, "", "", "", "", text, "", "", "{}"))


def texts(language: str, *, seed: int = 5) -> Iterator[str]:
    """What people write, for ever: 14 to 40 words, the same for the same seed."""
    chance = random.Random(seed)
    words = vocabulary(language)
    weights = list(accumulate(1 / (place + 2) for place in range(len(words))))
    between = " " if language == "en" else ""
    while True:
        chosen = chance.choices(words, cum_weights=weights, k=chance.randint(14, 40))
        middle = len(chosen) // 2
        yield f"{between.join(chosen[:middle])}{'. ' if between else '。'}{between.join(chosen[middle:])}"


def vocabulary(language: str) -> Sequence[str]:
    """60,000 words, the commonest first."""
    chance = random.Random(7)
    words = dict.fromkeys(EVERYDAY[language].split())
    while len(words) < 60_000:
        if language == "en":
            words["".join(chance.choices(PARTS.split(), k=chance.randint(2, 5)))] = None
        else:
            words["".join(chance.choices(SIGNS, k=chance.choice((1, 2, 2, 2, 3))))] = None
    return list(words)
