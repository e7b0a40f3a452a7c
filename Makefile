# The recipes people, hooks and continuous integration share.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
CORES ?= 2
ARGS ?=

.PHONY: help setup fonts system run test check fix seed bench clean lock screens words spark

help: ## Show these recipes
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */\1\t/' | expand -t 12

setup: $(VENV)/.installed src/linli/web/static/bundle/.built fonts ## Install what the project needs; leaves .venv/bin/linli
	@$(BIN)/python -m compileall -q src/linli # else, where Python may not write, each command compiles everything anew
	@$(BIN)/python -m linli.cli.words compile --quiet

$(VENV)/.installed: requirements/lock.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet uv==0.13.9
	@$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements/lock.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

src/linli/web/static/bundle/.built: $(VENV)/.installed package-lock.json package.json $(wildcard src/linli/web/frontend/* src/linli/web/frontend/*/*)
	@PATH="$(CURDIR)/$(BIN):$$PATH" bash scripts/build-frontend

fonts: $(VENV)/.installed ## Fetch the free Chinese fonts in which letters are set
	@bash scripts/install-fonts

system: ## Install Debian packages that browser tests use (root only)
	@bash scripts/install-system-packages

run: setup ## Set everything up and run the city on 127.0.0.1:8000
	@$(BIN)/linli up --port $(PORT) --demo

spark: $(VENV)/.installed ## Install Spark, an extra: 450 MB; needs Java 17
	@$(BIN)/python -c "import pyspark" 2>/dev/null || $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/spark.txt

test: setup system ## Set everything up and pass every test
	@$(MAKE) --no-print-directory check
	@! command -v java >/dev/null || $(MAKE) --no-print-directory spark || echo "Without Spark: its one test is skipped" >&2
	@$(BIN)/pytest -n $(CORES) --dist worksteal --durations 30 $(ARGS)

check: setup ## Lint, types, import contracts, translations, documents
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@$(BIN)/python -m linli words check

fix: setup ## Mend what a machine can mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

seed: setup ## Load the demo city Anhe and play its messages
	@$(BIN)/linli demo

bench: setup ## Measure; figures go to docs/benchmarks.md as ratios
	@$(BIN)/linli bench $(ARGS)

screens: setup system ## Draw every page anew into docs/screens
	@bash scripts/install-system-packages --words
	@$(BIN)/linli screens $(ARGS)

words: setup ## Bring new sentences into the catalogues
	@$(BIN)/linli words collect

lock: ## Renew requirements/lock.txt from the .in files
	@$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 requirements/develop.in -o requirements/lock.txt
	@$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 requirements/spark.in -o requirements/spark.txt

clean: ## Remove what set-up made in this folder; a city's state stays
	@rm -rf $(VENV) node_modules src/linli/web/static/bundle .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
