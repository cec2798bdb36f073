"""Whatever was said, drafted and noted: merged or split and taken back, all is as it was."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.cases.actions import need_no_response, snooze_case, write_note
from amends.core import clock
from amends.inbox.changing import find_change
from amends.inbox.drafts import save_draft
from amends.inbox.intake import refresh_all_clocks
from amends.inbox.merging import merge_cases, undo_merge
from amends.inbox.models import CaseMessage
from amends.inbox.replying import send_reply
from amends.inbox.splitting import split_messages, undo_split
from tests.inbox.rearranging import MONDAY, Talk, case_of, differing, everything, talk

LATER = MONDAY + timedelta(hours=40)
THREAD = st.sampled_from("abc")
STEP = st.one_of(
    st.tuples(st.just("write"), THREAD, st.sampled_from(["where is it?", "it is broken", "thanks!"])),
    st.tuples(st.sampled_from(["answer", "draft", "note", "reply", "quiet", "snooze"]), THREAD, st.just("")),
)


def play(of: Talk, steps: list[tuple[str, str, str]]) -> None:
    """Each thread begins with a message; an hour lies between the steps."""
    for hour, (what, thread, words) in enumerate([("write", each, "hello") for each in "abc"] + steps):
        if what == "write":
            of.write(f"{thread}{hour}", words, hours=hour)
            continue
        if what == "answer":
            of.answer(f"{thread}{hour}", hours=hour)
            continue
        case = case_of(f"{thread}{'abc'.index(thread)}")
        if what == "draft":
            save_draft(case, f"draft {hour}", seen_message_id=case.newest_message_id, by=of.by)
        elif what == "note":
            write_note(case, f"note {hour}", by=of.by)
        elif what == "reply":
            send_reply(case, f"reply {hour}", seen_message_id=case.newest_message_id, by=of.by)
        elif what == "quiet":
            need_no_response(case, by=of.by)
        elif case.state == "open":
            snooze_case(case, until=LATER + timedelta(days=1), by=of.by)
    refresh_all_clocks(of.shop)


@pytest.mark.django_db(transaction=True)
@settings(max_examples=12)
@given(steps=st.lists(STEP, max_size=8), pair=st.permutations("abc"))
def test_merged_and_undone(steps: list[tuple[str, str, str]], pair: list[str]) -> None:
    with transaction.atomic(), clock.frozen_at(LATER):
        of = talk()
        play(of, steps)
        one, into = (case_of(f"{thread}{'abc'.index(thread)}") for thread in pair[:2])
        before = everything()
        undo_merge(merge_cases(one, into, by=of.by), by=of.by)
        assert differing(before) == []
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
@settings(max_examples=12)
@given(steps=st.lists(STEP, max_size=8), data=st.data())
def test_split_and_undone(steps: list[tuple[str, str, str]], data: st.DataObject) -> None:
    with transaction.atomic(), clock.frozen_at(LATER):
        of = talk()
        play(of, [*steps, ("write", "a", "and the invoice")])
        case = case_of("a0")
        ids = sorted(CaseMessage.objects.filter(case=case).values_list("message_id", flat=True))
        chosen = data.draw(st.sets(st.sampled_from(ids), min_size=1, max_size=len(ids) - 1))
        before = everything()
        new = split_messages(case, chosen, by=of.by)
        change = new.changes_of_other.get()
        undo_split(find_change(change.pk, by=of.by), by=of.by)
        left = [row for row in differing(before) if new.pk not in (row[1], row[2].get("case_id", (0, 0))[1])]
        assert [row for row in left if row[0] != "CaseLink"] == []
        transaction.set_rollback(True)
