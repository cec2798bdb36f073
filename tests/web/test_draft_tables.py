"""The grid of a table, prices and packs as text: kept, refused, clashing, and hostile."""

import re
from typing import Any

import pytest
import yaml
from django.test import Client

from amends.accounts.models import User
from amends.core.packs import pack_bytes
from amends.publishing.actions import find_draft
from amends.publishing.editable_tables import open_table
from amends.releases.models import RulebookDraft
from tests import people
from tests.web.conftest import HOSTILE

APPROVAL, RETURNS = "tables/refund_approval", "tables/returns/shop"
TABLE = "/tables/refund_approval"

pytestmark = pytest.mark.django_db


def here(draft: RulebookDraft, rest: str = "") -> str:
    return f"/rulebook/drafts/{draft.pk}{rest}"


FIELD = re.compile(
    r'<(input|select|textarea)\b([^>]*\bname="([^"]+)"[^>]*)>(.*?)(?=<(?:input|select|textarea|button)\b|$)',
    re.S,
)


def form_of(client: Client, address: str, form: str = "grid") -> dict[str, str]:
    """What a browser would send of the form as it stands."""
    page = client.get(address).content.decode()
    inside = page[page.index(f'id="{form}"') :].split("</form>")[0]
    sent = {}
    for kind, attributes, name, after in FIELD.findall(inside):
        if kind == "input":
            found = re.search(r'value="([^"]*)"', attributes)
            sent[name] = found[1] if found else ""
        elif kind == "textarea":
            sent[name] = after.split("</textarea>")[0].removeprefix("\n")
        else:
            chosen = re.search(r'<option value="([^"]*)" selected', after) or re.search(
                r'value="([^"]*)"', after
            )
            sent[name] = chosen[1] if chosen else ""
    return {name: _plain(text) for name, text in sent.items()}


def _plain(text: str) -> str:
    for code, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):
        text = text.replace(code, sign)
    return text


def rows_of(draft: RulebookDraft, table: str = "refund_approval") -> list[dict[str, Any]]:
    files = RulebookDraft.objects.get(pk=draft.pk).files
    return [row.body for row in open_table(files, table).rows]


def test_a_form_kept_as_it_stands_changes_nothing(client: Client, draft: RulebookDraft) -> None:
    for table in ("/tables/refund_approval", "/tables/shop_return"):
        answer = client.post(here(draft, table), form_of(client, here(draft, table)) | {"do": "keep"})
        assert answer.status_code == 302
    assert RulebookDraft.objects.get().files == {}


def test_a_cell_is_kept_and_everything_around_it_stays(client: Client, draft: RulebookDraft) -> None:
    sent = form_of(client, here(draft, TABLE)) | {"r1.c.refund": "<= 100 USD", "do": "keep"}
    assert client.post(here(draft, TABLE), sent).status_code == 302
    kept = RulebookDraft.objects.get().files[APPROVAL]
    shipped = pack_bytes(APPROVAL).decode()
    changed = [line for line in kept.splitlines() if line not in shipped.splitlines()]
    assert [line.strip() for line in changed] == ["when: {refund: {max: 100 USD}}"]


def test_every_part_of_a_row_is_kept(client: Client, draft: RulebookDraft) -> None:
    table = "/tables/shop_return"
    sent = form_of(client, here(draft, table)) | {
        "r0.c.days_kept": "0..45 days", "r0.c.faulty": "", "r0.o.allowed": "yes", "r0.o.packaging_fee": "",
        "r0.text.en": "Within 45 days: " + HOSTILE, "r0.from": "", "r0.countries": "FR, DE", "r0.shops": "US",
        "r0.reason": "longer", "r1.state": "ask_a_person", "do": "keep",
    }  # fmt: skip
    assert client.post(here(draft, table), sent).status_code == 302
    first, second = rows_of(draft, "shop_return")
    assert first["when"] == {"days_kept": {"min": "0 days", "max": "45 days"}}
    assert first["then"] == {"allowed": True, "return_freight": "seller_pays", "outbound_freight_back": True}
    assert (first["countries"], first["shops"], first["reason"]) == (["FR", "DE"], ["US"], "longer")
    assert second["then"] == "ask_a_person"
    assert "<script>alert" not in client.get(here(draft, table)).content.decode()
    assert "<script>alert" not in client.get(here(draft)).content.decode()


def test_rows_are_added_moved_and_taken_away(client: Client, draft: RulebookDraft) -> None:
    def act(do: str) -> list[str]:
        sent = form_of(client, here(draft, TABLE)) | {"do": do}
        assert client.post(here(draft, TABLE), sent).status_code == 302
        return [row["id"] for row in rows_of(draft)]

    assert act("copy:small~1")[:4] == ["owner", "small", "small_2", "alone"]
    assert act("up:small_2~1")[:3] == ["owner", "small_2", "small"]
    assert act("down:owner~1")[:2] == ["small_2", "owner"]
    assert act("up:small_2~1")[:2] == ["small_2", "owner"]
    assert "small_2" not in act("remove:small_2~1")
    unknown = client.post(here(draft, TABLE), {"do": "remove:nothing~1", "r0.key": "x", "r0.was": ""})
    assert unknown.status_code == 409


def test_what_cannot_be_read_is_kept_as_it_was_typed(client: Client, draft: RulebookDraft) -> None:
    sent = form_of(client, here(draft, TABLE)) | {"r1.c.refund": "≤ a hundred", "do": "keep"}
    assert client.post(here(draft, TABLE), sent).status_code == 302
    page = client.get(here(draft, TABLE)).content.decode()
    assert 'value="≤ a hundred"' in page
    assert "Write it like ≤ 150 USD" in page
    mended = form_of(client, here(draft, TABLE)) | {"r1.c.refund": "≤ 100 USD", "do": "keep"}
    assert client.post(here(draft, TABLE), mended).status_code == 302
    assert rows_of(draft)[1]["when"] == {"refund": {"max": "100 USD"}}


@pytest.mark.parametrize(
    "fault",
    [
        {"r1.id": "A b"},
        {"r1.from": "2026-13-45"},
        {"r1.text.fr": ""},
        {"r1.o.approval": ""},
        {"r1.reason": "é"},
    ],
)
def test_what_no_pack_can_hold_is_answered_with_the_form(
    client: Client, draft: RulebookDraft, fault: dict[str, str]
) -> None:
    sent = form_of(client, here(draft, TABLE)) | {"r1.c.refund": "≤ 77 USD", "do": "keep"} | fault
    answer = client.post(here(draft, TABLE), sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert 'value="≤ 77 USD"' in page
    assert 'aria-invalid="true"' in page
    assert RulebookDraft.objects.get().files == {}


def test_the_checks_follow_what_is_typed_and_keep_nothing(client: Client, draft: RulebookDraft) -> None:
    sent = form_of(client, here(draft, TABLE)) | {"do": "check", "r5.state": "", "r4.c.refund": "≤ 1000 USD"}
    part = client.post(here(draft, TABLE), sent).content.decode()
    assert "A gap: no row covers these cases." in part
    assert "above 1000" in part
    assert "<html" not in part
    bad = sent | {"r1.c.refund": "≤ x"}
    part = client.post(here(draft, TABLE), bad).content.decode()
    assert 'id="e-1-c.refund" hx-swap-oob="true">Write it like' in part
    assert 'name="marked" value="1:c.refund"' in part
    gone = client.post(here(draft, TABLE), sent | {"marked": "1:c.refund"}).content.decode()
    assert 'id="e-1-c.refund" hx-swap-oob="true"></p>' in gone
    assert RulebookDraft.objects.get().files == {}


def test_below_the_floor_the_row_offended_is_named(client: Client, draft: RulebookDraft) -> None:
    table = "/tables/shop_return"
    sent = form_of(client, here(draft, table)) | {
        "do": "check",
        "r1.marketplaces": "amazon",
        "r1.countries": "US",
    }
    part = client.post(here(draft, table), sent).content.decode()
    assert "Harsher to the buyer than law or marketplace." in part
    assert "amazon_return/window" in part


def test_one_click_mends_examples(client: Client, draft: RulebookDraft) -> None:
    sent = form_of(client, here(draft, TABLE)) | {"r1.c.refund": "≤ 100 USD", "do": "keep"}
    client.post(here(draft, TABLE), sent)
    page = client.get(here(draft, TABLE)).content.decode()
    number = re.search(r'name="number" value="(\d+)"', page)
    assert number is not None
    assert 'name="row" value="small"' in page
    assert client.post(here(draft, TABLE + "/example"), {"number": number[1]}).status_code == 302
    assert client.post(here(draft, TABLE + "/example"), {"row": "small"}).status_code == 302
    assert "The checks find nothing." in re.sub(r"\s+", " ", client.get(here(draft)).content.decode()) or (
        "No example" not in client.get(here(draft)).content.decode()
    )
    assert client.post(here(draft, TABLE + "/example"), {"number": "x"}).status_code == 404
    assert client.post(here(draft, TABLE + "/example"), {"row": "nothing"}).status_code == 400


def test_two_people_in_one_table(client: Client, draft: RulebookDraft) -> None:
    """Rows that only one touched come together; one that both touched is shown from both."""
    mine = form_of(client, here(draft, TABLE)) | {"do": "keep", "r1.c.refund": "≤ 100 USD"}
    theirs = form_of(client, here(draft, TABLE)) | {"do": "keep", "r3.c.refund": "≤ 900 USD"}
    assert client.post(here(draft, TABLE), theirs).status_code == 302
    assert client.post(here(draft, TABLE), mine).status_code == 302
    assert rows_of(draft)[1]["when"] == {"refund": {"max": "100 USD"}}
    assert rows_of(draft)[3]["when"]["refund"] == {"max": "900 USD"}
    late = theirs | {"r3.c.refund": "≤ 800 USD"}
    answer = client.post(here(draft, TABLE), late)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert 'value="≤ 800 USD"' in page
    assert "≤ 900 USD" in page
    assert rows_of(draft)[3]["when"]["refund"] == {"max": "900 USD"}
    was = re.search(r'name="r3.was" value="([^"]+)"', page)
    assert was is not None
    assert client.post(here(draft, TABLE), late | {"r3.was": was[1]}).status_code == 302
    assert rows_of(draft)[3]["when"]["refund"] == {"max": "800 USD"}


def test_a_pack_as_text_is_kept_checked_and_taken_back(client: Client, draft: RulebookDraft) -> None:
    address = here(draft, "/packs/policies/shop")
    sent = form_of(client, address, "text") | {"do": "check"}
    shipped = pack_bytes("policies/shop").decode()
    was = re.search(r'name="was" value="([^"]+)"', client.get(address).content.decode())
    assert was is not None
    sent = {"was": was[1], "text": shipped.replace("720", "1440")}
    part = client.post(address, sent | {"do": "check"}).content.decode()
    assert "own.answer" in part
    assert "<html" not in part
    assert client.post(address, sent | {"do": "keep"}).status_code == 302
    assert "minutes: 1440" in RulebookDraft.objects.get().files["policies/shop"]
    late = client.post(address, sent | {"text": shipped.replace("720", "360"), "do": "keep"})
    assert late.status_code == 409
    page = late.content.decode()
    assert "minutes: 360" in page
    assert "<del>" in page
    assert "minutes: 1440" in RulebookDraft.objects.get().files["policies/shop"]
    assert client.post(address, {"do": "back"}).status_code == 302
    assert RulebookDraft.objects.get().files == {}


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
)


@pytest.mark.parametrize(
    "text",
    [
        BOMB, "a: [", "\t", "- - - -", "{" * 5_000, "x" * 999_000, "name: " + HOSTILE,
        "!!python/object:os.system x",
        "side: seller\ntables: 7\n", "side: seller\ntables: [{id: x, rows: 3}]\n", "rules: &r [*r]",
        "? [a]\n: b",
        "side: seller\ntables:\n- {id: t, rows: [1, 2]}\n",
    ],
)  # fmt: skip
def test_hostile_text_is_told_and_breaks_no_page(client: Client, draft: RulebookDraft, text: str) -> None:
    for pack in (RETURNS, "policies/shop", "tables/own_new", "case_costs", "playbooks/delayed"):
        sent = {"was": was_of(client, here(draft, f"/packs/{pack}")), "text": text}
        assert client.post(here(draft, f"/packs/{pack}"), sent | {"do": "check"}).status_code == 200
        assert client.post(here(draft, f"/packs/{pack}"), sent | {"do": "keep"}).status_code in (302, 409)
    for page in (
        "",
        "/prices",
        "/packs",
        f"/packs/{RETURNS}",
        "/tables/refund_approval",
        "/tables/shop_return",
    ):
        answer = client.get(here(draft, page))
        assert answer.status_code in (200, 400, 404), page
        assert "<script>alert" not in answer.content.decode()


def was_of(client: Client, address: str) -> str:
    found = re.search(r'name="was" value="([^"]+)"', client.get(address).content.decode())
    assert found is not None
    return found[1]


def test_a_pack_over_the_limit_or_of_another_is_turned_away(client: Client, draft: RulebookDraft) -> None:
    address = here(draft, "/packs/policies/shop")
    sent = {"was": was_of(client, address), "text": "# " + "x" * 1_000_001, "do": "keep"}
    assert client.post(address, sent).status_code == 409
    assert client.post(address, sent | {"text": "x" * 2_600_000}).status_code == 413
    for pack in ("calendars/CN", "../settings", "schema/tables", "currencies", "policies"):
        assert client.get(here(draft, f"/packs/{pack}")).status_code == 404
    assert RulebookDraft.objects.get().files == {}


def test_prices_are_kept_and_their_examples_follow(client: Client, draft: RulebookDraft, lead: User) -> None:
    address = here(draft, "/prices")
    sent = {"was": was_of(client, address), "do": "keep", "p0.freight_out": "7,25", "p5.claim": "4000"}
    assert client.post(address, sent).status_code == 302
    body = yaml.safe_load(find_draft(draft.pk, by=people.actor(lead)).files["case_costs"])
    assert body["prices"][0]["freight_out"] == "7.25"
    assert body["examples"][0]["amount"] == "7.25"
    assert body["examples"][1]["amount"] == "4000"
    assert "No what-if" in client.get(here(draft)).content.decode()
    assert "The checks find errors." not in client.get(here(draft)).content.decode()
    stale = client.post(address, sent | {"p0.freight_out": "9"})
    assert stale.status_code == 409
    assert 'value="9"' in stale.content.decode()


def test_a_shop_has_prices_of_its_own(client: Client, draft: RulebookDraft, lead: User) -> None:
    address = here(draft, "/prices")
    new = {"do": "add", "new.currency": "usd", "new.shops": "US", "new.freight_out": "3.10"}
    assert client.post(address, new | {"was": was_of(client, address)}).status_code == 302
    body = yaml.safe_load(find_draft(draft.pk, by=people.actor(lead)).files["case_costs"])
    assert body["prices"][-1] == {"currency": "USD", "shops": ["US"], "freight_out": "3.10"}
    assert client.post(address, new | {"was": was_of(client, address)}).status_code == 409  # there already
    last = len(body["prices"]) - 1
    assert client.post(address, {"do": f"remove:{last}", "was": was_of(client, address)}).status_code == 302
    assert client.post(address, {"do": "remove:0", "was": was_of(client, address)}).status_code == 409
    for bad in ({"new.freight_out": "much"}, {"new.currency": "XYZ"}, {"new.freight_out": "1e99"}):
        assert client.post(address, new | {"was": was_of(client, address)} | bad).status_code == 409


def test_the_answer_time_is_kept_and_its_examples_follow(client: Client, draft: RulebookDraft) -> None:
    address = here(draft, "/prices")
    wanted = {"do": "answer", "minutes": "1440", "staffed_from": "08:30", "staffed_until": "20:00"}
    assert client.post(address, wanted).status_code == 302
    assert "The checks find errors." not in client.get(here(draft)).content.decode()
    for bad in ({"minutes": "0"}, {"minutes": "x"}, {"staffed_from": "21:00"}, {"staffed_until": "99"}):
        answer = client.post(address, wanted | bad)
        assert answer.status_code == 409


LAW = """\
name: gifts.law
side: law
source: {known_from: A made-up law, read_on: 2026-11-01, confidence: C}
facts: {gift: {type: yes_no, of: buyer}, days: {type: number, whole: true, min: 0}}
outcomes: {kept: {type: yes_no, kinder: true}}
tables:
  - id: law_gift
    question: gift_kept
    columns: [gift, days]
    rows:
      - id: kept
        when: {gift: true, days: {max: 7}}
        then: {kept: true}
        reason: kept
        text: {en: It is kept., zh-Hans: 可以保留。, fr: Il est gardé.}
    otherwise: silent
examples:
  - {name: a gift, facts: {gift: true, days: 3}, gives: {row: law_gift/kept}}
"""


def test_a_table_is_begun_for_a_question_that_only_the_law_answers(
    client: Client, draft: RulebookDraft
) -> None:
    RulebookDraft.objects.filter(pk=draft.pk).update(files={"tables/gifts/law": LAW})
    assert 'value="gift_kept"' in client.get(here(draft)).content.decode()
    answer = client.post(here(draft, "/tables"), {"question": "gift_kept"})
    assert answer["Location"].endswith("/tables/own_gift_kept")
    assert (
        "The checks find nothing." not in client.get(here(draft)).content.decode()
    )  # the law is not the seller's
    page = client.get(answer["Location"]).content.decode()
    assert 'value="≤ 7"' in page
    assert "No example" not in page
    assert client.post(here(draft, "/tables"), {"question": "nothing"}).status_code == 404
