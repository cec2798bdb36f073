"""Amends: the after-sales desk for people who sell on marketplaces."""

__version__ = "0.1.0"
