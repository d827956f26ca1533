# On Record. `make run` and `make test` need Python 3.11 or newer and make, nothing else.

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# A name or path of the Python to use; left empty, the first fitting one is found.
PYTHON ?=
PORT ?= 8000
export PORT
# More arguments for pytest, as in: make test ARGS="-k anchoring"
ARGS ?=

PIP := .venv/bin/python -m pip --disable-pip-version-check --no-input -qq
# A stamp carries the digest of the file it was installed from: a changed file is installed again.
digest = $(shell cksum < $(1) 2>/dev/null | awk '{ print $$1 "-" $$2 }')
RUNTIME_STAMP = .venv/.runtime-$(call digest,requirements.txt)
DEV_STAMP = .venv/.dev-$(call digest,requirements-dev.txt)

.PHONY: help
help: ## List these commands
	@echo "On Record: the commands"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

.PHONY: run
run: runtime ## Start On Record with the demo data on 127.0.0.1 (PORT=8000)
	@.venv/bin/python -c '$(BIND)' "$(PORT)" 2>/dev/null || { \
		echo "Port $(PORT) is not free. Stop what uses it, or choose another: make run PORT=8001" >&2; \
		exit 1; \
	}
	@.venv/bin/python manage.py demo
	@exec .venv/bin/python -m gunicorn config.wsgi --worker-class gthread --threads 4 \
		--bind "127.0.0.1:$(PORT)" --log-level warning --no-control-socket

BIND := import socket, sys; s = socket.socket(); \
	s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); \
	s.bind(("127.0.0.1", int(sys.argv[1])))

.PHONY: test
test: dev ## Run all tests on SQLite, then on a throw-away PostgreSQL (ARGS="-k word")
	@mkdir -p var; rm -f var/test-report-*.xml; $(COUNT_WORKERS); failed=0; unset DATABASE_URL; \
	$(call suite,on SQLite,,not browser,sqlite); \
	$(call suite,on PostgreSQL,$(ON_POSTGRESQL),not browser,postgresql); \
	$(call suite,in a browser on SQLite,,browser,browser-sqlite); \
	$(call suite,in a browser on PostgreSQL,$(ON_POSTGRESQL),browser,browser-postgresql); \
	echo; \
	$(call summary,On SQLite,sqlite); \
	$(call summary,On PostgreSQL,postgresql); \
	$(call summary,In a browser on SQLite,browser-sqlite); \
	$(call summary,In a browser on PostgreSQL,browser-postgresql); \
	exit $$failed

ON_POSTGRESQL = .venv/bin/python -m tests.postgres --
# suite,WHERE,BEFORE,MARK,NAME: one run of pytest; that ARGS chose nothing there is no failure.
suite = echo "== Tests $(1)"; \
	$(2) .venv/bin/python -m pytest -n "$$workers" -m "$(3)" \
		--junit-xml=var/test-report-$(4).xml $(ARGS); \
	status=$$?; [ "$$status" -eq 0 ] || { [ "$$status" -eq 5 ] && [ -n "$(ARGS)" ]; } || failed=1

# Two to four at once, as the machine allows.
COUNT_WORKERS = workers=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); \
	[ "$$workers" -ge 2 ] || workers=2; [ "$$workers" -le 4 ] || workers=4

# summary,ENGINE,NAME: one line from the attributes of the report's only <testsuite>.
TESTSUITE := s/.*<testsuite [^>]*errors="\([0-9]*\)" failures="\([0-9]*\)" skipped="\([0-9]*\)" \
	tests="\([0-9]*\)" time="\([0-9.]*\)".*/\4 tests in \5 s: \2 failed, \1 errors, \3 skipped/p
summary = line=$$(sed -n '$(TESTSUITE)' var/test-report-$(2).xml 2>/dev/null); \
	echo "$(1): $${line:-no report, the run did not finish}"

.PHONY: coverage
coverage: dev ## Run the tests on SQLite and show the lines that no test reaches
	@$(COUNT_WORKERS); unset DATABASE_URL; \
	.venv/bin/python -m pytest -n "$$workers" --cov --cov-report=term-missing:skip-covered $(ARGS)

.PHONY: lint
lint: check-format check-code check-imports check-migrations check-deployment check-templates check-api ## Run every check that CI runs

.PHONY: check-format check-code check-imports
check-format: dev
	@echo "== Format (ruff format)"
	@.venv/bin/ruff format --check .
check-code: dev
	@echo "== Code (ruff check)"
	@.venv/bin/ruff check .
check-imports: dev
	@echo "== Who may import whom (import-linter)"
	@.venv/bin/lint-imports --no-logo

.PHONY: check-migrations check-deployment check-templates check-api
check-migrations: dev
	@echo "== Models and migrations agree"
	@$(AS_DEPLOYED) .venv/bin/python manage.py makemigrations --check --dry-run
check-deployment: dev
	@echo "== Settings fit for deployment"
	@$(AS_DEPLOYED) .venv/bin/python manage.py check --deploy --fail-level WARNING
check-templates: dev
	@echo "== Templates (djade)"
	@$(call templates,--check)
check-api: dev
	@echo "== The API's description is complete (OpenAPI)"
	@$(AS_DEPLOYED) .venv/bin/python manage.py spectacular --validate --fail-on-warn \
		--file /dev/null

# What follows runs as on a configured machine, with files of its own that go afterwards.
AS_DEPLOYED = folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	key=$$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(60))') && \
	env -u DEBUG SECRET_KEY="$$key" ALLOWED_HOSTS=example.org ON_RECORD_VAR="$$folder" \
		DATABASE_URL="sqlite:///$$folder/check.sqlite3"

templates = find . -path './.*' -prune -o -path ./var -prune -o -path '*/templates/*.html' \
	-exec .venv/bin/djade --target-version 5.2 $(1) {} +

.PHONY: format
format: dev ## Format the code and the templates, mend what can be mended
	@.venv/bin/ruff check --fix-only --quiet .
	@.venv/bin/ruff format .
	@$(call templates) || true

.PHONY: lock
lock: dev ## Compile requirements.txt and requirements-dev.txt (UPGRADE=1 for newer versions)
	@$(COMPILE) requirements.in --output-file requirements.txt
	@$(COMPILE) requirements-dev.in --output-file requirements-dev.txt

# Extras are kept: older versions of pip take the newest release for a name with an extra that is
# pinned without it, and then refuse it for want of a hash.
COMPILE = .venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --no-emit-index-url --custom-compile-command "make lock" --quiet \
	$(if $(UPGRADE),--upgrade)

.PHONY: clean
clean: ## Remove .venv, caches and reports; the data under var/ stays
	@rm -rf .venv .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage .coverage.*
	@rm -f var/test-report-*.xml
	@find . -path './.*' -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

# The virtual environment. With the stamps in place nothing is installed and no network touched.
.PHONY: runtime dev
runtime:
	@if [ ! -e "$(RUNTIME_STAMP)" ] || ! $(call fits,.venv/bin/python); then \
		if ! $(call fits,.venv/bin/python); then $(MAKE_VENV); fi; \
		echo "Installing what On Record needs into .venv (once)"; \
		$(PIP) install --require-hashes -r requirements.txt || { $(NOT_INSTALLED); }; \
		rm -f .venv/.runtime-*; touch "$(RUNTIME_STAMP)"; \
	fi
dev: runtime
	@if [ ! -e "$(DEV_STAMP)" ]; then \
		echo "Installing what the tests and checks need into .venv (once)"; \
		$(PIP) install --require-hashes -r requirements-dev.txt || { $(NOT_INSTALLED); }; \
		rm -f .venv/.dev-*; touch "$(DEV_STAMP)"; \
	fi

fits = $(1) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
NOT_INSTALLED = echo "The packages could not be installed; what pip says is above." >&2; exit 1

define MAKE_VENV
	new=; able=; \
	for python in $(if $(PYTHON),"$(PYTHON)",python3.13 python3.12 python3.11 python3); do \
		$(call fits,"$$python") || continue; \
		new="$$python"; \
		"$$python" -c "import ensurepip, venv" 2>/dev/null || continue; \
		able="$$python"; break; \
	done; \
	if [ -z "$$new" ]; then \
		echo "On Record needs Python 3.11 or newer, and found none$(if $(PYTHON), at $(PYTHON))." >&2; \
		echo "Install it, or say where it is: make run PYTHON=/path/to/python3" >&2; exit 1; \
	fi; \
	if [ -z "$$able" ]; then \
		echo "$$new cannot make a virtual environment: its venv or ensurepip is missing." >&2; \
		echo "On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; \
	fi; \
	"$$able" -m venv --clear .venv || exit 1
endef
