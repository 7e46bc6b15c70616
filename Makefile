# swift-ocb: run `make` for help.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
PREFIX ?= /usr/local
VENV := .build/venv
CORE := .build/distributions/core/otelcorecol
OCB := .build/release/swift-ocb
AMPLITUDE := manifests/flagsmith/exporter/amplitudeexporter

.PHONY: help
help: # Show this help
	@echo "swift-ocb: the OpenTelemetry Collector Builder, in Swift"
	@echo
	@awk -F':.*# ' '/^[a-z-]+:.*# / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

# ---------------------------------------------------------------- for users

.PHONY: run
run: core # Build the core collector, start it, send it a trace, a metric and a log, and show them arriving
	@scripts/tour.sh $(CORE)

.PHONY: build
build: setup # Build the tool: .build/release/swift-ocb
	@scripts/step.sh "Building swift-ocb" swift build -c release --product swift-ocb

.PHONY: core
core: build # Build the collector of manifests/core.yaml
	@$(OCB) --config manifests/core.yaml --output-path $(dir $(CORE))

.PHONY: quickstart
quickstart: build # Build the collector of manifests/quickstart.yaml
	@$(OCB) --config manifests/quickstart.yaml --output-path .build/distributions/quickstart

.PHONY: contrib
contrib: build # Build the collector of manifests/contrib.yaml, which has every component
	@$(OCB) --config manifests/contrib.yaml --output-path .build/distributions/contrib

.PHONY: flagsmith
flagsmith: build # Build the collector of manifests/flagsmith, less what is not available yet
	@$(OCB) --config manifests/flagsmith/builder-config.yaml --skip-unavailable \
	    --output-path .build/distributions/flagsmith

.PHONY: logflux
logflux: build # Build the collector of manifests/logflux/builder-config.yaml
	@$(OCB) --config manifests/logflux/builder-config.yaml --output-path .build/distributions/logflux

.PHONY: install
install: build # Install the tool and the component library under PREFIX (/usr/local)
	@scripts/install.sh $(OCB) $(DESTDIR)$(PREFIX)

# ---------------------------------------------------------------- for developers

.PHONY: test
test: core quickstart contrib flagsmith logflux setup-tests # Run every test, with real SDKs and a real backend
	@scripts/test.sh

.PHONY: bench
bench: build # Measure the collector (SCENARIO=name, PEER=other collector, PEER_CONFIG_DIR, REPETITIONS, JSON=1)
	@SCENARIO='$(SCENARIO)' PEER='$(PEER)' PEER_CONFIG_DIR='$(PEER_CONFIG_DIR)' REPETITIONS='$(REPETITIONS)' \
	    SHARE='$(SHARE)' JSON='$(JSON)' scripts/bench.sh $(OCB)

.PHONY: fuzz
fuzz: setup # Look for input that what reads from outside does not survive (TARGET=name, SECONDS=60, INPUT=file)
	@scripts/fuzz.sh '$(TARGET)' '$(or $(SECONDS),60)'

.PHONY: sanitize
sanitize: setup # Run the Swift tests under ThreadSanitizer and AddressSanitizer (SANITIZER=thread, FILTER=BatchProcessorTests)
	@scripts/sanitize.sh '$(SANITIZER)' '$(FILTER)'

.PHONY: check
check: # Check the format of the sources, and that generated files are fresh
	@swift format lint --strict --parallel --configuration .swift-format $(SOURCES)
	@scripts/check-house.sh

.PHONY: format
format: # Format the sources
	@swift format --in-place --parallel --configuration .swift-format $(SOURCES)

# Generated code keeps its generator's format.
SOURCES = $(shell find Package.swift Sources Templates Tests Benchmarks Fuzz manifests -name '*.swift' -not -name '*.pb.swift' \
    -not -path '*/.build/*' -not -path '*/Snapshots/*' -not -path '*/Fixtures/*')

.PHONY: generate
generate: build # Write the generated files anew: manifests/components.index.yaml, the READMEs' tables, the schemas
	@$(OCB) components --index > manifests/components.index.yaml
	@UPDATE_TABLES=1 swift test --quiet --filter 'SettingsTableTests|ServiceSchemaTests'
	@UPDATE_TABLES=1 SWIFT_OCB_CHECKOUT='$(CURDIR)' swift test --quiet --package-path $(AMPLITUDE) \
	    --scratch-path .build/amplitude-tests --filter SettingsTests

.PHONY: clean
clean: # Remove everything that was built
	@rm -rf .build

# ---------------------------------------------------------------- set-up

.PHONY: setup
setup:
	@scripts/setup.sh build

.PHONY: setup-tests
setup-tests:
	@scripts/setup.sh test
	@test -x $(VENV)/bin/pytest && cmp -s Tests/EndToEnd/requirements.txt $(VENV)/requirements.txt || { \
	    echo "Setting up Python's OpenTelemetry SDK in $(VENV)"; \
	    python3 -m venv $(VENV); \
	    $(VENV)/bin/pip install --quiet --disable-pip-version-check -r Tests/EndToEnd/requirements.txt; \
	    cp Tests/EndToEnd/requirements.txt $(VENV)/requirements.txt; }
