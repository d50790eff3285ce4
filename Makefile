# Everything runs from the sources in .venv, which is built from the locked, hashed requirements.
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(if $(shell command -v $(name)),$(name))))
VENV := .venv
PIP := $(VENV)/bin/python -m pip install -qq --disable-pip-version-check --require-hashes --only-binary=:all:
SOURCES := domain application adapters entrypoints simulators tests bench
WORKERS ?= 2
.DEFAULT_GOAL := help
.PHONY: help run test compiled check bench mutants pages clean reset

help:
	@echo "make run     the whole portal with demo data and a 1C twin, at http://127.0.0.1:8080"
	@echo "make test    all checks and tests"
	@echo "make check   style, types, imports"
	@echo "make bench   the figures of docs/benchmarks.md"
	@echo "make mutants what no test of prices notices, see docs/mutants.md; MUTANTS=\"domain.pricing.quote*\" for a part"
	@echo "make pages   the generated pages of docs/"
	@echo "make clean   remove what was built; make reset removes the demo data"

run: $(VENV)/.ready-to-run compiled
	@exec $(VENV)/bin/optovik up

test: check compiled
	$(VENV)/bin/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

# Each of a hundred processes would compile two thousand modules again where Python is told to write no .pyc.
compiled: $(VENV)/.ready-to-run
	-@$(VENV)/bin/python -m compileall -qq -j 2 $(wildcard $(SOURCES))

check: $(VENV)/.ready
	$(VENV)/bin/ruff check $(wildcard $(SOURCES))
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

bench: $(VENV)/.ready
	$(VENV)/bin/python -m bench

mutants: $(VENV)/.ready requirements-mutants.txt
	@$(PIP) -r requirements-mutants.txt
	$(VENV)/bin/mutmut run --max-children $(WORKERS) $(MUTANTS)
	$(VENV)/bin/mutmut results

pages: $(VENV)/.ready
	$(VENV)/bin/python -m entrypoints.http.problems_page
	$(VENV)/bin/python -m tests.architecture.capabilities_page

$(VENV)/.ready-to-run: requirements.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: apt-get install python3 python3-venv"; exit 1; }
	@test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "venv is needed: apt-get install python3-venv"; exit 1; }
	@echo "Installing what the portal needs (about 20 seconds, once)"
	@$(PIP) -r requirements.txt
	@ln -sf ../../bin/optovik $(VENV)/bin/optovik
	@touch $@

$(VENV)/.ready: requirements-dev.txt $(VENV)/.ready-to-run
	@echo "Installing what the tests need"
	@$(PIP) -r requirements-dev.txt
	@touch $@

clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
	find $(wildcard $(SOURCES)) -name __pycache__ -prune -exec rm -rf {} +

reset:
	rm -rf .optovik
