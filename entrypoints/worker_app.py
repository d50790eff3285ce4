"""The module for Dramatiq's command line: `dramatiq entrypoints.worker_app`."""

import os

import dramatiq

from entrypoints.bootstrap import broker as make_broker
from entrypoints.bootstrap import build_index, worker_use_cases
from entrypoints.settings import Settings
from entrypoints.worker.actors import declare
from entrypoints.worker.garbage import look_seldom
from entrypoints.worker.index_actor import declare_index
from entrypoints.worker.journal import configure_logs
from entrypoints.worker.priority import give_way

configure_logs("worker")
give_way()
settings = Settings.from_env(os.environ)
broker = make_broker(settings)
dramatiq.set_broker(broker)
declare(broker, worker_use_cases(settings))
declare_index(broker, build_index(settings))
look_seldom()
