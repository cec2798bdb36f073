import socket

import pytest

from amends.core.errors import Refused
from amends.runtime.listen import address_of, names_answered, open_socket


def test_the_address_names_the_port_that_was_free() -> None:
    with open_socket("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        assert address_of(listening) == f"http://127.0.0.1:{port}"
        socket.create_connection(("127.0.0.1", port)).close()


def test_listening_everywhere_is_shown_as_this_machine() -> None:
    with open_socket("0.0.0.0", 0) as listening:
        assert address_of(listening).startswith("http://127.0.0.1:")


def test_a_port_in_use_is_refused_with_another_to_try() -> None:
    with open_socket("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        with pytest.raises(Refused) as caught:
            open_socket("127.0.0.1", port)
    assert caught.value.code == "port_in_use"
    assert str(port) in caught.value.message
    assert "--port" in caught.value.mend


def test_an_address_that_is_not_ours_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        open_socket("192.0.2.1", 0)
    assert caught.value.code == "cannot_listen"


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", ["localhost", "127.0.0.1", "[::1]"]),
        ("::1", ["localhost", "127.0.0.1", "[::1]"]),
        ("Desk.Example", ["localhost", "127.0.0.1", "[::1]", "desk.example"]),
    ],
)
def test_a_desk_answers_to_the_name_it_listens_on(host: str, expected: list[str]) -> None:
    assert names_answered(host) == expected


def test_a_desk_that_listens_everywhere_answers_to_the_machines_name() -> None:
    assert socket.gethostname().lower() in names_answered("0.0.0.0")
