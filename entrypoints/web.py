"""The module for the web server's command line: `granian --interface wsgi entrypoints.web:app`."""

import os

from entrypoints.bootstrap.web import web_application
from entrypoints.settings import Settings
from entrypoints.worker.journal import configure_logs

configure_logs("web")
app = web_application(Settings.from_env(os.environ))
