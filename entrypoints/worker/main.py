"""The module for Dramatiq's command line: `dramatiq entrypoints.worker.main`."""

import os

import dramatiq

from entrypoints import bootstrap
from entrypoints.settings import Settings
from entrypoints.worker.actors import declare
from entrypoints.worker.journal import configure_logs

configure_logs("worker")
settings = Settings.from_env(os.environ)
broker = bootstrap.broker(settings)
dramatiq.set_broker(broker)
declare(broker, bootstrap.worker_use_cases(settings))
