import pytest

from amends.connectors.mail import mailbox
from amends.connectors.mail.mailbox import looks_like_mail, read_mails

MAIL = b"From: a@b.example\nSubject: hello\n\nwords\n"


def saved(folder, octets, name="x.bin"):
    path = folder / name
    path.write_bytes(octets)
    return path


@pytest.mark.parametrize(
    "octets",
    [
        MAIL,
        MAIL.replace(b"\n", b"\r\n"),
        MAIL.replace(b"\n", b"\r"),
        b"\xef\xbb\xbf" + MAIL,
        b"\r\n\r\n" + MAIL,
        b"Subject: only this\n\nwords",
        b"Date: Mon, 1 Jan 2024 10:00:00 +0800\n\nwords",
        b"MIME-Version: 1.0\nContent-Type: text/html;\n boundary=x\n\n<html></html>",
        b"From: a@b.example\nTo: c@d.example\nSubject: x\nno empty line follows\n",
        b"X-Long: " + b"y" * 3000 + b"\nReceived: from x by y\n\n",
    ],
)
def test_a_mail_is_known_by_its_headers(tmp_path, octets):
    path = saved(tmp_path, octets, "orders.csv")
    assert looks_like_mail(path) == "eml"


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"\n\n\n",
        b"order-id,subject,date\n1,Hello,2024-01-01\n",
        b"Order ID: 12\nOrder Date: 3\n\nx",
        b"From: 2024-01-01\nTo: 2024-01-31\n\nOrder ID,Quantity\n1,2\n",
        b"Date: 2024-01-01\n\nOrder ID,Quantity\n1,2\n",
        b"Subject:Date:To\n1:2:3\n",
        b"message_id\tsubject\n<1@x>\tHello\n",
        b"Just a letter.\n\nFrom: nobody\n",
        b"%PDF-1.7\n\n",
        "主题: 你好\n\n".encode("gb18030"),
        b"PK\x03\x04" + b"\x00" * 100,
    ],
)
def test_other_files_are_no_mail(tmp_path, octets):
    assert looks_like_mail(saved(tmp_path, octets, "letter.eml")) is None


def test_an_mbox_is_known_by_its_first_line(tmp_path):
    path = saved(tmp_path, b"From a@b.example Mon Jan  1 10:00:00 2024\n" + MAIL)
    assert looks_like_mail(path) == "mbox"


def test_a_folder_of_mails_is_no_maildir(tmp_path):
    saved(tmp_path, MAIL, "1.eml")
    assert looks_like_mail(tmp_path) is None


def test_a_missing_file_is_no_mail(tmp_path):
    assert looks_like_mail(tmp_path / "absent") is None


def test_a_single_mail(tmp_path):
    (mail,) = read_mails(saved(tmp_path, MAIL))
    assert (mail.position, mail.start, mail.octets, mail.problem) == (1, 0, MAIL, "")
    assert mail.position_bytes == len(MAIL)


def test_a_maildir_keeps_its_order_when_mails_are_read_and_flagged(tmp_path):
    for part in ("cur", "new", "tmp"):
        (tmp_path / part).mkdir()
    (tmp_path / "cur" / "1.a.host:2,S").write_bytes(b"one")
    (tmp_path / "new" / "2.b.host").write_bytes(b"two")
    (tmp_path / "cur" / "3.c.host:2,RS").write_bytes(b"three")
    (tmp_path / "tmp" / "0.half").write_bytes(b"half written")
    (tmp_path / "cur" / ".hidden").write_bytes(b"not a mail")
    assert looks_like_mail(tmp_path) == "maildir"
    assert [mail.octets for mail in read_mails(tmp_path)] == [b"one", b"two", b"three"]
    (tmp_path / "new" / "2.b.host").rename(tmp_path / "cur" / "2.b.host:2,S")
    mails = list(read_mails(tmp_path))
    assert [mail.octets for mail in mails] == [b"one", b"two", b"three"]
    assert [mail.position for mail in mails] == [1, 2, 3]
    assert mails[-1].position_bytes == 11


def test_a_mail_over_the_limit_is_named_and_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(mailbox, "LARGEST_MAIL", 30)
    (mail,) = read_mails(saved(tmp_path, MAIL))
    assert (mail.octets, mail.problem) == (None, "too_large")


def test_a_mail_that_vanishes_from_a_maildir_does_not_stop_the_rest(tmp_path):
    for part in ("cur", "new"):
        (tmp_path / part).mkdir()
    (tmp_path / "cur" / "1").symlink_to(tmp_path / "gone")
    (tmp_path / "cur" / "2").write_bytes(MAIL)
    assert [mail.problem for mail in read_mails(tmp_path)] == ["unreadable", ""]
