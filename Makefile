# The operator's only tool.
#
#   make            set up what is missing, then turn seeds/ into episodes and feeds
#   make desk       open the operator's page on this machine: drop, hear, mend, publish
#   make air        serve, and play what is due by the timetable of station.toml
#   make serve      show the page and the feeds to this machine (to the network: see station.toml)
#   make publish    upload the feeds and the audio to the bucket that station.toml names
#   make test       check the program itself
#   make test-clients   let real podcast clients and a browser check it; installs them (Debian, npm)
#   make bench      measure it
#   make bundle     put all that the set-up fetches into one folder, for a machine without a network
#   make clean      remove what can be made again; the episodes stay
#
# Other folders, another voice:  make SEEDS=dir AUDIO_OUT=dir FEEDS=dir STATION=file ENGINE=kokoro JOBS=2
# The workers of a cluster speak:      make CLUSTER=tcp://10.0.0.7:8786
# One document before all others:      make FIRST=seeds/停水.txt

SEEDS     ?= seeds
AUDIO_OUT ?= audio_out
FEEDS     ?= feeds
STATION   ?= station.toml
ENGINE    ?=
JOBS      ?=
CLUSTER   ?=
FIRST     ?=
PYTHON    ?=
ONLY      ?=
BUNDLE    ?= bundle

BROADCAST = .venv/bin/python -m pipeline
FOLDERS   = --station "$(STATION)" --audio-out "$(AUDIO_OUT)" --feeds "$(FEEDS)"
# A bundle that lies here is the only source: a closed network is not asked in vain.
INSTALL   = .venv/bin/python -m pip install --quiet --disable-pip-version-check \
            $(if $(wildcard $(BUNDLE)/SHA256SUMS),--no-index --find-links "$(abspath $(BUNDLE))") --editable
CARRIED   = $(BUNDLE)/SHA256SUMS

.PHONY: build desk setup serve air check publish test clients test-clients bench bundle catalogue clean

build: .venv/.ready $(if $(CLUSTER),.venv/.with-cluster)
	@$(BROADCAST) build --seeds "$(SEEDS)" $(FOLDERS) $(if $(ENGINE),--engine "$(ENGINE)") $(if $(JOBS),--jobs "$(JOBS)") \
	    $(if $(CLUSTER),--cluster "$(CLUSTER)") $(if $(FIRST),--first "$(FIRST)")

# Asked for by name, it looks through everything again: what is missing or half removed is put back.
setup:
	@rm -f .venv/.ready .venv/.with-*
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
	if [ -f "$(CARRIED)" ]; then \
	    (cd "$(BUNDLE)" && sha256sum --quiet --strict --check SHA256SUMS) || { \
	        echo "$(BUNDLE)/ did not arrive whole: copy it once more, then run make again." >&2; exit 2; }; \
	    made=$$(cat "$(BUNDLE)/PYTHON"); \
	    here=$$("$$python" -c 'import platform, sys; print(*sys.version_info[:2], platform.system(), platform.machine())'); \
	    if [ "$$made" != "$$here" ]; then \
	        echo "$(BUNDLE)/ was made for Python and machine $$made, here is $$here: make one with this Python, or choose another with PYTHON=…" >&2; \
	        exit 2; fi; \
	    echo "Setting up .venv from $(BUNDLE)/ (once) …"; \
	else echo "Setting up .venv (once; some 300 MB to fetch) …"; fi; \
	"$$python" -m venv .venv && $(INSTALL) . && touch .venv/.ready

# What some commands need beyond that: tests, a cluster, a bucket.
.venv/.with-%: .venv/.ready
	@echo "Adding to .venv what [$*] needs (once) …"
	@$(INSTALL) '.[$*]' && touch $@

# One folder with every package, to be carried to a machine without a network and laid beside this file there.
bundle: .venv/.ready
	@rm -rf "$(BUNDLE).part" && mkdir "$(BUNDLE).part"
	@.venv/bin/python -m pip wheel --quiet --disable-pip-version-check --wheel-dir "$(BUNDLE).part" '.[cluster,s3]' 'setuptools>=77'
	@rm "$(BUNDLE).part"/workshop_broadcast-*.whl
	@.venv/bin/python -c 'import platform, sys; print(*sys.version_info[:2], platform.system(), platform.machine())' \
	    > "$(BUNDLE).part/PYTHON"
	@cd "$(BUNDLE).part" && sha256sum PYTHON *.whl > SHA256SUMS
	@rm -rf "$(BUNDLE)" && mv "$(BUNDLE).part" "$(BUNDLE)"
	@du -sh "$(BUNDLE)"

desk: .venv/.ready
	@$(BROADCAST) desk --seeds "$(SEEDS)" $(FOLDERS)

serve: .venv/.ready
	@$(BROADCAST) serve $(FOLDERS)

air: .venv/.ready
	@$(BROADCAST) air --serve $(FOLDERS)

check: .venv/.ready
	@$(BROADCAST) check $(FOLDERS)

publish: .venv/.with-s3
	@$(BROADCAST) publish $(FOLDERS)

test: .venv/.with-test
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	# Tests start some hundred processes; where none may write bytecode, each would compile the program for itself.
	.venv/bin/python -m compileall -q pipeline tests
	.venv/bin/python -m pytest --numprocesses auto --dist worksteal --cov --cov-report=term:skip-covered

# The real clients that some tests ask. Only root may install Debian's; node may have come another way, so it is asked
# for by its command. A package that is there is left as it is.
CLIENTS = caddy chromium firefox-esr fonts-noto-cjk gpodder gstreamer1.0-plugins-good gstreamer1.0-tools mpc mpd mpv newsboat \
          nginx-light strace vlc-bin vlc-plugin-base

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

test-clients: .venv/.with-test clients
	.venv/bin/python -m pytest -p tests.clients.required tests/clients tests/publish

bench: .venv/.with-test
	@.venv/bin/python -m tests.bench "$(ONLY)"

# After messages changed: collect them, then translate what is new in broadcast.po and run it again.
catalogue: .venv/.with-test
	.venv/bin/pybabel --quiet extract --no-location --omit-header -o pipeline/locale/broadcast.pot pipeline
	.venv/bin/pybabel --quiet update --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date \
	    -D broadcast -l zh_CN -i pipeline/locale/broadcast.pot -d pipeline/locale
	rm pipeline/locale/broadcast.pot
	.venv/bin/pybabel compile --statistics -D broadcast -d pipeline/locale

clean:
	rm -rf .venv bundle.part .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.* *.egg-info
	rm -rf "$(AUDIO_OUT)/.clips"
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Episodes and feeds stay: their identity, which subscribers know them by, lives in $(AUDIO_OUT)."
