# What a person runs, and what CI runs. `make` alone lists the targets.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= $(firstword $(shell command -v python3.11 python3.12 python3.13 python3))
VENV := .venv
PY := $(VENV)/bin/python
PEOPLE := $(or $(ZHOUJI_PEOPLE),20000)

.PHONY: help demo test check bench docs trust malformed clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/installed ## a made-up county from raw files to leads, then http://127.0.0.1:8000 (ZHOUJI_PEOPLE=20000, ARGS=--no-serve)
	$(VENV)/bin/zhouji demo --people $(PEOPLE) $(ARGS)

test: $(VENV)/installed-dev ## everything that a change must pass, browser, Spark and PostgreSQL included (ARGS="check unit ...")
	$(PY) tests/everything.py $(ARGS)

check: $(VENV)/installed-dev ## style, types, layers, content and docs, without tests
	$(PY) tests/everything.py check

bench: $(VENV)/installed-dev bench/.venv-peers/installed ## ours against five others on 1,000,000 made-up persons, then a pool; writes docs/benchmarks.md
	$(PY) bench/run.py $(ARGS)
	$(if $(ARGS),,$(PY) bench/pool.py)

docs: $(VENV)/installed-dev ## the generated pages of docs/ and the pictures
	$(PY) docs/build.py
	$(PY) docs/pictures.py

trust: $(VENV)/installed-dev ## kill -9 at 200 random moments of a run, then prove that nothing was lost
	$(PY) tests/trust/kill_runs.py --moments 200 $(ARGS)

malformed: $(VENV)/installed-dev ## 3,000 damaged files: accepted + refused = rows in, every refusal with its reason
	$(PY) tests/trust/malformed_files.py $(ARGS)

clean: ## take away the environments and everything that was built
	rm -rf $(VENV) bench/.venv-peers build src/*.egg-info var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# The environments. A stamp file stands for each; it is renewed when the list of needs changes.
$(VENV)/made:
	@test -n "$(PYTHON)" || { echo "No Python found: install Python 3.11 or newer."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "$(PYTHON) is older than 3.11: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || .ci/debian python3-venv
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/installed: $(VENV)/made pyproject.toml
	$(PY) -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/made pyproject.toml .ci/debian
	.ci/debian tests
	$(PY) -m pip install --quiet --disable-pip-version-check --editable '.[dev,spark,postgresql]'
	@touch $@ $(VENV)/installed

bench/.venv-peers/installed: bench/requirements-peers.txt
	$(PYTHON) -m venv bench/.venv-peers
	bench/.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@
