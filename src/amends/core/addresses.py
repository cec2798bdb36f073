"""Mail addresses as they are compared: in small letters, and never longer than an index takes."""

from django.db.models.functions import Left, Lower

LONGEST_ADDRESS = 254


def address_of(column: str) -> Left:
    """A column with an address, as it is compared."""
    return Left(Lower(column), LONGEST_ADDRESS)


def compared(address: str) -> str:
    """An address as `address_of` columns are compared."""
    return address.replace("\0", "").lower()[:LONGEST_ADDRESS]
