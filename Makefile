# The two commands of the README, and what developers run. Without make: see CONTRIBUTING.md.
PYTHON ?= python3
VENV ?= .venv
# For example PIP_OPTIONS="--extra-index-url https://download.pytorch.org/whl/cpu" (see README).
PIP_OPTIONS ?=
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_OPTIONS) -c constraints.txt

.PHONY: demo test check corpus messages screenshots clean

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(INSTALL) --editable . --group test
	touch $@

$(VENV)/.developer: $(VENV)/.installed
	$(INSTALL) --group dev
	touch $@

demo: $(VENV)/.installed
	$(BIN)/mesures ingest corpus
	$(BIN)/mesures plans
	$(BIN)/mesures search --limit 4 "Quelles mesures portent sur le bénévolat ?"
	$(BIN)/mesures search --limit 4 "transformation numérique"

# Whole files at a time: their tests share what is slow to make.
test: $(VENV)/.installed
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

check: $(VENV)/.developer
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

corpus: $(VENV)/.installed
	$(BIN)/python tests/golden/render.py

# What is new in the code goes to the translators' files; the French of the program is compiled.
messages: $(VENV)/.installed
	$(BIN)/python -m tests.messages

screenshots: $(VENV)/.installed
	$(BIN)/python -m tests.web.screenshots

clean:
	rm -rf $(VENV) index/mesures.db* index/vectors-*
