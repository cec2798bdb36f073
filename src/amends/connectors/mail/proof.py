"""Whether the sender is who the From line says, by what the receiving server found out (RFC 8601).

A mailbox names the one server whose word counts, by its authserv-id. That server takes away what others wrote
in its name before it adds its own at the top: only the block of its fields nearest the top is read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from amends.connectors.mail.head import Head
from amends.connectors.mail.senders import owner, who_writes

PROVEN, UNPROVEN, FAILED = "proven", "unproven", "failed"
TYPED = "typed"  # into a form that anybody can fill in
NOT_BELIEVED = frozenset((FAILED, TYPED))  # to be who they say
RESULTS, TRACE = "authentication-results", "received"
MOST_RESULTS = 50
TOKEN = re.compile(r"""(?P<quoted>"(?:[^"\\]|\\.)*")|(?P<mark>[;=])|(?P<word>[^\s;="]+)""")
HARD_FAILS = ("fail", "permerror")


@dataclass(frozen=True, slots=True)
class Finding:
    """One method of one field: dkim, spf, dmarc; its result; the domains it was about, as written."""

    method: str
    result: str
    domains: tuple[str, ...]


def prove_sender(head: Head, address: str, trusted: str = "") -> str:
    """proven | unproven | failed for a mail from `address`. `trusted`: the mailbox's server's authserv-id.

    Failed also where a platform's address stands there, the server's word is known, and nothing passed: what
    platforms send is always signed. Without `trusted` nothing is proven; a failure is believed from anybody.
    """
    if head.count("from") > 1:
        return FAILED if _claims_platform(address) else UNPROVEN
    if not trusted:
        return FAILED if _says_failed(_topmost(head), address) else UNPROVEN
    findings = _of_server(head, trusted.casefold())
    if _passes(findings, address):
        return PROVEN
    return FAILED if _says_failed(findings, address) or _claims_platform(address) else UNPROVEN


def authserv_of(head: Head) -> str:
    """The server that wrote the topmost results, by its authserv-id; "" where there are none."""
    value = head.first(RESULTS)
    return _parsed(value)[0] if value is not None else ""


def _passes(findings: list[Finding], address: str) -> bool:
    domain = owner(address)
    dmarc = [each for each in findings if each.method == "dmarc"]
    if any(each.result in HARD_FAILS for each in dmarc):
        return False
    if any(each.result == "pass" and _is_about(each, domain) for each in dmarc):
        return True
    return any(
        each.result == "pass" and each.method in ("dkim", "spf") and each.domains and _is_about(each, domain)
        for each in findings
    )


def _says_failed(findings: list[Finding], address: str) -> bool:
    """DMARC failed; or, where nothing was said of that, the sender's own domain failed and nothing passed."""
    dmarc = {each.result for each in findings if each.method == "dmarc"}
    if "fail" in dmarc:
        return True
    if "pass" in dmarc or _passes(findings, address):
        return False
    domain = owner(address)
    return any(
        each.result == "fail" and each.method in ("dkim", "spf") and _is_about(each, domain)
        for each in findings
    )


def _is_about(finding: Finding, domain: list[str]) -> bool:
    """Whether it speaks of this domain, or names none (as a bare DMARC result does)."""
    if not finding.domains:
        return finding.method != "dkim"
    return any(owner(f"x@{each}") == domain for each in finding.domains)


def _claims_platform(address: str) -> bool:
    return who_writes(address) in ("buyer", "platform")


def _of_server(head: Head, trusted: str) -> list[Finding]:
    """What the trusted server found: its fields nearest the top, up to where another server took over."""
    found: list[Finding] = []
    begun = False
    for name, value in head.fields:
        if begun and name == TRACE:
            break
        if name != RESULTS:
            continue
        server, findings = _parsed(value)
        if server == trusted:
            begun = True
            found += findings
    return found


def _topmost(head: Head) -> list[Finding]:
    value = head.first(RESULTS)
    return _parsed(value)[1] if value is not None else []


def _parsed(value: bytes) -> tuple[str, list[Finding]]:
    """The server's id ("" where the field names none), and what it found."""
    pieces = list(_statements(_without_comments(value.decode("utf-8", "replace"))))
    server = ""
    if pieces and "=" not in pieces[0]:
        server = pieces[0][0].strip('"').casefold() if pieces[0] else ""
        pieces = pieces[1:]
    return server, [found for piece in pieces[:MOST_RESULTS] if (found := _finding(piece))]


def _statements(text: str) -> Iterator[list[str]]:
    """The words and equal signs between semicolons."""
    piece: list[str] = []
    for token in TOKEN.finditer(text):
        if token["mark"] == ";":
            yield piece
            piece = []
        else:
            piece.append(token[0])
    yield piece


def _finding(piece: list[str]) -> Finding | None:
    if len(piece) < 3 or piece[1] != "=":
        return None
    domains = []
    for at in range(3, len(piece) - 2):
        if piece[at + 1] == "=" and piece[at].casefold() in (
            "header.from", "header.d", "header.i", "smtp.mailfrom", "smtp.mail",
        ):  # fmt: skip
            domains.append(piece[at + 2].strip('"<>').rpartition("@")[2].casefold())
    method = piece[0].partition("/")[0].casefold()
    return Finding(method, piece[2].strip('"').casefold(), tuple(each for each in domains if each))


def _without_comments(text: str) -> str:
    """The text without what stands in parentheses, however deep; quoted ones stay."""
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for sign in text:
        if escaped:
            escaped = False
        elif sign == "\\":
            escaped = True
        elif sign == '"' and not depth:
            quoted = not quoted
        elif sign == "(" and not quoted:
            depth += 1
        elif sign == ")" and not quoted and depth:
            depth -= 1
            kept.append(" ")
            continue
        if not depth:
            kept.append(sign)
    return "".join(kept)
