# Every target sets up what it needs in .venv; a second run takes no set-up.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

.DEFAULT_GOAL := help
.PHONY: help venv demo live test soak theory check format docs screenshots bench clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --editable '.[dev]'
	$(BIN)/python -m compileall -q server client
	@touch $@

venv: $(READY)  ## set up .venv

demo: $(READY)  ## compare the channels of the Yangtze River Delta, and make the report
	$(BIN)/tongban compare scenarios/yrd-tenfold.toml --out build/demo
	$(BIN)/tongban report scenarios/yrd-tenfold.toml --out build/demo

live: $(READY)  ## show the live service in the browser: window, desk and wallboard
	$(BIN)/tongban demo

test: $(READY)  ## run all tests
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

soak: $(READY)  ## kill the live service 1,000 times, send it 100,000 hostile frames, and more
	SOAK_KILLS=1000 SOAK_FRAMES=100000 SOAK_REQUESTS=10000 SOAK_CLIENTS=1000 \
		$(BIN)/python -m pytest -s tests/live/test_reconnecting.py tests/live/test_hostile_http.py \
		tests/live/test_hostile_wire.py tests/live/test_killed_service.py

theory: $(READY)  ## compare with theory at length: a hundred times the cases
	THEORY_TIMES=100 $(BIN)/python -m pytest tests/theory

check: $(READY)  ## lint, types, layers; the pages' types where npm is
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if command -v npm >/dev/null; then \
		echo tsc; npm exec --yes --quiet --package=typescript@5.9.3 -- tsc -p client; \
	else echo "no npm: the pages' types are not checked"; fi

format: $(READY)  ## format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(READY)  ## regenerate what docs/ takes from the code
	$(BIN)/python docs/generate.py

screenshots: $(READY)  ## take the documents' pictures of the pages anew
	$(BIN)/python docs/screenshots.py

bench: $(READY)  ## time engines and live service beside others, as ratios (BENCH=--quick)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --editable '.[bench]'
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check cimba
	$(BIN)/python tests/bench/bench.py $(BENCH)

clean:  ## remove what was built
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
