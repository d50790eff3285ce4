"""Where the parts are put together: plain calls, and the only package that imports adapters."""

from entrypoints.bootstrap.consequences import broker, job_claims, relay, scheduled_jobs, worker_use_cases
from entrypoints.bootstrap.demo_showcase import demo_showcase
from entrypoints.bootstrap.indexing import build_index
from entrypoints.bootstrap.operating import add_user, ask_prices, demo_accounts, migrate, stats
from entrypoints.bootstrap.rules import check_rules

__all__ = [
    "add_user",
    "ask_prices",
    "broker",
    "build_index",
    "check_rules",
    "demo_accounts",
    "demo_showcase",
    "job_claims",
    "migrate",
    "relay",
    "scheduled_jobs",
    "stats",
    "worker_use_cases",
]
