"""Counts the instructions of fixed commands and holds them against the record of this compiler.

    instructions.py                 check: exit 1 where a count rose by 3 % or more
    instructions.py --record        renew the record, and add to the history

Counts come from valgrind's callgrind, on one thread and with pinned kernels, so that neither load nor
processor changes them. Wall clock is told as a ratio to a reference in the same run and only warns.
"""

import argparse
import csv
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import zlib
from datetime import datetime, timezone
from pathlib import Path
from time import perf_counter

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BRINK = ROOT / ".build" / "release" / "brink"
BASELINES = HERE / "Baselines"
COUNTS = BASELINES / "instructions.csv"
RATIOS = BASELINES / "wall-ratios.csv"
HISTORY = BASELINES / "history.csv"
HISTORY_COLUMNS = ["date", "commit", "key", "metric", "unit", "value", "machine", "compiler"]
# A count that differs by so much is told; above, it fails.
LIMIT = 0.03
WALL_LIMIT = 0.25

# Change the work, change the key. Files are written by `write_chains`.
PATHS = "--engine path --threads 1 --seed 1 --format csv --quiet"
EXACT = "--engine exact --threads 1 --format csv --quiet"
WORKLOADS = {
    "start": "--version",
    "read.model.china-us-dyad": "validate china-us-dyad",
    "read.tra.states_2e4": "run band.tra --target 19999 --horizon 1 --quiet --format csv",
    "path.ladder8.h100_n5e5": f"run ladder8.csv --target 7 --horizon 100 --trajectories 5e5 {PATHS}",
    "path.ladder256.h100_n5e5":
        f"run ladder256.csv --target 255 --horizon 100 --trajectories 5e5 {PATHS}",
    "path.pooled-1946-2014.h365_n1e5":
        f"run pooled-1946-2014 --horizon 365d --trajectories 1e5 {PATHS}",
    "path.china-us-dyad.h365_n2e4": f"run china-us-dyad --horizon 365d --trajectories 2e4 {PATHS}",
    "exact.pooled-1946-2014.h365": f"run pooled-1946-2014 --horizon 365d {EXACT}",
    "exact.china-us-dyad.h60": f"run china-us-dyad --horizon 60d {EXACT}",
    "exact.ladder256.unbounded": f"run ladder256.csv --target 255 {EXACT}",
    "sweep.hainan-2001.exact_21":
        f"sweep hainan-2001 --vary signal_clarity=0:1:0.05 {EXACT}",
    "sweep.hainan-2001.paths_21_n1e3":
        "sweep hainan-2001 --vary signal_clarity=0:1:0.05 --trajectories 1e3 --independent"
        f" --horizon 100d {PATHS}",
}


def ladder_rows(count):
    """The ladder of Benchmarks/Workloads: shape [state][{target: probability}]."""
    rows = []
    for state in range(count):
        height = state / (count - 1)
        moves = {-1: 0.22 + 0.08 * height, 1: 0.13 - 0.03 * height, 2: 0.021}
        row = {state + move: p for move, p in moves.items() if 0 <= state + move < count}
        rows.append({**row, state: 1 - sum(row.values())})
    return rows


def write_chains(folder):
    for count in (8, 256):
        lines = ["from,to,probability"]
        for state, row in enumerate(ladder_rows(count)):
            lines += [f"{state},{target},{row[target]!r}" for target in sorted(row)]
        (folder / f"ladder{count}.csv").write_text("\n".join(lines) + "\n")
    count = 20_000
    lines = [f"{count} {3 * count - 2}", "0 0 0.875", "0 1 0.125"]
    for state in range(1, count - 1):
        lines += [f"{state} {state - 1} 0.25", f"{state} {state} 0.625", f"{state} {state + 1} 0.125"]
    lines += [f"{count - 1} {count - 2} 0.25", f"{count - 1} {count - 1} 0.75"]
    (folder / "band.tra").write_text("\n".join(lines) + "\n")


def pinned_environment():
    """A small environment of fixed size, in which every library takes the same kernels everywhere."""
    return {
        "PATH": "/usr/bin:/bin", "LC_ALL": "C", "OPENBLAS_CORETYPE": "Haswell",
        "OPENBLAS_NUM_THREADS": "1", "BRINK_KERNEL": "avx2", "SWIFT_DETERMINISTIC_HASHING": "1",
        **{name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ},
    }


def strip_debugging(folder):
    """A copy of brink that valgrind can read: 3.19 gives up on the DWARF of Swift 6.3."""
    copy = folder / "brink"
    tool = shutil.which("strip") or shutil.which("llvm-strip")
    if not tool:
        sys.exit("error: strip is missing; it belongs to binutils")
    subprocess.run([tool, "--strip-debug", "-o", str(copy), str(BRINK)], check=True)


def count_instructions(words, folder):
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "./brink", *words],
        cwd=folder, env=pinned_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        text=True)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not found:
        sys.exit(f"error: valgrind brink {' '.join(words)}: exit {done.returncode}\n{done.stderr[-2000:]}")
    return int(found.group(1))


def wall_ratio(words, folder, repetitions=3):
    """Seconds of the command by those of compressing a fixed text, interleaved, least of three."""
    text = bytes(i * i >> 5 & 0xFF for i in range(1 << 16)) * 32
    commands, references = [], []
    for _ in range(repetitions):
        begun = perf_counter()
        zlib.compress(text, 9)
        references.append(perf_counter() - begun)
        begun = perf_counter()
        subprocess.run(
            [str(BRINK), *words], cwd=folder, env=pinned_environment(), check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        commands.append(perf_counter() - begun)
    return min(commands) / min(references)


def compiler_version():
    text = subprocess.run(
        [os.environ.get("SWIFT", "swift"), "--version"], capture_output=True, text=True).stdout
    found = re.search(r"Swift version (\S+)", text)
    if not found:
        sys.exit("error: swift --version does not tell its version")
    return f"swift-{found.group(1)}"


def machine_name():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return f"{line.split(':', 1)[1].strip()} x{os.cpu_count()}"
    return f"{platform.machine()} x{os.cpu_count()}"


def commit_name():
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=12"], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def read_rows(path):
    if not path.exists():
        return []
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path, columns, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def append_history(path, rows):
    write_rows(path, HISTORY_COLUMNS, [*read_rows(path), *rows])


def history_row(key, metric, unit, value, compiler):
    return {
        "date": datetime.now(timezone.utc).strftime("%Y-%m-%d"), "commit": commit_name(), "key": key,
        "metric": metric, "unit": unit, "value": value, "machine": machine_name(), "compiler": compiler,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--record", action="store_true", help="renew the record and add to the history")
    parser.add_argument("--only", default="", help="keys that hold this text")
    parser.add_argument("--no-wall", action="store_true", help="leave wall clock out")
    parser.add_argument("--measurements", type=Path, help="add what was measured to this CSV")
    options = parser.parse_args()
    if not shutil.which("valgrind"):
        sys.exit("error: valgrind is missing: make bench-deps")
    if not BRINK.exists():
        sys.exit(f"error: {BRINK.relative_to(ROOT)} is missing: make build")
    compiler = compiler_version()
    machine = machine_name()
    counts = {(row["key"], row["compiler"]): int(row["instructions"]) for row in read_rows(COUNTS)}
    ratios = {
        (row["key"], row["machine"], row["compiler"]): float(row["ratio"]) for row in read_rows(RATIOS)
    }
    failed, missing, renewable, history = [], [], [], []
    print(f"{compiler}, {machine}; instructions by callgrind")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_chains(folder)
        strip_debugging(folder)
        for key, text in WORKLOADS.items():
            if options.only not in key:
                continue
            words = text.split()
            count = count_instructions(words, folder)
            history.append(history_row(key, "instructions", "1", count, compiler))
            record = counts.get((key, compiler))
            if record is None:
                missing.append(key)
                verdict = "no record"
            else:
                change = count / record - 1
                verdict = f"{change:+.3%}"
                if change >= LIMIT:
                    failed.append(key)
                    verdict += "  FAILED"
                elif change <= -LIMIT:
                    renewable.append(key)
                    verdict += "  better"
            counts[key, compiler] = count
            wall = ""
            if not options.no_wall:
                ratio = wall_ratio(words, folder)
                history.append(history_row(key, "wall_ratio", "1", f"{ratio:.4g}", compiler))
                before = ratios.get((key, machine, compiler))
                wall = f"  wall {ratio:.3g} of the reference"
                if before and ratio > before * (1 + WALL_LIMIT):
                    wall += f", warning: the record has {before:.3g}"
                ratios[key, machine, compiler] = ratio
            print(f"{key:34} {count:>14,}  {verdict}{wall}", flush=True)
    if options.measurements:
        append_history(options.measurements, history)
    if options.record:
        write_rows(
            COUNTS, ["key", "compiler", "instructions"],
            [{"key": key, "compiler": version, "instructions": count}
             for (key, version), count in sorted(counts.items())])
        write_rows(
            RATIOS, ["key", "machine", "compiler", "ratio"],
            [{"key": key, "machine": name, "compiler": version, "ratio": f"{ratio:.4g}"}
             for (key, name, version), ratio in sorted(ratios.items())])
        append_history(HISTORY, history)
        print(f"recorded in {COUNTS.relative_to(ROOT)}, {RATIOS.name} and {HISTORY.name}")
        return
    if renewable:
        print(f"better by 3 % or more: {', '.join(renewable)}; make bench-record keeps the gain")
    if missing:
        print(
            f"error: no record for {compiler}: {', '.join(missing)}; make bench-record makes one",
            file=sys.stderr)
    if failed:
        print(f"error: 3 % or more above the record: {', '.join(failed)}", file=sys.stderr)
    if failed or missing:
        sys.exit(1 if failed else 2)


if __name__ == "__main__":
    main()
