"""All that imports leave behind, by natural keys: what must be equal however and however often they ran."""

import json
from typing import Any

NOT_COMPARED = (
    "id", "organisation_id", "seller_account_id", "shop_id", "order_id", "buyer_id", "parcel_id",
    "case_id", "conversation_id", "message_id", "returned_id", "feedback_id", "content_id", "record_id",
    "header_id",
    "import_file_id", "subject_id", "actor", "at", "created_at", "received_at", "first_seen_at", "sorted_at",
    "offered_order_id", "merged_into_id", "follows_id", "newest_message_id", "seen_message_id",
    "user_id", "assignee_id", "saved_at", "declined_order_ids",
)  # fmt: skip
OF_ORDER = "(SELECT number FROM amends_order WHERE id = t.order_id)"
OF_RETURN = "(SELECT source || ' ' || key FROM amends_return WHERE id = t.returned_id)"
OF_FEEDBACK = "(SELECT key FROM amends_feedback WHERE id = t.feedback_id)"
OF_PARCEL = "(SELECT tracking_number FROM amends_parcel WHERE id = t.parcel_id)"
OF_MESSAGE = "(SELECT external_id FROM amends_message WHERE id = t.message_id)"
OF_THREAD = "(SELECT channel || ' ' || thread FROM amends_conversation WHERE id = t.conversation_id)"
OF_BUYER = "(SELECT identity FROM amends_buyerperson WHERE buyer_id = t.buyer_id)"
OF_SHOP = "(SELECT code FROM amends_shop WHERE id = t.shop_id)"
OF_CONTENT = "(SELECT encode(sha256, 'hex') FROM amends_content WHERE id = t.content_id)"
OF_RECORD = "(SELECT kind || ' ' || record_key FROM amends_platformrecord WHERE id = t.record_id)"
OF_HEADER = "(SELECT names FROM amends_recordheader WHERE id = t.header_id)::text"
OF_USER = "(SELECT login FROM amends_user WHERE id = t.user_id)"
NEWEST = "(SELECT external_id FROM amends_message WHERE id = t.newest_message_id)"
SEEN = "(SELECT external_id FROM amends_message WHERE id = t.seen_message_id)"
OFFERED = "(SELECT number FROM amends_order WHERE id = t.offered_order_id)"
UNLESS_OVER = "(CASE t.state WHEN 'paused' THEN 'running' ELSE t.state END)"
OF_CHUNKS = "(SELECT sum(length(octets)) FROM amends_contentchunk WHERE content_id = t.id)::text"


def of_case(column: str) -> str:
    """A case by what was said in it."""
    return (
        "(SELECT string_agg(m.external_id, ' ' ORDER BY m.external_id) FROM amends_casemessage AS c"
        f" JOIN amends_message AS m ON m.id = c.message_id WHERE c.case_id = t.{column})"
    )


OF_CASE = of_case("case_id")
TABLES: dict[str, tuple[str, ...]] = {
    "order": (OF_SHOP, OF_BUYER, "(t.sorted_at = t.placed_at)::text"),
    "orderperson": (OF_ORDER,),
    "orderline": (OF_ORDER,),
    "payment": (OF_ORDER,),
    "parcel": (),
    "parcelorder": (OF_PARCEL, OF_ORDER),
    "trackingevent": (OF_PARCEL,),
    "return": (OF_SHOP, OF_ORDER),
    "returnperson": (OF_RETURN,),
    "feedback": (OF_SHOP, OF_ORDER),
    "feedbackperson": (OF_FEEDBACK,),
    "buyer": ("(SELECT identity FROM amends_buyerperson WHERE buyer_id = t.id)",),
    "buyerperson": (),
    "conversation": (OF_SHOP, OF_ORDER, OF_BUYER, OF_CASE),
    "message": (OF_SHOP, OF_THREAD, OF_CONTENT),
    "messagebody": (OF_MESSAGE,),
    "messageattachment": (OF_MESSAGE, OF_CONTENT),
    "content": (OF_CHUNKS,),
    "platformrecord": (OF_HEADER,),
    "platformrecordperson": (OF_RECORD,),
}
CASES: dict[str, tuple[str, ...]] = {
    "case": (
        of_case("id"), OF_SHOP, OF_ORDER, OF_BUYER, OFFERED, NEWEST, of_case("merged_into_id"),
        of_case("follows_id"),
    ),
    "casemessage": (OF_CASE, OF_MESSAGE),
    "clock": (OF_CASE, UNLESS_OVER),
    "platformevent": (OF_MESSAGE, OF_CASE),
    "draft": (OF_CASE, OF_USER, SEEN),
}  # fmt: skip
PASSES = {"clock": ("state",)}  # a clock pauses and goes on by itself
HISTORY = {"event": ("(t.verb LIKE '%changed')::text",)}


def everything(cursor: Any, *, history: bool = False, cases: bool = True) -> dict[str, list[str]]:
    """Table → its rows as sorted JSON. `history` adds the events that tell of changes and imports.

    `cases`: with what intake made of the messages.
    """
    tables = TABLES | (CASES if cases else {}) | (HISTORY if history else {})
    return {name: _rows(cursor, name, named) for name, named in tables.items()}


def _rows(cursor: Any, name: str, named: tuple[str, ...]) -> list[str]:
    ignored = ", ".join(f"'{column}'" for column in (*NOT_COMPARED, *PASSES.get(name, ())))
    keys = ", ".join(f"coalesce({key}, '')" for key in named)
    cursor.execute(f"SELECT to_jsonb(t) - ARRAY[{ignored}], ARRAY[{keys}]::text[] FROM amends_{name} t")
    return sorted(
        json.dumps(row, sort_keys=True, default=str, ensure_ascii=False) for row in cursor.fetchall()
    )
