# Imprimatur. `make` lists the targets; each is real commands, so that CI knows nothing more than you.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
IMPRIMATUR := $(BIN)/imprimatur
LOCALES ?=

# Verbs end with 3 when units are held or blockers were found: done, and said so.
soft = $(1); status=$$?; if [ $$status -eq 3 ]; then echo "exit status 3: done, with something left for people"; elif [ $$status -ne 0 ]; then exit $$status; fi

.PHONY: help env system run test demo sample bench bench-report bench-corpora bench-checks ci fmt faults adversarial golden lint types imports clean lock-requirements
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

$(VENV)/.stamp: pyproject.toml requirements-dev.txt .ci/environment
	@PYTHON=$(PYTHON) bash .ci/environment $(VENV)
	@touch $@

env: $(VENV)/.stamp ## make the environment from the hash-locked requirements

system: ## install the system programs that are missing (Apertium, gettext, a browser …), where that is possible
	@bash .ci/system engine tests

run: env ## the sample project, from source_content/ to locales/, ready for human review
	@bash .ci/system engine
	@$(call soft,$(IMPRIMATUR) run)

test: env ## every test
	@bash .ci/system engine tests
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

demo: env ## the whole journey in a throwaway copy: sign, release, verify, and what is refused
	@bash .ci/system engine
	@$(BIN)/python docs/demo/demo.py

sample: env ## approve and seal the sample again with the demonstration keys
	@$(BIN)/python docs/demo/demo.py --seal

bench-corpora: env ## the published catalogs and the peer that `check` is measured against, into var/
	@mkdir -p var/corpora/wheels
	@$(BIN)/python -m pip download -q --no-deps --only-binary :all: -r benchmarks/corpora.txt -d var/corpora/wheels
	@cd var/corpora && for wheel in wheels/*.whl; do name=$$(basename $$wheel); \
	  mkdir -p $${name%%-*} && $(abspath $(BIN))/python -m zipfile -e $$wheel $${name%%-*}; done
	@$(BIN)/python -m venv var/bench-venv && var/bench-venv/bin/pip install -q translate-toolkit

bench-checks: env ## check against pofilter, false findings, mutations (after bench-corpora; minutes)
	@$(BIN)/python -m benchmarks.checks
	@$(BIN)/python -m benchmarks.false_findings
	@$(BIN)/python -m benchmarks.mutations

fmt: env ## format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lint: env ## style rules
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: env ## mypy, strict
	@$(BIN)/mypy

imports: env ## the import contracts
	@$(BIN)/lint-imports

faults: env ## kill every verb at every writing system call (slow)
	@bash .ci/system tests
	@IMPRIMATUR_SWEEP=1 $(BIN)/python -m pytest -q tests/journey/test_kill.py

adversarial: env ## 12,000 random cases of an engine that breaks its answers: nothing broken is stored
	@ADVERSARIAL_CATALOGS=3000 $(BIN)/python -m pytest tests/pretranslate/test_adversary.py -q -s -k thousand

golden: env ## rewrite the expected trees of the verbs
	@$(BIN)/python -m pytest tests/cases -q --golden

ci: lint types imports test ## everything CI runs
	@git diff --exit-code || { echo "the tests changed a tracked file"; exit 1; }

bench: env ## measure against the peers (an hour; `make bench MEASURES="catalogs --quick"` for less)
	@$(BIN)/python -m benchmarks $(MEASURES)

bench-report: env ## write docs/performance.md and its plots from benchmarks/results.json
	@$(BIN)/python -m benchmarks.report

lock-requirements: ## lock the requirements again (needs uv)
	@for extra in "" dev; do uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-build \
	  --no-emit-index-url --no-header --no-annotate pyproject.toml $${extra:+--extra $$extra} \
	  -o requirements$${extra:+-$$extra}.txt; done
	@! grep -nE '://|^--' requirements*.txt

clean: ## remove what can be made again
	rm -rf $(VENV) var dist .mypy_cache .ruff_cache .pytest_cache
