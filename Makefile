# The two commands most people need are `make run` and `make test`. `make help` lists the rest.
# Written for GNU make and a POSIX shell; everything it installs goes into .venv, except test tools taken from apt.

SHELL := /bin/sh
PYTHON := .venv/bin/python
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup run test faults check bench format docs pictures fuzz assets sbom lock

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup: ## make .venv and install what the hub needs
	@sh .ci/setup.sh requirements.txt

run: setup ## start the hub with a synthetic city on 127.0.0.1:8000
	@exec $(PYTHON) -m hub.cli serve --demo $(ARGS)

test: ## run the whole suite, real PostgreSQL and browser included (ARGS="-k queue" for a part)
	@sh .ci/setup.sh requirements-dev.txt
	@sh .ci/test_tools.sh
	@$(PYTHON) -m pytest -n auto --maxprocesses 4 --dist worksteal $(ARGS)

faults: ## break things on purpose, as often as promised: an hour or two (ARGS="-k power" for a part)
	@sh .ci/setup.sh requirements-dev.txt
	@sh .ci/test_tools.sh
	@HUB_FAULTS=long $(PYTHON) -m pytest -n auto --maxprocesses 4 --dist worksteal tests/faults $(ARGS)

check: ## style, types, storeys, known-bad calls and lock files
	@sh .ci/setup.sh requirements-dev.txt
	@sh .ci/check.sh

bench: ## measure the hub beside others and write docs/benchmarks.md (ARGS="rules sealed" for some rows)
	@sh .ci/setup.sh requirements-dev.txt
	@sh .ci/test_tools.sh
	@$(PYTHON) -m tests.benchmarks $(ARGS)

format: ## rewrite the Python files in the house style
	@sh .ci/setup.sh requirements-dev.txt
	@$(PYTHON) -m ruff check --quiet --fix .
	@$(PYTHON) -m ruff format .

docs: ## write anew the parts of the documentation that are made from the code
	@sh .ci/setup.sh requirements-dev.txt
	@$(PYTHON) -m tests.house.written

pictures: ## take the pictures of the documentation anew, in a real browser
	@sh .ci/setup.sh requirements-dev.txt
	@sh .ci/test_tools.sh
	@HUB_PICTURES=1 $(PYTHON) -m pytest -q tests/browser/test_pictures.py

fuzz: ## other hostile calls and forms each time, for about ten minutes
	@sh .ci/setup.sh requirements-dev.txt
	@sh .ci/test_tools.sh
	@HUB_FUZZ_SECONDS=300 HUB_FUZZ_ROUNDS=35 $(PYTHON) -m pytest -q tests/api/test_served_document.py tests/web/test_every_form.py

assets: ## compile styles and scripts from their pinned packages (needs node and npm)
	@sh hub/web/assets/build.sh

sbom: ## write the list of all parts with their checksums (CycloneDX) to var/sbom.json
	@sh .ci/setup.sh requirements-dev.txt
	@mkdir -p var
	@.venv/bin/cyclonedx-py requirements requirements.txt --output-reproducible --output-file var/sbom.json
	@echo "Written to var/sbom.json"

lock: ## pin every dependency and its checksum again from pyproject.toml
	@sh .ci/setup.sh requirements-dev.txt
	@sh .ci/lock.sh
