# Everything that a working copy needs; the first target that is used makes the virtual environment.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
SUDOLINT := $(RUN)/sudolint

.PHONY: demo test lint bench tables man screenshot package clean

# What it is for: the policy that started it.
demo: $(VENV)/.ready
	@$(SUDOLINT) examples/ai-worker.nix || test $$? = 1

test: $(VENV)/.dev lint
	$(RUN)/python -m pytest -n auto --dist loadgroup

lint: $(VENV)/.dev
	$(RUN)/ruff format --check sudolint tests
	$(RUN)/ruff check sudolint tests
	$(RUN)/mypy
	$(RUN)/lint-imports --no-cache

# Timings, as ratios to the real tools where they are installed.
bench: $(VENV)/.dev
	$(RUN)/python -m tests.bench

# After a change of a grammar.
tables: $(VENV)/.ready
	$(RUN)/python -m sudolint.syntax.generate

# build/sudolint.1; `sudolint completion SHELL` prints what a shell completes by.
man: $(VENV)/.ready
	mkdir -p build
	$(RUN)/python -m sudolint.cli.manual > build/sudolint.1

# The picture in the README, after a change of what the report says or looks like.
screenshot: $(VENV)/.dev
	$(RUN)/python -m tests.screenshot

package: $(VENV)/.dev
	$(RUN)/python -m build

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "sudolint needs Python 3.11 or later")'
	$(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --editable .
	$(RUN)/python -m compileall -q sudolint grammars rules
	$(RUN)/python -m sudolint.packs
	touch $@

$(VENV)/.dev: $(VENV)/.ready
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@
