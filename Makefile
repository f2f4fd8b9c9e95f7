# Two commands on a fresh machine: `make lab` and `make test`. Needs Python 3.11+ and make (GNU make 3.81 of macOS will do).
# The set-up itself is in scripts/set-up: it knows what is up to date, so there are no file targets here.

.DEFAULT_GOAL := help
.PHONY: help lab test deep engines exi check format bench fleet crowd fuzz samples pictures lock wheel clean

# with it every program that a test starts would compile the workbench anew
unexport PYTHONDONTWRITEBYTECODE

LAB_ARGS ?=
TEST_ARGS ?= -n auto --maxprocesses 4 --dist worksteal
LOCK_ARGS ?=
FUZZ_ARGS ?= --minutes 10

help: ## what there is (this list)
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

lab: ## set up and open the notebooks in JupyterLab (LAB_ARGS="--no-browser", "DIR", ...: see pnc lab --help)
	@sh scripts/set-up lab
	@.venv/bin/pnc lab $(LAB_ARGS)

test: ## set up and run the tests (TEST_ARGS="tests/certs -k name")
	@sh scripts/set-up dev
	@.venv/bin/python -m pytest -m "not engines and not exificient and not deep" $(TEST_ARGS)

deep: ## the tests that take long and hardly break: everything against everything
	@sh scripts/set-up dev
	@.venv/bin/python -m pytest -m deep -n auto --maxprocesses 4 --dist worksteal
	@PNC_FUZZ_DEPTH=1 .venv/bin/python -m pytest -m "not deep and not engines" -n auto --maxprocesses 4 --dist worksteal \
		$$(grep -rl --include='*.py' 'depth import examples' tests)

engines: ## the fleet questions on Spark (needs Java 17) and PostgreSQL too: half a gigabyte to download
	@sh scripts/set-up engines
	@.venv/bin/python -m pytest -m engines -n 2 --dist loadfile tests/peers/engines

exi: ## the EXI codec beside EXIficient and the schemas of ISO 15118 (needs a JDK): 12 megabytes to download
	@sh scripts/set-up dev
	@sh scripts/set-up-exificient
	@.venv/bin/python -m pytest -m exificient -n 2 --dist loadfile tests/peers/exificient

check: ## ruff, mypy, import-linter: all must be silent
	@sh scripts/set-up dev
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports

format: ## let ruff lay out the code
	@sh scripts/set-up dev
	.venv/bin/ruff format

bench: ## time the workbench beside its peers, as ratios
	@sh scripts/set-up dev
	@for name in loading hashes trust revocation pictures station fleet exi contracts start_up; do .venv/bin/python -m benchmarks.$$name || exit 1; done

fleet: ## ten million hash entries beside pandas, DuckDB by hand and Spark (where `make engines` put it): some ten minutes
	@sh scripts/set-up dev
	@.venv/bin/python -m benchmarks.fleet --rows 10_000_000 $$(.venv/bin/python -c 'import pyspark' 2>/dev/null && echo --spark)

crowd: ## a thousand stations over TLS at one `pnc csms`
	@sh scripts/set-up dev
	@.venv/bin/python -m benchmarks.thousand

fuzz: ## ten minutes of deep search for inputs that break or delay the loader (FUZZ_ARGS="--minutes 60")
	@sh scripts/set-up dev
	@.venv/bin/python -m tests.properties.fuzz $(FUZZ_ARGS)

samples: ## build sample_certs/ anew (byte for byte the same each time)
	@sh scripts/set-up lab
	@.venv/bin/pnc samples sample_certs --force

pictures: ## draw docs/pictures/ anew
	@sh scripts/set-up lab
	@.venv/bin/python docs/pictures/make.py

lock: ## renew both lock files after a change of pyproject.toml (needs uv; LOCK_ARGS=--upgrade for newer versions)
	@sh scripts/lock $(LOCK_ARGS)

wheel: ## build dist/*.whl and the source archive
	@sh scripts/set-up dev
	@.venv/bin/python -m hatchling build

clean: ## remove .venv and everything built
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
