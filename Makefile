# brink: the commands of the README. `make` alone lists them.
SWIFT ?= swift
# Numeric code is tested as it runs: optimised.
TEST_FLAGS = -c release -Xswiftc -enable-testing

.PHONY: help deps build test lint

help:
	@echo "make deps     install OpenBLAS and LAPACKE with apt when they are missing"
	@echo "make test     run the tests, optimised"
	@echo "make lint     check the format of the sources"

deps:
	@command -v $(SWIFT) >/dev/null || { \
	  echo "error: no Swift here. brink needs Swift 6.3 or newer: https://www.swift.org/install" >&2; exit 1; }
	@if pkg-config --exists openblas lapacke 2>/dev/null; then :; \
	elif command -v apt-get >/dev/null; then \
	  SUDO=; [ "$$(id -u)" = 0 ] || SUDO=sudo; \
	  $$SUDO apt-get update -qq && \
	  $$SUDO apt-get install -y -qq --no-install-recommends libopenblas-dev liblapacke-dev pkg-config; \
	else \
	  echo "error: OpenBLAS, LAPACKE or pkg-config is missing, and there is no apt-get to install them" >&2; exit 1; \
	fi

test: deps
	$(SWIFT) test $(TEST_FLAGS)

lint:
	$(SWIFT) format lint --strict -r Sources Tests Package.swift
