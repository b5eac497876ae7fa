# Everything a developer types. `make run` and `make test` are the two to know.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.made-from-lock

.PHONY: help run demo test lint extensions plugin format bench schema clean python-is-new-enough

help:
	@echo "make run     everything on this machine, with sandbox stores, at http://127.0.0.1:$(PORT)/"
	@echo "make demo    the story of a backorder, told line by line"
	@echo "make test    the test suite"
	@echo "make lint    style, types, floors, dependencies, GraphQL documents"
	@echo "make extensions  what runs inside the shops, checked by the platforms' own tools"
	@echo "make plugin  the WordPress plugin as a zip to upload"
	@echo "make format  write the style that lint asks for"
	@echo "make bench   one line a figure"
	@echo "make schema  build the pruned Shopify schema again from its npm package"

run: $(STAMP)
	@$(BIN)/connector run --port $(PORT)

demo: $(STAMP)
	@$(BIN)/connector demo

test: $(STAMP)
	$(BIN)/pytest -n 2 --dist loadscope

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/python -m sandbox.shopify.schema.check adapters/shopify/operations

extensions:
	extensions/check

plugin: $(STAMP)
	@$(BIN)/connector plugin --to var/backorder-connector.zip

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP)
	$(BIN)/python -m bench

schema: $(STAMP)
	$(BIN)/python -m sandbox.shopify.schema.rebuild adapters/shopify/operations

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

python-is-new-enough:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed, and '$(PYTHON)' is $$($(PYTHON) -V 2>&1 | head -n 1): set PYTHON, as in 'make run PYTHON=python3.12'." >&2; \
	  exit 2; }

# The environment is made anew when the lock or the project's own file changed. Only what the lock names, with its hash.
$(STAMP): requirements.lock pyproject.toml | python-is-new-enough
	@echo "Making $(VENV): about a minute, the first time only."
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing: install it (Debian: apt-get install python3-venv)." >&2; exit 2; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
