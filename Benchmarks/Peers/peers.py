"""brink beside its peers: everything interleaved in one run, medians, ratios only.

    python3 Benchmarks/Peers/peers.py                    all rows; Markdown to standard output
    python3 Benchmarks/Peers/peers.py --csv peers.csv    the ratios as a table of the history too
    python3 Benchmarks/Peers/peers.py --only sweep       rows whose key holds a text

The first run makes `.venv-peers` beside Package.swift and fills it by pip. A peer that cannot be
installed or run is named under the table. A contender whose counts are not what the chain gives is
named too, has no ratio, and makes the exit code 1.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
VENV = ROOT / ".venv-peers"
PACKAGES = ["numpy", "numba", "quantecon", "PyDTMC", "stormpy", "polars"]


def enter_venv():
    """Runs this script again in its own environment, made when there is none."""
    if Path(sys.prefix).resolve() == VENV.resolve():
        return
    python = VENV / "bin" / "python"
    if not python.exists():
        print(f"making {VENV.name}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        for package in PACKAGES:
            done = subprocess.run(
                [str(python), "-m", "pip", "install", "--quiet", package], capture_output=True, text=True)
            if done.returncode:
                reason = (done.stderr.strip().splitlines() or ["no reason told"])[-1]
                print(f"{package} cannot be installed: {reason}", file=sys.stderr)
    os.execv(str(python), [str(python), *sys.argv])


class Row:
    """A ratio: how much more work a second the first contender does than the second."""

    def __init__(self, key, text, first, second):
        self.key, self.text, self.first, self.second = key, text, first, second


class Plan:
    """The rows wanted, the contenders they need, and what is absent."""

    def __init__(self, only):
        self.only = only
        self.rows = []
        self.contenders = {}
        self.absent = []

    def wants(self, key):
        return self.only in key

    def add(self, key, text, first, second):
        """Contenders come as functions, so that one that is absent takes only its own rows away."""
        if not self.wants(key):
            return
        made = [self.made(maker) for maker in (first, second)]
        if None not in made:
            self.rows.append(Row(key, text, *made))

    def made(self, maker):
        if maker not in self.contenders:
            try:
                self.contenders[maker] = maker()
            except Exception as error:
                self.leave_out(maker, error)
        return self.contenders[maker]

    def leave_out(self, maker, error):
        self.contenders[maker] = None
        self.absent.append((error, str(error)))

    def run(self, rounds):
        for number in range(rounds + 1):
            for maker, contender in list(self.contenders.items()):
                if contender is None:
                    continue
                try:
                    contender.measure(number + 1)
                except Exception as error:
                    self.leave_out(maker, error)
                    self.rows = [r for r in self.rows if contender not in (r.first, r.second)]
                    continue
                if number == 0:
                    # The first round warms up: compilers, caches, and the check.
                    contender.rates.clear()
                print(f"\rround {number} of {rounds}: {contender.name[:60]:60}", end="", file=sys.stderr)
        print(file=sys.stderr)


def once(function, *arguments, **options):
    """A maker that is one value wherever it is named."""
    key = (function.__qualname__, getattr(function, "__self__", None), arguments, tuple(options.items()))
    return MAKERS.setdefault(key, lambda: function(*arguments, **options))


MAKERS = {}


def plan_rows(plan, kernels, scale, full):
    import contenders as c
    from chains import Chain

    chains = {}

    def chain(name, asked, horizon):
        key = (name, asked, horizon)
        if key not in chains:
            chains[key] = Chain(*key)
        return chains[key]

    def count(size, batch=16384):
        return max(batch, int(size * scale) // batch * batch)

    ladder_ends = chain("ladder8", "terminal", 100)
    ladder = chain("ladder8", "all", 100)
    # As many as those of C, so that what a run costs once weighs the same on both.
    ends = once(c.brink_paths, ladder_ends, "terminal", count(8e6))
    everything = once(c.brink_paths, ladder, "all", count(8e6))
    numba = once(c.numba_ladder, ladder, count(2e5))
    if kernels:
        lanes = once(kernels.lanes, ladder, count(8e6), "terminal")
        lanes_all = once(kernels.lanes, ladder, count(8e6), "all")
        lanes_means = once(kernels.lanes, ladder, count(8e6), "means")
        name = f"C with {kernels.instructions} intrinsics"
        plan.add("path.ladder8_all.C", f"path, all outputs, 8 states, by {name}", everything, lanes_all)
        plan.add(
            "path.ladder8_all.C_means", f"the same, by {name} without the errors of occupancy",
            everything, lanes_means)
        plan.add("path.ladder8.C", f"path, terminal only, 8 states, by {name}", ends, lanes)
        plan.add(
            "path.ladder8.C_scan", "path, terminal only, 8 states, by C scan", ends,
            once(kernels.scan, ladder, count(2e5)))
        plan.add(
            "path.ladder8.C_alias", "path, terminal only, 8 states, by C alias", ends,
            once(kernels.alias, ladder, count(2e5), False))
        plan.add("C.ladder8.numba", f"(for scale) {name}, terminal only, by numba", lanes, numba)
    plan.add("path.ladder8.numba", "path, terminal only, 8 states, by numba", ends, numba)
    plan.add(
        "path.ladder8.numba_xoshiro", "path, terminal only, 8 states, by numba with xoshiro", ends,
        once(c.numba_ladder, ladder, count(2e5), is_xoshiro=True))
    for kernel in ("avx2", "portable"):
        plan.add(
            f"path.ladder8.numba.{kernel}", f"path with BRINK_KERNEL={kernel}, by numba",
            once(c.brink_paths, ladder_ends, "terminal", count(1e6), kernel=kernel), numba)
    plan.add(
        "path.ladder8.numpy", "path, terminal only, 8 states, by numpy", ends,
        once(c.numpy_ladder, ladder, count(2e5)))
    plan.add(
        "path.ladder8.quantecon", "path, terminal only, 8 states, by quantecon (which keeps paths)", ends,
        once(c.quantecon_ladder, ladder, count(5e4)))
    plan.add(
        "path.ladder8.PyDTMC", "path, terminal only, 8 states, by PyDTMC", ends,
        once(c.pydtmc_ladder, ladder, 60))
    plan.add(
        "path.ladder8.cores", "path, terminal only, two cores by one",
        once(c.brink_paths, ladder_ends, "terminal", count(16e6), threads=2), ends)
    plan.add(
        "path.ladder8_all.cores", "path, all outputs, two cores by one",
        once(c.brink_paths, ladder, "all", count(16e6), threads=2), everything)
    for model, size in (("pooled-1946-2014", 2e5), ("china-us-dyad", 5e4)):
        if not plan.wants(f"path.{model}"):
            continue
        real = chain(model, "model", 365)
        own = once(c.brink_paths, real, "model", count(size))
        if kernels:
            plan.add(
                f"path.{model}.C_alias", f"path, all outputs, {model}, 365 days, by C alias", own,
                once(kernels.alias, real, count(size), True))
        plan.add(
            f"path.{model}.numba", f"path, {model}, 365 days, by numba (ends and reach only)", own,
            once(c.numba_sparse, real, count(size)))
    if kernels and plan.wants("path.ladder256"):
        long = chain("ladder256", "terminal", 100)
        own = once(c.brink_paths, long, "terminal", count(2e5))
        plan.add(
            "path.ladder256.C_alias", "path, terminal only, 256 sparse states, by C alias", own,
            once(kernels.alias, long, count(2e5), False))
        plan.add(
            "path.ladder256.C_alias_abreast", "the same, by C alias with eight paths abreast", own,
            once(kernels.abreast, long, count(2e5)))
    # The rows of the population engine begin where there is one: `kernel-times --engine population`.
    for size in (10**12, 10**6):
        key = f"population.ladder8.h1000_n1e{len(str(size)) - 1}"
        if plan.wants(key):
            thousand = chain("ladder8", "terminal", 1000)
            plan.add(
                f"{key}.numpy", f"population, 8 states, 1000 steps, {size:.0e} paths, by numpy",
                once(c.brink_paths, thousand, "terminal", size, engine="population"),
                once(c.numpy_population, thousand, size, 1000))
    plan.add(
        "exact.ladder8.h100.stormpy", "exact, 8 states, 100 steps, scenarios a second, by stormpy",
        once(c.brink_exact, ladder, count(2e4, 1)), once(c.storm_exact, ladder, count(2e3, 1)))
    plan.add(
        "csv.wide9.polars", "CSV of 1e6 rows of 9 doubles, one thread, by polars",
        once(c.brink_csv, count(1e6, 1)), once(c.polars_csv, count(1e6, 1), 1))
    points = 100 if full else max(2, int(round(5 * scale**0.5)))
    step = 1 / points
    grid = f"={step / 2:g}:1:{step:g}"
    for name, text, model in (
        ("pooled-1946-2014", "pooled-1946-2014", "pooled-1946-2014"),
        ("eight-rungs", "a ladder of eight rungs", str(Path(__file__).with_name("eight-rungs.yaml"))),
    ):
        key = f"sweep.{name}.n1e5_h100"
        if not plan.wants(key):
            continue
        words = (
            "sweep", model, "--vary", f"signal_clarity{grid}", "--vary", f"nationalism{grid}",
            "--trajectories", "1e5", "--horizon", "100d", "--independent", "--seed", "1", "--format", "csv", "--quiet",
        )
        alone = once(c.command, (*words, "--threads", "1"), points**2 * 10**5 * 100)
        plan.add(
            f"{key}.numba",
            f"sweep of {points**2} scenarios x 1e5 paths x 100 days of {text} with CSV, whole command, by numba"
            " (no CSV)",
            alone, once(c.numba_sparse, chain(name, "model", 100), count(1e5)))
        if full:
            plan.add(
                f"{key}.cores", f"the whole sweep of {text}, two cores by one",
                once(c.command, (*words, "--threads", "2"), points**2 * 10**5 * 100), alone)
    start = once(c.command, ("--version",), 1)
    for key, text, words in (
        ("start.dyad_unbounded", "china-us-dyad exact, unbounded",
         ("run", "china-us-dyad", "--horizon", "none", "--engine", "exact", "--format", "csv", "--quiet")),
        ("start.dyad_365", "china-us-dyad exact, 365 days",
         ("run", "china-us-dyad", "--horizon", "365d", "--engine", "exact", "--format", "csv", "--quiet")),
        ("start.hainan", "brink run hainan-2001", ("run", "hainan-2001", "--format", "csv", "--quiet")),
    ):
        plan.add(
            key, f"{text}, whole process: seconds by those of brink --version", start,
            once(c.command, words, 1))


def memory_rows():
    import contenders as c

    rows = []
    for count in ("1e5", "1e7"):
        words = ["run", "hainan-2001", "--trajectories", count, "--seed", "1", "--format", "csv", "--quiet"]
        rows.append((
            f"memory.hainan-2001.n{count}", f"peak memory of hainan-2001 at {count} trajectories",
            c.peak_memory(words)))
    return rows


def figure(ratio):
    return f"{ratio:.0f}" if ratio >= 100 else f"{ratio:.3g}"


def processor():
    flags = set()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("flags"):
            flags = set(line.split())
            break
    has = [name for flag, name in (("avx2", "AVX2"), ("avx512bw", "AVX-512")) if flag in flags]
    return f"{os.cpu_count()} cores with {' and '.join(has) or 'neither AVX2 nor AVX-512'}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="rows whose key holds this text")
    parser.add_argument("--rounds", type=int, default=5, help="after one to warm up")
    parser.add_argument("--scale", type=float, default=1.0, help="of the work of a run; small to try out")
    parser.add_argument("--full", action="store_true", help="sweeps with all their 1e4 scenarios")
    parser.add_argument("--csv", type=Path, help="write the ratios with the columns of the history")
    options = parser.parse_args()
    enter_venv()

    sys.path[:0] = [str(HERE), str(HERE.parent)]
    import contenders as c
    import instructions
    from chains import KERNEL_TIMES, WrongAnswer

    for file in (KERNEL_TIMES, c.BRINK):
        if not file.exists():
            sys.exit(f"error: {file.relative_to(ROOT)} is missing: make bench-peers builds it")
    plan = Plan(options.only)
    with tempfile.TemporaryDirectory() as folder:
        try:
            kernels = c.Kernels(folder)
        except c.Absent as error:
            plan.absent.append((error, str(error)))
            kernels = None
        plan_rows(plan, kernels, options.scale, options.full)
        plan.run(options.rounds)
    memory = memory_rows() if plan.wants("memory") else []

    print(
        f"Work a second by that of the peer named last: above 1, the first is the faster. One core unless\n"
        f"said; {processor()}; medians of {options.rounds} interleaved rounds.\n")
    print("| row | ratio |\n| --- | ---: |")
    records = []
    for row in plan.rows:
        ratio = median(row.first.rates) / median(row.second.rates)
        print(f"| {row.text} | {figure(ratio)} |")
        records.append((row.key, "ratio", "1", f"{ratio:.4g}"))
        if row.key.startswith("sweep.") and row.key.endswith(".cores"):
            seconds = row.first.units / median(row.first.rates)
            print(f"| the same on two cores, in seconds of this machine | {seconds:.3g} s |")
            records.append((row.key, "time", "s", f"{seconds:.4g}"))
    for key, text, size in memory:
        print(f"| {text} | {size:.0f} MiB |")
        records.append((key, "peak_memory", "MiB", f"{size:.4g}"))
    wrong = False
    for error, reason in plan.absent:
        is_wrong = isinstance(error, WrongAnswer)
        wrong |= is_wrong
        print(f"\n{'Wrong' if is_wrong else 'Left out'}: {reason}")
    if options.csv:
        compiler = instructions.compiler_version()
        rows = [instructions.history_row(*record, compiler) for record in records]
        instructions.write_rows(options.csv, instructions.HISTORY_COLUMNS, rows)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
