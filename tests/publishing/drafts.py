"""Drafts for tests: a shop's own longer answer time, and a what-if that somebody has read."""

from datetime import date

from amends.accounts.models import User
from amends.core import clock
from amends.core.packs import pack_bytes
from amends.releases.models import RulebookDraft, WhatIfReport

OWN_CLOCKS = pack_bytes("policies/shop").decode()
KINDER = pack_bytes("tables/returns/shop").decode().replace("max: 30 days", "max: 40 days")
HARSHER = (
    pack_bytes("tables/returns/shop")
    .decode()
    .replace("marketplaces: [taobao, tmall, shopify]", "marketplaces: [amazon]")
    .replace("marketplace: taobao", "marketplace: amazon, fulfilment: seller")
)


def read_by(draft: RulebookDraft, *people: User) -> WhatIfReport:
    """A finished what-if of the draft as it is, read by these people."""
    now = clock.now()
    return WhatIfReport.objects.create(
        organisation_id=draft.organisation_id,
        draft=draft,
        revision=draft.revision,
        from_day=date(2026, 10, 1),
        until_day=date(2026, 10, 31),
        state="done",
        seen_by_ids=[person.pk for person in people],
        asked_at=now,
        done_at=now,
    )


_LONGER = {
    "minutes: 720": "minutes: 1440",
    "due: 2026-11-21T21:00:00-05:00": "due: 2026-11-22T21:00:00-05:00",
    "'2026-11-21T09:00:00-05:00']]": "'2026-11-21T09:00:00-05:00'], "
    "['2026-11-21T21:00:00-05:00', '2026-11-22T09:00:00-05:00']]",
    "due: 2026-11-21T18:00:00+08:00": "due: 2026-11-22T18:00:00+08:00",
    "'2026-11-21T09:00:00+08:00']]": "'2026-11-21T09:00:00+08:00'], "
    "['2026-11-21T21:00:00+08:00', '2026-11-22T09:00:00+08:00']]",
}


def longer_answer_time() -> str:
    """The shop's own answer time, twice as long, with its examples."""
    text = OWN_CLOCKS
    for before, after in _LONGER.items():
        assert before in text
        text = text.replace(before, after)
    return text
