"""What if: a changed rulebook replayed over a period of real cases before it goes live."""
