# Each target works from a bare clone on a machine with Python 3.11 or later: the first one run makes .venv.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup scan gate docs pictures test lint
.DEFAULT_GOAL := test

setup: .venv/.runtime

.venv/bin/uv:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

.venv/.runtime: pyproject.toml | .venv/bin/uv
	VIRTUAL_ENV=.venv $(BIN)/uv sync --quiet --no-dev --inexact
	touch $@

.venv/.dev: pyproject.toml | .venv/bin/uv
	VIRTUAL_ENV=.venv $(BIN)/uv sync --quiet --inexact
	touch $@ .venv/.runtime

scan: setup
	$(BIN)/mtcheck scan corpus/ --report html=reports/corpus.html --fail-on never

gate: setup
	$(BIN)/mtcheck scan corpus/

docs: .venv/.dev
	$(BIN)/python docs/make_commands.py

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

# reports/sample.html and the pictures in docs/.
pictures: .venv/.dev
	docs/make_report_picture.sh
