"""Reaching an IMAP server and logging in, encrypted as the account says."""

import imaplib
import ssl
from contextlib import suppress
from typing import Any, cast

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import MailboxLoginError, UnexpectedCommandStatusError

from amends.connectors.mail.imap_account import ImapAccount
from amends.connectors.mail.imap_faults import MailboxFault, login_fault, on_one_line, told_apart
from amends.connectors.mail.imap_wire import Bounded, Imap, ImapTls
from amends.connectors.mail.oauth import Grant, forget_token, token_for

CONNECT_WITHIN_S = 15.0
imaplib.Commands.setdefault("ID", ("NONAUTH", "AUTH", "SELECTED"))


def logged_in(account: ImapAccount) -> BaseMailBox:
    """The mailbox, no folder open yet. Raises MailboxFault."""
    with told_apart(connecting=True):
        mailbox = _connected(account)
    try:
        with told_apart():
            _log_in(mailbox, account)
            _introduce(client_of(mailbox))
    except BaseException:
        with suppress(Exception):
            mailbox.client.shutdown()
        raise
    return mailbox


def client_of(mailbox: BaseMailBox) -> Bounded:
    """The client that speaks for the mailbox."""
    return cast(Bounded, mailbox.client)


def said(error: UnexpectedCommandStatusError) -> str:
    """What the server answered, on one line."""
    answers: Any = error.command_result[1]
    return on_one_line(answers[-1] if answers else "")


def _log_in(mailbox: BaseMailBox, account: ImapAccount) -> None:
    name, password = account.login, account.password
    if account.grant is not None:
        _log_in_with_token(client_of(mailbox), name, account.grant)
        return
    client_of(mailbox).begin()
    try:
        log_in = mailbox.login if (name + password).isascii() else mailbox.login_utf8
        log_in(name, password, initial_folder=None)
    except MailboxLoginError as error:
        raise login_fault(said(error)) from error
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise login_fault(error.args[0] if error.args else "") from error


def _log_in_with_token(client: Bounded, name: str, grant: Grant) -> None:
    """SASL XOAUTH2. A token that is refused may be over: another is bought, and tried once."""
    try:
        _offer_token(client, name, grant)
    except MailboxFault as fault:
        if fault.code != "refused":
            raise
        _offer_token(client, name, grant)


def _offer_token(client: Bounded, name: str, grant: Grant) -> None:
    answers = iter([f"user={name}\1auth=Bearer {token_for(grant)}\1\1".encode()])
    client.begin()
    try:
        # The server tells why it refuses before it does; to that, nothing is said.
        client.authenticate("XOAUTH2", lambda _: next(answers, b""))
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        forget_token(grant)
        raise login_fault(error.args[0] if error.args else "") from error


def _introduce(client: Bounded) -> None:
    """Say who asks: NetEase's servers open no folder for a program that does not (RFC 2971)."""
    client.begin()
    typ, told = client.capability()
    if typ == "OK" and told and told[-1]:
        client.capabilities = tuple(told[-1].decode("ascii", "replace").upper().split())
    if "ID" in client.capabilities:
        client.begin()
        client._simple_command("ID", '("name" "Amends")')


def _connected(account: ImapAccount) -> BaseMailBox:
    if account.security == "tls":
        return _Tls(account.host, account.port, CONNECT_WITHIN_S)
    if account.security == "starttls":
        return _StartTls(account.host, account.port, CONNECT_WITHIN_S)
    return _Clear(account.host, account.port, CONNECT_WITHIN_S)


class _Clear(MailBoxUnencrypted):
    def _get_mailbox_client(self) -> imaplib.IMAP4:
        return Imap(self._host, self._port, self._timeout)


class _StartTls(MailBoxStartTls):
    def _get_mailbox_client(self) -> imaplib.IMAP4:
        client = Imap(self._host, self._port, self._timeout)
        try:
            if "STARTTLS" not in client.capabilities:
                raise MailboxFault("no_encryption", "The server does not offer STARTTLS.")
            client.begin()
            client.starttls(ssl.create_default_context())
        except BaseException:
            with suppress(Exception):  # the line may be down by now; what was wrong counts
                client.shutdown()
            raise
        return client


class _Tls(MailBox):
    def _get_mailbox_client(self) -> imaplib.IMAP4:
        context = ssl.create_default_context()
        return ImapTls(self._host, self._port, ssl_context=context, timeout=self._timeout)
