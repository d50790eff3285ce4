"""The module for the web server's command line: `granian --interface wsgi entrypoints.web:app`."""

import os
import sys

from entrypoints.bootstrap.web import web_application
from entrypoints.settings import Settings
from entrypoints.worker.journal import configure_logs

configure_logs("web")
# What is made beside the requests (an edition of the catalogue's index, an order of prices) gives way within this.
sys.setswitchinterval(0.0001)
app = web_application(Settings.from_env(os.environ))
