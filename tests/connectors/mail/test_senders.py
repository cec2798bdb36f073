import pytest

from amends.connectors.mail.senders import who_writes
from amends.core.packs import load_pack

EXAMPLES = load_pack("senders").body["examples"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["address"])
def test_the_packs_examples_hold(example):
    assert who_writes(example["address"]) == example["who"]


@pytest.mark.parametrize("address", ["", "@", "no at sign", "a@b@marketplace.amazon.com.evil.example"])
def test_odd_addresses_are_nobodys(address):
    assert who_writes(address) == "unknown"
