# make demo   a graph of the sample articles, three answered questions, and where everything is
# make test   linter, type checker, tests
# make docs   the documentation of the ontology and the questions, and the JSON-LD context
# make answers  the stored answers to every question on the sample, to be read beside the articles
# make fuzz   a million mutated articles, then 20 minutes of looking for new code (make guided SECONDS=60):
#             make fuzz CASES=20000 ARTICLES="news.tar.gz"
# make soak   builds killed 200 times, a server under load for five minutes
# make vulnerabilities  looks the locked versions up; ADVISORIES=FILE for a dump of advisories instead of the network
# make lock   write requirements.lock anew: versions and hashes of all that the tests need
# make bench  measures speed beside the baselines and writes the README's table; ONLY=extraction,queries for some rows
# make clean  remove what these made

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
# The first Python that is new enough.
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$p; break; }; done)

.PHONY: bench demo test clean docs answers fuzz guided soak lock vulnerabilities
.DEFAULT_GOAL := demo

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and there is none on the PATH" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

# Where the Python is that of the lock, nothing is installed but what its hash is known of.
LOCKED := $(shell grep -q "^\# python $$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')$$" \
	requirements.lock 2>/dev/null && echo yes)

$(VENV)/.dev: pyproject.toml constraints.txt requirements.lock | $(BIN)/python
ifeq ($(LOCKED),yes)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
		-r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
else
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
endif
	@touch $@ $(VENV)/.run

demo: $(VENV)/.run
	@set -e; \
	$(BIN)/kg build data/articles --out out >/dev/null; \
	ask() { printf '\n\033[1m%s\033[0m\n' "$$1"; shift; printf '$$ kg query'; printf ' %q' "$$@"; echo; \
		$(BIN)/kg query --store out "$$@"; }; \
	ask "With whom did the Prime Minister meet in 2024?" counterparts-of-post-in-year -p post=นายกรัฐมนตรี -p year=2024; \
	ask "Which agreements are there with Japan, in which state, signed by whom?" agreements-with-country -p country=JP; \
	ask "Which ambassadors called on the Prime Minister in 2020?" ambassadors-who-called -p post=นายกรัฐมนตรี -p year=2020; \
	echo; printf '%-8s %s\n' "graph:" "$(CURDIR)/out/store" "page:" "$(CURDIR)/out/graph.html" \
		"Turtle:" "$(CURDIR)/out/graph.ttl"

test: $(VENV)/.dev
	@if ! command -v chromium chromium-browser google-chrome >/dev/null 2>&1; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
			echo "installing Chromium for the tests of the page"; \
			{ apt-get update -qq && apt-get install -y -qq chromium fonts-thai-tlwg >/dev/null; } \
				|| echo "Chromium could not be installed: the tests in a browser will be skipped"; \
		else echo "there is no Chromium: the tests in a browser will be skipped"; fi; fi
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[ftm]' 2>/dev/null \
		|| echo "FollowTheMoney could not be installed (it needs ICU): its check will be skipped"
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		command -v virtuoso-t >/dev/null 2>&1 || { echo "installing Virtuoso for the tests of kg push"; \
			{ apt-get install -y -qq virtuoso-opensource >/dev/null 2>&1 || { apt-get update -qq \
				&& apt-get install -y -qq virtuoso-opensource >/dev/null; }; } \
				|| echo "Virtuoso could not be installed: its tests will be skipped"; }; \
		command -v java >/dev/null 2>&1 || { echo "installing Java for the test on Spark"; \
			apt-get install -y -qq openjdk-17-jre-headless >/dev/null \
				|| echo "Java could not be installed: the test on Spark will be skipped"; }; fi
	@if command -v java >/dev/null 2>&1 && ! $(BIN)/python -c 'import pyspark' 2>/dev/null; then \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,spark]' \
			|| echo "PySpark could not be installed: the test on Spark will be skipped"; fi
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

docs: $(VENV)/.dev
	$(BIN)/python tools/write_docs.py

answers: $(VENV)/.dev
	$(BIN)/python tools/write_answers.py

CASES := 1000000
ARTICLES := data/articles

fuzz: $(VENV)/.dev
	$(BIN)/python tools/fuzz.py $(ARTICLES) --cases $(CASES) --state out/fuzz.json
	$(MAKE) guided

SECONDS := 1200

guided: $(VENV)/.dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --no-deps \
		-c constraints.txt atheris 2>/dev/null || echo "atheris has no wheel for this Python"
	$(BIN)/python tools/fuzz.py $(ARTICLES) --guided $(SECONDS)

soak: $(VENV)/.dev
	$(BIN)/python tools/soak.py builds --kills 200
	$(BIN)/kg build data/articles --out out -q >/dev/null
	$(BIN)/python tools/soak.py server --store out --clients 50 --seconds 300

lock: $(BIN)/python
	$(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/python -m pip install --quiet --disable-pip-version-check pip-tools
	printf 'hatchling\neditables\n' >$(VENV)/lock/build.in
	$(VENV)/lock/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-annotate --no-header \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --extra dev -c constraints.txt \
		-o $(VENV)/lock/requirements.lock pyproject.toml $(VENV)/lock/build.in
	{ $(PYTHON) -c 'import sys; print("# python %d.%d" % sys.version_info[:2])'; \
		cat $(VENV)/lock/requirements.lock; } >requirements.lock

vulnerabilities: $(VENV)/.dev
ifeq ($(ADVISORIES),)
	@$(PYTHON) -m venv $(VENV)/audit
	@$(VENV)/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit
	$(VENV)/audit/bin/python tools/check_vulnerabilities.py
else
	$(BIN)/python tools/check_vulnerabilities.py --advisories $(ADVISORIES)
endif

$(VENV)/.bench: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,bench]'
	@touch $@

bench: $(VENV)/.bench
	$(BIN)/python tools/bench.py $(if $(ONLY),--only '$(ONLY)') $(if $(SAMPLE),--sample '$(SAMPLE)')

clean:
	rm -rf out build dist .pytest_cache .mypy_cache .ruff_cache
