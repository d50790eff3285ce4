"""Where the parts are put together: plain calls, and the only package that imports adapters."""

from entrypoints.bootstrap.consequences import broker, job_claims, relay, scheduled_jobs, worker_use_cases
from entrypoints.bootstrap.operating import add_user, demo_accounts, migrate, stats

__all__ = [
    "add_user",
    "broker",
    "demo_accounts",
    "job_claims",
    "migrate",
    "relay",
    "scheduled_jobs",
    "stats",
    "worker_use_cases",
]
