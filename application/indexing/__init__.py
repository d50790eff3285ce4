"""The catalogue index: what it is made of, and its building (ADR 0030)."""
