# brink: the commands of the README. `make` alone lists them.
SWIFT ?= swift
PREFIX ?= $(HOME)/.local
# Numeric code is tested as it runs: optimised. The same flags serve every build, so nothing is built
# twice: `swift test` would give -enable-testing once more and so build everything anew.
FLAGS = -c release -Xswiftc -enable-testing
BRINK = .build/release/brink
FIRST_RUN = Results/first-run

.PHONY: help deps build build-tests run test lint install snapshots exact-table calibrate calibration-tables \
  bench bench-build bench-deps bench-check bench-record bench-peers bench-history dependent-check

help:
	@echo "make run                    the main job: Hainan 2001, ten million incidents, checked"
	@echo "make test                   all tests, optimised"
	@echo "make lint                   the format of the sources"
	@echo "make install PREFIX=DIR     brink into DIR/bin (default: ~/.local)"
	@echo "make deps                   OpenBLAS and LAPACKE by apt, only when they are missing"
	@echo "make snapshots              record help texts anew, after changing them on purpose"
	@echo "make calibrate              fit the shipped models anew, from the counts in Models/Evidence"
	@echo "make calibration-tables     write the tables of Documentation/calibration.md anew; MIE=FILE for all"
	@echo "make bench                  the benchmarks, in Benchmarks"
	@echo "make bench-check            instructions of fixed commands against the record; valgrind by apt"
	@echo "make bench-record           renew that record, and add to the history"
	@echo "make bench-peers            brink beside numba, numpy, C and others: ratios"
	@echo "make bench-history          a picture of the history"
	@echo "make dependent-check        a tagged dependent package builds against the libraries"
	@echo "make exact-table            write the table of Documentation/exact-answers.md anew"

deps:
	@command -v $(SWIFT) >/dev/null || { \
	  echo "error: Swift is missing. brink needs Swift 6.1 or newer: https://www.swift.org/install" >&2; \
	  exit 1; }
	@if command -v pkg-config >/dev/null && pkg-config --exists openblas lapacke; then :; \
	elif command -v apt-get >/dev/null; then \
	  echo "installing libopenblas-dev liblapacke-dev pkg-config"; \
	  SUDO=; [ "$$(id -u)" = 0 ] || SUDO=sudo; \
	  $$SUDO apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	  $$SUDO apt-get install -y -qq --no-install-recommends \
	    libopenblas-dev liblapacke-dev pkg-config >/dev/null; \
	else \
	  echo "error: OpenBLAS, LAPACKE or pkg-config is missing, and there is no apt-get" >&2; \
	  exit 1; \
	fi

build: deps
	@$(SWIFT) build $(FLAGS) --product brink

run: build
	@rm -rf $(FIRST_RUN)
	@$(BRINK) run hainan-2001 --trajectories 1e7 --check --seed 20010401 --format table -o $(FIRST_RUN)

build-tests: deps
	@$(SWIFT) build $(FLAGS) --build-tests

test: build-tests
	$(SWIFT) test $(FLAGS) --skip-build

lint:
	$(SWIFT) format lint --strict -r Sources Tests Models Package.swift \
	  $(wildcard Benchmarks/*.swift Benchmarks/*/*.swift)

install: build
	@install -d $(DESTDIR)$(PREFIX)/bin
	@install -m 755 $(BRINK) $(DESTDIR)$(PREFIX)/bin/brink
	@echo "installed $(DESTDIR)$(PREFIX)/bin/brink"

snapshots: build-tests
	RECORD_SNAPSHOTS=1 $(SWIFT) test $(FLAGS) --skip-build --filter brinkTests

exact-table: build-tests
	RECORD_SNAPSHOTS=1 $(SWIFT) test $(FLAGS) --skip-build --filter thePageHasEveryAnswer

# Every fitted number of the shipped models.
EVIDENCE = Models/Evidence
FITTED = --gaps $(EVIDENCE)/mie-gaps.csv --effects $(EVIDENCE)/crisis-rates.csv --bootstrap 400 --folds 0 \
  --quiet --format csv
MAJOR = pooled-1946-2014 major-powers korea-1950 taiwan-strait-1996 belgrade-1999 hainan-2001

calibrate: build
	@$(BRINK) calibrate $(EVIDENCE)/mie-transitions.csv $(FITTED) --split powers=major_major \
	  --model-split powers=major_major $(MAJOR:%=--update Models/%.yaml) >/dev/null
	@$(BRINK) calibrate $(EVIDENCE)/mie-transitions.csv $(FITTED) --split china=with_usa \
	  --model-split china=with_usa --update Models/china-us.yaml >/dev/null
	@git diff --stat Models/*.yaml

calibration-tables: build-tests
	BRINK_MIE="$(MIE)" RECORD_SNAPSHOTS=1 $(SWIFT) test $(FLAGS) --skip-build --filter CalibrationPage

# Benchmarks are a package of their own, so that brink needs nothing of theirs.
bench-build: build
	@$(SWIFT) build -c release --package-path Benchmarks --product kernel-times

bench: build
	@$(SWIFT) package --package-path Benchmarks benchmark --target Speed --no-progress

bench-deps:
	@if command -v valgrind >/dev/null; then :; \
	elif command -v apt-get >/dev/null; then \
	  echo "installing valgrind"; \
	  SUDO=; [ "$$(id -u)" = 0 ] || SUDO=sudo; \
	  $$SUDO apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	  $$SUDO apt-get install -y -qq --no-install-recommends valgrind >/dev/null; \
	else \
	  echo "error: valgrind is missing, and there is no apt-get" >&2; \
	  exit 1; \
	fi

# What was measured goes to Results, which is not committed; a developer commits the record.
bench-check: build bench-deps
	@python3 Benchmarks/instructions.py --measurements Results/bench-check.csv

bench-record: build bench-deps
	@python3 Benchmarks/instructions.py --record

bench-peers: bench-build
	@python3 Benchmarks/Peers/peers.py --csv Results/peers.csv

bench-history:
	@python3 Benchmarks/history.py -o Results/history.png

dependent-check: deps
	@SWIFT="$(SWIFT)" Tests/Dependent/check
