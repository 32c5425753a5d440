.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help nightly test dev bench lint lock
help:                ## Show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

nightly: .venv/ready ## Fetch, check, store and publish everything, from the sandbox world
	$(BIN)/openbeat nightly

test: .venv/ready    ## Run every check: style, types, import arrows, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2 --ignore=tests/browser
	$(BIN)/pytest tests/browser

dev: .venv/ready     ## Open Dagster's web UI on the same instance
	$(BIN)/openbeat dev

bench: .venv/ready   ## Measure speed and memory against bare DuckDB
	$(BIN)/python -m bench

lint: .venv/ready    ## Mend what style checks can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: .venv/ready    ## Renew requirements.lock from pyproject.toml (needs the package registry)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --extra dev pyproject.toml --output-file requirements.lock

# Bytecode is compiled here because an environment may forbid writing it later, which makes every start three times slower.
.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "openbeat needs Python 3.11 or newer: set PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q $(BIN)/../lib pipelines assets schemas || true
	touch .venv/ready
