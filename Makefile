# What one types here; `make` alone lists it. The first call sets everything up in .venv.
PYTHON ?= python3
BIN := .venv/bin
TESTS := .venv/bin/pytest -n auto --dist loadfile
# Python keeps what it compiled: the tests start a hundred processes, each a second faster by that.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help messages chat run test quick cover check bench bench-load bench-peers faults draw lock communes evaluate truth audit
help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

.venv/.ready: requirements.lock pyproject.toml
	@echo "Relais s'installe dans .venv : une ou deux minutes…" >&2
	@$(PYTHON) -c 'import sys; sys.exit("Relais needs Python 3.11 or newer: make PYTHON=python3.11 …") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv || { echo "Python ne sait pas faire .venv ici : README.md, « Try it », dit que faire." >&2; exit 1; }
	@PIP_NO_WARN_SCRIPT_LOCATION=1 $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

chat: .venv/.ready ## talk with the bot in this terminal, no token needed
	@$(BIN)/relais chat

run: .venv/.ready ## run the Telegram bot (BOT_TOKEN in the environment or .env)
	@$(BIN)/relais run

test: .venv/.ready ## all tests
	@$(TESTS)

quick: .venv/.ready ## the everyday tests, in two and a half minutes on two cores
	@$(TESTS) -m "not long"

cover: .venv/.ready ## all tests, and which branches they take
	@$(BIN)/coverage run -m pytest
	@$(BIN)/coverage report

check: .venv/.ready ## what CI runs: form, types, layers, content, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/relais check
	$(TESTS)

bench: .venv/.ready ## the benchmarks' tables
	@$(BIN)/python -m benchmarks

bench-load: .venv/.ready ## 2,000 residents at once, by polling and webhook, one worker and two; draws docs/load.md
	@$(BIN)/python -m benchmarks.load

faults: .venv/.ready ## break everything during 2,000 conversations, and draw docs/reliability.md
	@$(BIN)/python -m tests.faults

bench-peers: .venv/.ready ## one tap beside bare aiogram, aiogram_dialog, python-telegram-bot and pyTelegramBotAPI
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r benchmarks/peers.lock
	@$(BIN)/python -m benchmarks.peers

draw: .venv/.ready ## the conversation as a Mermaid graph
	@$(BIN)/relais draw

evaluate: .venv/.ready ## how well free words are understood, beside a constant answer
	@$(BIN)/python -m benchmarks.understanding
	@$(BIN)/python -m benchmarks.searching

messages: .venv/.ready ## what there is to translate, and each language's catalog brought up to date
	@$(BIN)/python -m bot.content.messages

truth: .venv/.ready ## draw the truth table and the transcripts again, for review
	@$(BIN)/pytest tests/test_truth_table.py tests/test_conversations.py --update

communes: .venv/.ready ## rebuild knowledge/communes from the raw files: make communes SOURCE=folder
	@$(BIN)/python knowledge/communes/recette.py "$(SOURCE)"

audit: .venv/.ready ## known flaws of what is installed in production (asks PyPI’s advisories; what can’t be asked is a failure)
	$(BIN)/pip-audit --strict --require-hashes --disable-pip --requirement deploy/requirements.lock

lock: ## resolve the dependencies again (hashes, no index addresses)
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-emit-index-url --no-strip-extras --custom-compile-command "make lock" --quiet -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --constraint requirements.lock --universal --generate-hashes --no-emit-index-url --no-strip-extras --custom-compile-command "make lock" --quiet -o deploy/requirements.lock
	$(BIN)/uv pip compile benchmarks/peers/requirements.in -c requirements.lock --universal --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --quiet -o benchmarks/peers.lock
