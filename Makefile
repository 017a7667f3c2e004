# Everything starts here. `make demo` and `make test` need Python 3.11 or newer, make and pip; they set up the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
XDIST ?= -n 2

.PHONY: demo test test-all check bench clean

demo: $(READY)  ## tune three models on a real table, with progress, verdict and report
	$(BIN)/tunewright demo

test: $(READY)  ## every test but those marked long; the fast ones first
	$(BIN)/python -m pytest -q $(XDIST) -m "not long" --fast-first

test-all: $(READY)  ## the long ones too
	$(BIN)/python -m pytest -q $(XDIST) --fast-first

check: $(READY)  ## format, lint, strict types, layers, fast tests: under a minute
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q $(XDIST) -m "not slow and not browser and not long" --hypothesis-profile=check

bench: $(READY)  ## the benchmarks that need nothing but this package
	$(BIN)/python -m benchmarks

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "tunewright needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[tune]' --group test --group check
	touch $(READY)

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
