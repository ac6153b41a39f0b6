# Two commands do everything on a machine that has Python 3.11+, git and make: `make demo` and `make test`.

PYTHON ?= python3
SERVE ?= 1
PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
TO_RUN := .venv/.to-run
TO_TEST := .venv/.to-test
WEB := tests/web/node_modules/.installed tests/service/node_modules/.installed
DEMO := build/demo/store
PLAN := 乌达区“十四五”残疾人事业发展规划
UV ?= uv
COMPILE := $(UV) pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11

.PHONY: help install demo test lint check audit bench expected lock clean

help:
	@echo "make demo      load the examples, print some answers, serve on http://localhost:$(PORT)/ (SERVE=0: no server)"
	@echo "make test      format, lint, types, every test"
	@echo "make check     format, lint, types, known weaknesses of dependencies, the invariants over the loaded examples"
	@echo "make audit     look the locked dependencies up among known weaknesses (needs the network)"
	@echo "make bench     print the speed of reading, validating, loading, asking, linking and serving"
	@echo "make install   all that demo and test need in .venv, from the locks"
	@echo "make expected  write the queries' expected answers anew, for review with git diff"
	@echo "make lock      resolve the dependencies anew (needs uv)"
	@echo "make clean     remove what was built; .venv stays"

install: $(TO_TEST)

# The build backend comes first, from its own lock, so that nothing is fetched that is not locked.
$(TO_RUN): pyproject.toml requirements-build.lock requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "policykg needs Python 3.11 or newer; $(PYTHON) is `$(PYTHON) --version`. Try: make install PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r requirements-build.lock
	$(PIP) --require-hashes --no-build-isolation -r requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# What tests need comes on top: its lock has all that the other has, in the same versions.
$(TO_TEST): $(TO_RUN) requirements-dev.lock
	$(PIP) --require-hashes --no-build-isolation -r requirements-dev.lock
	@touch $@

# What looks at pages in a browser, and a client that needs node: without node, npm and Chromium their tests are skipped.
tests/%/node_modules/.installed: tests/%/package.json tests/%/package-lock.json
	cd tests/$* && npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

demo: $(TO_RUN)
	$(BIN)/policykg load examples --store $(DEMO)
	@echo; echo "── The plans and reviews"
	$(BIN)/policykg query documents --columns title,number,region,level,period_start,period_end --store $(DEMO)
	@echo; echo "── Who leads most"
	$(BIN)/policykg query who_leads_most --columns name,leads,takes_part,documents --store $(DEMO) | head -n 12
	@echo; echo "── One task, and the words that say so"
	$(BIN)/policykg query task_with_evidence --param document=$(PLAN) --param path=四/（三）/3 \
		--columns what,value,start,end,quote --store $(DEMO)
	@echo; echo "── What 乌达区 made of the plan above it: the report as a page"
	$(BIN)/policykg compare $(PLAN) --output build/demo/compare.html --store $(DEMO)
	@echo "$(CURDIR)/build/demo/compare.html"
ifneq ($(SERVE),0)
	$(BIN)/policykg serve --store $(DEMO) --port $(PORT)
endif

test: lint $(if $(shell sh -c 'command -v npm'),$(WEB))
	$(BIN)/python -m pytest

lint: $(TO_TEST)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: lint audit
	$(BIN)/policykg load examples --store $(DEMO)
	$(BIN)/policykg check --store $(DEMO)

audit: $(TO_TEST)
	$(BIN)/python deploy/audit.py requirements.lock

bench: $(TO_TEST)
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.linking
	$(BIN)/python -m benchmarks.service

expected: $(TO_TEST)
	$(BIN)/python -m tests.queries.expected
	git --no-pager diff --stat -- queries

lock:
	$(COMPILE) pyproject.toml --output-file requirements.lock
	$(COMPILE) pyproject.toml --extra dev --constraints requirements.lock --output-file requirements-dev.lock
	echo 'setuptools>=77' | $(COMPILE) - --constraints requirements-dev.lock --output-file requirements-build.lock

clean:
	rm -rf build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
