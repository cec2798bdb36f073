"""Handing mails in with a token: bought for a grant, anew once where it is over; no mail goes twice."""

from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult

from amends.accounts.mail_accounts import MailServer as Settings
from amends.accounts.mail_accounts import mail_account_of, secret_of, set_mail_account
from amends.accounts.models import MailAccount
from amends.accounts.sign_ins import grant_of
from amends.connectors.mail import oauth
from amends.core.errors import Refused
from amends.history.models import Event
from amends.inbox.handing_over import hand_over
from amends.inbox.models import OutgoingMessage
from tests.inbox.desk import Desk, desk_with_case
from tests.inbox.mail_server import MailServer, running
from tests.mailboxes.token_server import TokenServer
from tests.people import actor, user

pytestmark = pytest.mark.django_db
LOGIN = "desk@lantern.example"


class TokenTaker(MailServer):
    """Takes the tokens in `good`. To others it says what a provider says; `says` is its last word then."""

    def __init__(self) -> None:
        super().__init__()
        self.good: set[str] = set()
        self.offered: list[str] = []
        self.says = "535 5.7.8 Username and Password not accepted"
        self.challenge = b'{"status":"401","schemes":"bearer"}'

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        import base64

        said = base64.b64decode(args[1]).decode()
        name, _, token = said.removeprefix("user=").rstrip("\1").partition("\1auth=Bearer ")
        self.offered.append(token)
        if name == LOGIN and token in self.good:
            return AuthResult(success=True, handled=False)
        if self.challenge:
            await server.challenge_auth(self.challenge)
        await server.push(self.says)
        return AuthResult(success=False, handled=True)


@pytest.fixture
def server() -> Iterator[TokenTaker]:
    taker = TokenTaker()
    taker.good = {"at-1"}
    with running(taker, auth_require_tls=False) as listening:
        assert isinstance(listening, TokenTaker)
        yield listening


@pytest.fixture
def desk(provider: TokenServer, server: TokenTaker) -> Desk:
    return desk_through(server.port, provider)


def desk_through(port: int, provider: TokenServer) -> Desk:
    made = desk_with_case()
    grant = provider.grant()
    wanted = Settings("127.0.0.1", port, "none", LOGIN, LOGIN)
    lead = actor(user(made.shop.organisation, "lena", "lead"))
    set_mail_account(made.shop, wanted, password=grant, by=lead)
    return made


def handed_over(desk: Desk) -> OutgoingMessage:
    return hand_over(desk.reply().pk)


def test_a_mail_leaves_with_a_token(desk: Desk, provider: TokenServer, server: TokenTaker) -> None:
    done = handed_over(desk)
    assert (done.state, server.offered, len(server.kept)) == ("sent", ["at-1"], 1)
    assert [each["refresh_token"] for each in provider.asked] == ["rt-1"]


def test_a_token_that_is_over_is_bought_anew_once(
    desk: Desk, provider: TokenServer, server: TokenTaker
) -> None:
    grant = secret_of(MailAccount.objects.get())[1]
    assert grant is not None
    oauth.remember({"access_token": "at-0"}, grant)
    done = handed_over(desk)
    assert (done.state, done.attempts) == ("sent", 1)
    assert server.offered == ["at-0", "at-1"]
    assert len(server.kept) == 1
    assert len(provider.asked) == 1


@pytest.mark.parametrize("challenge", [b'{"status":"401"}', b"", b"\xff\xfe not JSON"])
def test_a_token_that_is_refused_twice_ends_in_words(
    desk: Desk, server: TokenTaker, provider: TokenServer, challenge: bytes
) -> None:
    server.good, server.challenge = set(), challenge
    done = handed_over(desk)
    assert done.state == "failed"
    assert done.answer == "token_refused: 535 5.7.8 Username and Password not accepted"
    assert (len(server.offered), len(provider.asked), server.kept) == (2, 2, [])


def test_an_answer_that_tells_the_token_does_not_keep_it(desk: Desk, server: TokenTaker) -> None:
    server.good, server.says = set(), "535 at-1 is over"
    done = handed_over(desk)
    assert done.state == "failed"
    assert "at-1" not in done.answer


def test_a_server_that_is_busy_at_the_login_is_asked_later(desk: Desk, server: TokenTaker) -> None:
    server.good, server.says = set(), "454 4.7.0 Temporary authentication failure"
    done = handed_over(desk)
    assert (done.state, done.answer) == ("waiting", "454 4.7.0 Temporary authentication failure")
    assert len(server.offered) == 1


def test_no_end_of_questions_is_a_refusal(desk: Desk, server: TokenTaker) -> None:
    server.good, server.says = set(), "334 e30="
    assert handed_over(desk).state == "failed"
    assert server.kept == []


def test_a_server_without_tokens_gets_none(provider: TokenServer) -> None:
    with running(MailServer(), auth_require_tls=False) as server:
        done = handed_over(desk_through(server.port, provider))
    assert (done.state, server.kept) == ("failed", [])
    assert "XOAUTH2" in done.answer


@pytest.mark.parametrize(
    ("told", "state", "answer"),
    [
        ({"status": 400, "answer": {"error": "invalid_grant"}}, "failed", "grant_over"),
        ({"status": 401, "answer": {"error": "invalid_client"}}, "failed", "grant_over"),
        ({"status": 503, "answer": b"later"}, "waiting", "no_token"),
        ({"answer": b"not json"}, "waiting", "no_token"),
        ({"is_cut": True}, "waiting", "no_token"),
        ({"is_silent": True}, "waiting", "no_token"),
    ],
)
def test_a_provider_that_gives_no_token(
    desk: Desk,
    server: TokenTaker,
    provider: TokenServer,
    told: dict[str, Any],
    state: str,
    answer: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(oauth, "PATIENCE_S", 0.3 if "is_silent" in told else 20.0)
    for name, value in told.items():
        setattr(provider, name, value)
    done = handed_over(desk)
    assert (done.state, done.answer.split(":")[0]) == (state, answer)
    assert (server.offered, server.kept) == ([], [])
    assert "rt-1" not in done.answer
    assert "s3cret" not in done.answer


def test_an_answer_that_is_missing_stays_unknown_and_is_not_sent_again(
    desk: Desk, server: TokenTaker
) -> None:
    server.at = {"data": "drop"}
    done = handed_over(desk)
    assert done.state == "unknown"
    assert hand_over(done.pk).state == "unknown"
    assert len(server.kept) == 1


def test_a_renewed_grant_is_kept(desk: Desk, provider: TokenServer) -> None:
    provider.answer = {"access_token": "at-1", "expires_in": 0, "refresh_token": "rt-2"}
    assert handed_over(desk).state == "sent"
    account = mail_account_of(desk.shop)
    assert account is not None
    kept = secret_of(account)[1]
    assert kept is not None
    assert kept.refresh_token == "rt-2"


def test_nothing_shows_the_secrets(desk: Desk) -> None:
    account = mail_account_of(desk.shop)
    assert account is not None
    told = [
        account.sealed_password,
        repr(secret_of(account)),
        *Event.objects.values_list("detail", flat=True),
    ]
    assert "rt-1" not in repr(told)
    assert "s3cret" not in repr(told)


def test_a_token_is_for_a_login(desk: Desk, provider: TokenServer) -> None:
    grant = grant_of(provider.address, client_id="me", client_secret="", refresh_token="rt")
    wanted = Settings("127.0.0.1", 25, "none", "", LOGIN)
    lead = actor(user(desk.shop.organisation, "lea", "lead"))
    with pytest.raises(Refused, match="login"):
        set_mail_account(desk.shop, wanted, password=grant, by=lead)
