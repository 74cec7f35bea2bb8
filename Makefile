# The two commands of the README, and what developers run. On Windows: see CONTRIBUTING.md.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test check corpus clean

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet torch==2.13.0 $(TORCH_OPTIONS) || $(BIN)/python -m pip install --quiet torch
	$(BIN)/python -m pip install --quiet --editable . --group test
	touch $@

demo: $(VENV)/.installed
	$(BIN)/mesures ingest corpus
	$(BIN)/mesures plans
	$(BIN)/mesures search --limit 4 "Quelles mesures portent sur le bénévolat ?"
	$(BIN)/mesures search --limit 4 "transformation numérique"

test: $(VENV)/.installed
	$(BIN)/python -m pytest

check: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --editable . --group dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

corpus: $(VENV)/.installed
	$(BIN)/python tests/golden/render.py

clean:
	rm -rf $(VENV) index/mesures.db* index/vectors-*
