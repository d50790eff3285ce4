"""The catalogue index as a file: written by a worker, mapped by the web processes (ADR 0030)."""
