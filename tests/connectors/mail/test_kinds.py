"""Whether a person wrote it: by what the wire says."""

import pytest

from amends.connectors.mail.reading import read_strictly
from amends.connectors.mail.senders import passes_on

REPORT = """\
From: MAILER-DAEMON@mx.example
Subject: Delivery report
Content-Type: multipart/report; boundary=x; report-type=delivery-status

--x
Content-Type: text/plain

Something happened.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; a@buyers.example
Action: {}
--x
Content-Type: message/rfc822

Message-ID: <ours@lantern.example>
Subject: Re: lamp

On its way.
--x--
"""


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("failed", "bounce"),
        ("Failed", "bounce"),
        ("delayed", "delivery"),
        ("relayed", "delivery"),
        ("", "bounce"),
    ],
)
def test_a_report_says_what_became_of_which_mail(action: str, kind: str) -> None:
    facts = read_strictly(REPORT.format(action).encode(), shop_zone="UTC")
    assert (facts.kind, facts.in_reply_to, facts.thread) == (
        kind,
        "ours@lantern.example",
        "ours@lantern.example",
    )


def test_one_that_failed_among_those_delivered_is_a_bounce() -> None:
    both = "delivered\n\nFinal-Recipient: rfc822; b@buyers.example\nAction: failed"
    assert read_strictly(REPORT.format(both).encode(), shop_zone="UTC").kind == "bounce"


@pytest.mark.parametrize(
    "subject",
    [
        "自动回复：关于订单",
        "外出自动回复",
        "Automatic reply: lamp",
        "Out of Office Reply: lamp",
        "Auto-Reply: x",
        "Réponse automatique : lampe",
        "Message d'absence",
        "自動回覆: 訂單",
    ],
)
def test_a_subject_in_the_form_of_programs_is_automatic(subject: str) -> None:
    assert kind_of(f"Subject: {subject}\n") == "automatic"


@pytest.mark.parametrize(
    "subject",
    [
        "Re: Automatic reply: lamp",
        "回复：自动回复：台灯",
        "My automatic reply lamp is broken",
        "Out of office chairs?",
        "自动回复功能怎么关",
        "Delivery failed",
        "退信",
    ],
)
def test_a_person_may_speak_of_such_things(subject: str) -> None:
    assert kind_of(f"Subject: {subject}\n") is None


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("List-Unsubscribe: <https://x.example>\n", "list"),
        ("Precedence: bulk\n", "list"),
        ("List-ID: Desk <desk.lantern.example>\nPrecedence: list\n", None),
        ("List-ID: <offers.shop.example>\n", "list"),
        ("List-ID: <offers.shop.example>\nIn-Reply-To: <ours@lantern.example>\n", None),
    ],
)
def test_what_goes_to_many_is_a_list(head: str, kind: str | None) -> None:
    assert kind_of(head) == kind


def test_a_relay_may_mark_mails_as_it_likes() -> None:
    relayed = b"From: <x1@marketplace.amazon.com>\nPrecedence: bulk\nSubject: lamp\n\nBroken.\n"
    assert read_strictly(relayed, shop_zone="UTC").kind is None


@pytest.mark.parametrize(
    ("address", "answers_to", "passed_on"),
    [
        ("mailer@shopify.com", "kim@buyers.example", True),
        ("ebay@ebay.com", "m_1@members.ebay.com", True),
        ("no-reply@forms.example", "kim@buyers.example", True),
        ("noreply@carrier.co.uk", "help@mail.carrier.co.uk", False),
        ("noreply@carrier.example", "noreply@carrier.example", False),
        ("ebay@ebay.com", "service@ebay.com", False),
        ("ann@buyers.example", "bea@elsewhere.example", False),
        ("mailer@shopify.com", "", False),
    ],
)
def test_who_is_answered_wrote_it(address: str, answers_to: str, passed_on: bool) -> None:
    assert passes_on(address, answers_to) is passed_on
    head = f"From: {address}\nTo: desk@lantern.example\nSubject: lamp\n"
    head += f"Reply-To: {answers_to}\n" if answers_to else ""
    facts = read_strictly(f"{head}\nBroken.\n".encode(), shop_zone="UTC")
    assert facts.sender_address == (answers_to if passed_on else address)


def kind_of(head: str) -> str | None:
    mail = f"From: ann@buyers.example\nTo: desk@lantern.example\n{head}\nHello.\n"
    return read_strictly(mail.encode(), shop_zone="UTC").kind
