# Jiedan. Needs python3 >= 3.11, make and a C compiler; everything else goes into .venv.
#   make run     start the bot on the sample company         make lint    ruff and mypy
#   make test    all tests (PostgreSQL and browser included) make format  let ruff mend what it can
#   make setup   only what the others need, in .venv         make bench   print the benchmark tables
#   make crash   deadlines under 200 kills, with one and two processes on SQLite, two on PostgreSQL (15 to 60 minutes)
#   make walk    10,000 random events of stock on PostgreSQL, twice (some minutes; more on a busy machine)
#   make clean   take away .venv and everything that was built
.PHONY: setup setup-browser run test walk crash lint format bench clean help
.DEFAULT_GOAL := help

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
STAMP := .venv/.installed
TESTS ?= tests
WORKERS ?= 2

help:
	@sed -n '2,7s/^# *//p' Makefile

setup: $(STAMP)

$(STAMP): pyproject.toml
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更新的版本(现在的 python3:$$(python3 --version 2>&1))。\
	Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11 if it has another name." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { rm -rf .venv; \
	echo "建不了虚拟环境。Debian/Ubuntu 请先装 python3-venv。Cannot create .venv (install python3-venv)." >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

setup-browser: setup
	@.ci/browser

run: setup
	$(BIN)/jiedan serve --demo

test: setup setup-browser
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(TESTS)

walk: setup
	JIEDAN_TEST_EVENTS=10000 $(BIN)/python -m pytest -n $(WORKERS) tests/contract/test_stock_walk.py

crash: setup
	JIEDAN_TEST_KILLS=200 $(BIN)/python -m pytest -n $(WORKERS) -rP -p no:logging tests/e2e/test_deadline_crash.py

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup
	$(BIN)/python -m bench

clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
