# `make` lists what can be asked.  Two targets are enough to begin with: demo and test.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:
MAKEFLAGS += --no-print-directory

# Third-party test data never lies in this repository.  It is looked for beside it unless you say where.
CHANCERY_SHARED ?= $(abspath $(wildcard ../shared))
CHANCERY_VECTORS ?= $(if $(CHANCERY_SHARED),$(wildcard $(CHANCERY_SHARED)/vectors))
CHANCERY_CORPORA ?= $(if $(CHANCERY_SHARED),$(wildcard $(CHANCERY_SHARED)/corpora/dev))
export CHANCERY_SHARED CHANCERY_VECTORS CHANCERY_CORPORA

JOBS ?= 2
PYTHON_HERE := .venv/bin/python
PYTEST := $(PYTHON_HERE) -m pytest
PYTEST_SPREAD := $(PYTEST) --numprocesses $(JOBS) --dist loadfile
SCENARIOS := $(if $(CHANCERY_SHARED),$(wildcard $(CHANCERY_SHARED)/semantics/scenario*.yaml))

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ── run ──────────────────────────────────────────────────────────────────────

.PHONY: setup setup-runtime run demo doctor lock
setup: ## make .venv with everything needed to run and to test
	@scripts/setup all

setup-runtime: ## make .venv with what is needed to run only
	@scripts/setup runtime

run: setup-runtime ## serve an institution's Counter (ARGS="--data FOLDER")
	@.venv/bin/chancery serve $(ARGS)

demo: setup-runtime ## play 6 January 2020 on two institutions and serve it (ARGS=--once ends after the table)
	@.venv/bin/chancery demo $(ARGS)

doctor: ## say what this machine lacks
	@scripts/doctor

lock: setup ## choose versions anew and write requirements/ (ARGS=--upgrade)
	@scripts/lock $(ARGS)

# ── test ─────────────────────────────────────────────────────────────────────

.PHONY: test fast stories vectors golden mutants rigs interop bench
test: setup ## run every test
	@$(PYTEST_SPREAD) $(ARGS)

fast: setup ## run the tests that take moments
	@$(PYTEST_SPREAD) -m "not slow and not browser and not rig" $(ARGS)

stories: setup ## run what a minister could read
	@$(PYTEST) tests/stories $(ARGS)

vectors: setup ## run the third-party vectors
	@$(PYTEST_SPREAD) tests/vectors $(ARGS)

golden: setup ## accept the golden files as they now come out; then read the difference
	@$(PYTEST) tests/golden --accept-golden $(ARGS)
	@git --no-pager diff --stat -- tests/golden

mutants: setup ## plant one fault at a time and see that the tests notice
	@$(PYTHON_HERE) -m tests.mutants.run $(ARGS)

rigs: setup ## inject faults at full length
	@CHANCERY_RIGS=full $(PYTEST) -m rig $(ARGS)

interop: setup ## bring programs of others, and put ours beside them
	@scripts/interop
	@$(PYTEST) tests/interop $(ARGS)

bench: setup ## measure (NAME=record measures one group)
	@$(PYTHON_HERE) -m bench $(NAME) $(ARGS)

# ── check ────────────────────────────────────────────────────────────────────

.PHONY: fmt fmt-check lint types layers messages migrations docs play check dist
fmt: setup ## lay out the code
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --select I --fix --quiet .

fmt-check: setup ## say whether the code is laid out
	@.venv/bin/ruff format --check .

lint: setup ## look for likely faults
	@.venv/bin/ruff check .

types: setup ## check types, strictly
	@.venv/bin/mypy --strict src

layers: setup ## check that imports point downwards only
	@.venv/bin/lint-imports --no-logo

messages: setup ## check every phrase in every language
	@$(PYTEST) -q tests/test_house.py tests/phrases -k phrase

migrations: setup ## check that the tables and the models agree
	@$(PYTHON_HERE) -m django makemigrations --check --dry-run --settings $(DJANGO_SETTINGS)

docs: setup ## write the generated pages of docs/reference
	@$(PYTHON_HERE) scripts/gather_vector_verdicts.py
	@$(PYTHON_HERE) -m bench --report

play: setup ## play the scenario files through the real registry
	@for file in $(SCENARIOS); do \
		echo "play $$(basename "$$file")"; \
		.venv/bin/chancery play "$$file" --json >/dev/null || exit 1; \
	done

check: fmt-check lint types layers messages migrations test play ## everything that must hold

dist: setup ## build the wheel and the source archive, the same bytes each time
	@rm -rf build dist
	@SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(PYTHON_HERE) -m pip wheel --quiet --disable-pip-version-check \
		--no-deps --no-build-isolation --wheel-dir dist .
	@git archive --format=tar.gz --prefix=chancery/ --output=dist/chancery-source.tar.gz HEAD
	@sha256sum dist/*

DJANGO_SETTINGS ?= chancery.web.settings
