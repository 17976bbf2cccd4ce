# One command each for people and for CI. Every target works from a fresh clone; PYTHON=... picks
# the interpreter (3.11 or later), otherwise the first one found that is new enough.

VENV := .venv
PY := $(VENV)/bin/python
PORT ?= 8501

.PHONY: run test check format bench bench-large shots dictionary rules clean venv venv-dev browser
.DEFAULT_GOAL := run

run: venv  ## start the product on this machine
	@$(PY) -m streamlit run app.py --server.address=127.0.0.1 --server.port=$(PORT)

test: venv-dev browser  ## all tests, in a real browser too
	@$(PY) -m pytest --numprocesses=auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder

check: venv-dev  ## what CI runs: format, lint, types, tests
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@$(MAKE) --no-print-directory test

format: venv-dev  ## format and mend what can be mended
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

dictionary: venv  ## docs/data-dictionary.md from pmo_core/model
	@$(PY) -m pmo_core.model.dictionary docs/data-dictionary.md

rules: venv  ## docs/rules from pmo_core/store/rules; what people wrote there stays
	@$(PY) -m pmo_core.jobs.rule_pages docs/rules

bench: venv-dev  ## docs/benchmarks.md: every figure beside its limit
	@$(PY) -m bench

bench-large: venv-dev  ## the same with the slow figures (10,000,000 lines)
	@$(PY) -m bench --large

shots: venv-dev browser  ## a screenshot of each page into shots/
	@$(PY) -m tools.shots

clean:  ## forget the virtual environment and the caches, not the data
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache shots

browser: venv-dev
	@$(PY) -m tools.browser

venv:
	@PYTHON="$(PYTHON)" sh tools/venv.sh $(VENV) requirements.txt

venv-dev:
	@PYTHON="$(PYTHON)" sh tools/venv.sh $(VENV) requirements.txt requirements-dev.txt
