# Everything one does here, on a machine with Python 3.11 or newer and make. `make` alone lists it.

PYTHON ?= $(shell for each in python3.13 python3.12 python3.11 python3; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$each; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PACKAGES := backend flows tutorials prose push registers i18n

.PHONY: help run test check fix audit bench pictures browser language translations openapi doctor clean

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand -t 14

run: $(VENV)/.run ## start the demo city and print its addresses
	@exec $(BIN)/handrail demo

test: $(VENV)/.dev browser ## run every test, browser journeys included
	$(BIN)/pytest -n 2 --dist worksteal

check: $(VENV)/.dev browser ## lint, types, contracts, translations, content, tests on both databases: what CI runs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m i18n.tooling check
	$(BIN)/handrail check content
	$(BIN)/handrail check lessons
	$(BIN)/python -m backend.api.openapi --check
	$(MAKE) test
	$(BIN)/pytest -n 2 --dist worksteal --database postgresql tests/core tests/domain tests/api tests/web

fix: $(VENV)/.dev ## mend what tools can mend: order of imports, layout
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

audit: $(VENV)/.dev browser ## look at every page in every language, theme and text size; write docs/accessibility.md
	$(BIN)/python -m tests.audit

bench: $(VENV)/.dev browser ## measure what it costs and write docs/benchmarks.md
	$(BIN)/python -m bench

pictures: $(VENV)/.dev browser ## take the pictures of the README
	$(BIN)/python -m bench.pictures

browser: $(VENV)/.dev # get Chromium: the system's, else Playwright's, else Debian's package
	@$(BIN)/python -m tests.browser

language: $(VENV)/.dev ## start a language: make language LANG=xx
	@test "$(origin LANG)" = "command line" || { echo "Say which: make language LANG=xx"; exit 1; }
	$(BIN)/python -m i18n.tooling new $(LANG)

translations: $(VENV)/.dev ## bring the catalogues up to the sources
	$(BIN)/python -m i18n.tooling update

openapi: $(VENV)/.dev ## write docs/openapi.json anew
	$(BIN)/python -m backend.api.openapi

doctor: $(VENV)/.run ## say what is missing or wrong, and how to mend it
	@$(BIN)/handrail doctor

clean: ## remove the environment and the demo's data
	rm -rf $(VENV) .handrail

# The environment. `handrail` runs from the source tree, so nothing is built or published.
$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, with its venv module."; exit 1; }
	@echo "Making the environment in $(VENV) …"
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }
	@printf '#!%s\nimport sys\nsys.path.insert(0, "%s")\nfrom backend.cli import main\nmain()\n' \
		"$(abspath $(BIN)/python)" "$(CURDIR)" > $(BIN)/handrail
	@chmod +x $(BIN)/handrail
	@touch $@

$(VENV)/.run: $(VENV)/.made requirements/run.txt
	@echo "Installing what the program needs …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	@echo "Installing what the tests need …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@
