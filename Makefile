# The operator's only tool.
#
#   make            set up what is missing, then turn seeds/ into episodes and feeds
#   make serve      show the page and the feeds to this machine (to the network: see station.toml)
#   make publish    upload the feeds and the audio to the bucket that station.toml names
#   make test       check the program itself
#   make test-clients   let real podcast clients and a browser check it; installs them (Debian, npm)
#   make bench      measure it
#   make clean      remove what can be made again; the episodes stay
#
# Other folders, another voice:  make SEEDS=dir AUDIO_OUT=dir FEEDS=dir STATION=file ENGINE=kokoro JOBS=2
# The workers of a cluster speak:      make CLUSTER=tcp://10.0.0.7:8786

SEEDS     ?= seeds
AUDIO_OUT ?= audio_out
FEEDS     ?= feeds
STATION   ?= station.toml
ENGINE    ?=
JOBS      ?=
CLUSTER   ?=
PYTHON    ?=
ONLY      ?=

BROADCAST = .venv/bin/python -m pipeline
FOLDERS   = --station "$(STATION)" --audio-out "$(AUDIO_OUT)" --feeds "$(FEEDS)"

.PHONY: build setup serve check publish test clients test-clients bench catalogue clean

build: .venv/.ready
	@$(BROADCAST) build --seeds "$(SEEDS)" $(FOLDERS) $(if $(ENGINE),--engine "$(ENGINE)") $(if $(JOBS),--jobs "$(JOBS)") \
	    $(if $(CLUSTER),--cluster "$(CLUSTER)")

# Asked for by name, it looks through everything again: what is missing or half removed is put back.
setup:
	@rm -f .venv/.ready
	@$(MAKE) --no-print-directory .venv/.ready

# A stamp, written last: an interrupted set-up is simply taken up again. The first Python that works is used
# (a name on the path may be an empty shim, so each is asked); venv needs ensurepip, which Debian packs apart.
.venv/.ready: pyproject.toml
	@python=; for name in $(if $(PYTHON),"$(PYTHON)",python3 python3.13 python3.12 python3.11); do \
	    if "$$name" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; \
	    then python=$$name; break; fi; done; \
	if [ -z "$$python" ]; then \
	    echo "No usable Python: install Python 3.11, 3.12 or 3.13 with its venv module (Debian, Ubuntu: apt install python3 python3-venv), then run make again." >&2; \
	    exit 2; fi; \
	echo "Setting up .venv (once; some 400 MB to fetch) …"; \
	"$$python" -m venv .venv && \
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[test]' && \
	touch .venv/.ready

serve: .venv/.ready
	@$(BROADCAST) serve $(FOLDERS)

check: .venv/.ready
	@$(BROADCAST) check $(FOLDERS)

publish: .venv/.ready
	@$(BROADCAST) publish $(FOLDERS)

test: .venv/.ready
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/python -m pytest --numprocesses auto --dist worksteal --cov --cov-report=term:skip-covered

# The real clients that some tests ask. Only root may install Debian's; node may have come another way, so it is asked
# for by its command. A package that is there is left as it is.
CLIENTS = caddy chromium fonts-noto-cjk gpodder newsboat nginx-light strace

clients:
	@missing=$$(for package in $(CLIENTS); do \
	    dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q '^install ok installed' || echo $$package; done; \
	    command -v node >/dev/null || echo nodejs; command -v npm >/dev/null || echo npm); \
	if [ -n "$$missing" ]; then \
	    if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
	        echo "Not installed:" $$missing "(Debian's names). Run this as root, or install them: apt install" $$missing >&2; \
	        exit 2; fi; \
	    apt-get -qq update && \
	    DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -qq -y install --no-install-recommends $$missing >/dev/null || exit 1; \
	fi
	@set -e; for folder in $(dir $(wildcard tests/publish/*/package.json)); do \
	    if [ -f "$$folder/package-lock.json" ]; then fetch=ci; else fetch=install; fi; \
	    (cd "$$folder" && npm $$fetch --no-audit --no-fund --silent); done

test-clients: .venv/.ready clients
	.venv/bin/python -m pytest -p tests.clients.required tests/clients tests/publish

bench: .venv/.ready
	@.venv/bin/python -m tests.bench "$(ONLY)"

# After messages changed: collect them, then translate what is new in broadcast.po and run it again.
catalogue: .venv/.ready
	.venv/bin/pybabel --quiet extract --no-location --omit-header -o pipeline/locale/broadcast.pot pipeline
	.venv/bin/pybabel --quiet update --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date \
	    -D broadcast -l zh_CN -i pipeline/locale/broadcast.pot -d pipeline/locale
	rm pipeline/locale/broadcast.pot
	.venv/bin/pybabel compile --statistics -D broadcast -d pipeline/locale

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.* *.egg-info
	rm -rf "$(AUDIO_OUT)/.clips"
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Episodes and feeds stay: their identity, which subscribers know them by, lives in $(AUDIO_OUT)."
