import pytest

from amends.runtime.listen import is_loopback


@pytest.mark.parametrize(
    ("host", "alone"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.4", False),
        ("desk.example", False),
    ],
)
def test_whether_nothing_but_this_machine_reaches_it(host: str, alone: bool) -> None:
    assert is_loopback(host) is alone
