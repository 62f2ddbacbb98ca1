"""Whoever is timed: each contender runs some units of work and gives its seconds and its answers."""

import ctypes
import importlib
import io
import json
import os
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path
from time import perf_counter

import numpy as np

from chains import HERE, KERNEL_TIMES, WrongAnswer

BRINK = HERE.parent.parent / ".build" / "release" / "brink"
MASK = (1 << 64) - 1


class Absent(Exception):
    """A contender that cannot run here, and why."""


class Contender:
    """`run(seed)` gives seconds and answers; `units` is the work of one run."""

    def __init__(self, name, units, run, chain=None):
        self.name = name
        self.units = units
        self.run = run
        self.chain = chain
        self.rates = []

    def measure(self, seed):
        try:
            seconds, answers = self.run(seed)
        except ImportError as error:
            raise Absent(f"{self.name}: {error}") from error
        if self.chain is not None:
            self.chain.check(self.name, answers)
        self.rates.append(self.units / seconds)


def timed(work, *arguments):
    begun = perf_counter()
    answer = work(*arguments)
    return perf_counter() - begun, answer


# brink


def kernel_times(words, environment=None):
    done = subprocess.run(
        [str(KERNEL_TIMES), *words], capture_output=True, text=True,
        env={**os.environ, **(environment or {})})
    if done.returncode:
        raise Absent(f"kernel-times {' '.join(words)}: {done.stderr.splitlines()[0]}")
    return json.loads(done.stdout)


def brink_paths(chain, asked, count, threads=1, kernel=None, engine="path"):
    label = f"brink {engine}, {chain.name}, {asked}" + (f", {threads} threads" if threads > 1 else "")
    environment = {"BRINK_KERNEL": kernel} if kernel else None

    def run(seed):
        report = kernel_times(
            [chain.name, "--engine", engine, "--asked", asked, "--horizon", str(chain.horizon),
             "--trajectories", str(count), "--threads", str(threads), "--seed", str(seed)], environment)
        if kernel and report["kernel"] != kernel:
            raise Absent(f"BRINK_KERNEL={kernel}: this build and processor take {report['kernel']}")
        answers = report["answers"]
        reached = answers["reached"] or None
        return report["seconds"][0], {
            "ends": answers["finals"] or None, "reached": reached, "count": count}

    return Contender(label + (f", {kernel}" if kernel else ""), count * chain.horizon, run, chain)


def command(words, units, folder=None, name=None):
    """A whole process of brink, its CSV written to a pipe and counted."""

    def run(_):
        begun = perf_counter()
        done = subprocess.run([str(BRINK), *words], capture_output=True, cwd=folder)
        seconds = perf_counter() - begun
        if done.returncode:
            raise Absent(f"brink {' '.join(words)}: {done.stderr.decode().splitlines()[0]}")
        return seconds, {"lines": done.stdout.count(b"\n")}

    return Contender(name or f"brink {' '.join(words)}", units, run)


# A small process that starts the command: what a large parent holds would count as the child's.
MEASURE_MEMORY = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss)
"""


def peak_memory(words):
    """MiB of the largest resident set of a whole process."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", MEASURE_MEMORY, str(BRINK), *words], capture_output=True, text=True,
        check=True)
    code, size = map(int, done.stdout.split())
    if code:
        raise Absent(f"brink {' '.join(words)}: exit {code}")
    return size / 1024


# C


class Kernels:
    """The C files beside this one, compiled for this machine."""

    def __init__(self, folder):
        library = Path(folder) / "kernels.so"
        sources = [str(HERE / name) for name in ("ladder.c", "sparse.c")]
        compiler = os.environ.get("CC", "gcc")
        try:
            subprocess.run(
                [compiler, "-O3", "-march=native", "-shared", "-fPIC", "-o", str(library), *sources, "-lm"],
                check=True, capture_output=True, text=True)
        except FileNotFoundError as error:
            raise Absent(f"C: there is no {compiler}") from error
        except subprocess.CalledProcessError as error:
            raise Absent(f"C: {error.stderr.strip().splitlines()[0]}") from error
        self.library = ctypes.CDLL(str(library))
        self.library.ladder_instructions.restype = ctypes.c_char_p
        self.library.ladder_ends.restype = ctypes.c_int64
        self.library.ladder_all.restype = ctypes.c_int64
        self.library.ladder_all_errors.restype = ctypes.c_int64
        self.instructions = self.library.ladder_instructions().decode()

    def lanes(self, chain, count, asked):
        component = chain.components[0]
        matrix, horizon = component.matrix(), chain.horizon
        start = int(np.argmax(component.start))

        def run(seed):
            ends, highest, occupied = (np.zeros(8, np.uint64) for _ in range(3))
            passages = np.zeros((8, horizon + 1), np.uint64)
            first = (
                pointer(matrix), ctypes.c_int32(start), ctypes.c_int32(horizon), ctypes.c_int64(count),
                ctypes.c_uint64(seed), pointer(ends))
            if asked == "terminal":
                seconds, _ = timed(self.library.ladder_ends, *first)
                return seconds, {"ends": ends}
            counts = (*first, pointer(highest), pointer(occupied), pointer(passages))
            if asked == "means":
                seconds, done = timed(self.library.ladder_all, *counts)
            else:
                squares = np.zeros(8, np.uint64)
                seconds, done = timed(self.library.ladder_all_errors, *counts, pointer(squares))
                if done < 0:
                    raise WrongAnswer("C lanes: more steps than its sums hold")
                # No mean of squares is below the square of the mean.
                if not np.all(squares.astype(float) * done >= occupied.astype(float) ** 2):
                    raise WrongAnswer("C lanes: squares of occupancy below those of its means")
            reached = passages.sum(axis=1)[1:]
            if not np.array_equal(np.cumsum(highest[::-1])[::-1][1:], reached):
                raise WrongAnswer("C lanes: highest rungs and first passages disagree")
            return seconds, {"ends": ends, "reached": reached, "count": done}

        return Contender(
            f"C {self.instructions}, {chain.name}, {asked}", rounded(count, asked) * horizon, run, chain)

    def scan(self, chain, count):
        component = chain.components[0]
        matrix, horizon = component.matrix(), chain.horizon

        def run(seed):
            ends = np.zeros(8, np.uint64)
            seconds, _ = timed(
                self.library.ladder_scan, pointer(matrix), ctypes.c_int32(0), ctypes.c_int32(horizon),
                ctypes.c_int64(count), ctypes.c_uint64(seed), pointer(ends))
            return seconds, {"ends": ends}

        return Contender(f"C scan, {chain.name}, terminal", count * horizon, run, chain)

    def alias(self, chain, count, is_all):
        horizon, sets = chain.horizon, len(chain.components[0].sets)

        def run(seed):
            shares = chain.shares(count, np.random.default_rng(seed))
            seconds, ends, passages = 0.0, 0, np.zeros((max(1, sets), horizon + 1), np.uint64)
            for number, (component, share) in enumerate(zip(chain.components, shares)):
                own = np.zeros(component.count, np.uint64)
                occupied = np.zeros(max(1, component.group_of.max() + 1), np.uint64)
                spent, _ = timed(
                    self.library.sparse_paths, ctypes.c_int32(component.count), pointer(component.start),
                    pointer(component.offsets), pointer(component.targets),
                    pointer(component.probabilities), pointer(component.sets_of),
                    pointer(component.group_of), ctypes.c_int32(horizon), ctypes.c_int64(int(share)),
                    ctypes.c_uint64(seed * 1000 + number), ctypes.c_int32(is_all), pointer(own),
                    pointer(passages), pointer(occupied))
                seconds += spent
                ends = ends + own
            reached = passages.sum(axis=1) if is_all and sets else None
            return seconds, {"ends": ends, "reached": reached, "count": count}

        return Contender(
            f"C alias, {chain.name}, {'all' if is_all else 'terminal'}", count * horizon, run, chain)

    def abreast(self, chain, count):
        component = chain.components[0]
        horizon, start = chain.horizon, int(np.argmax(component.start))
        count = -(-count // 8) * 8

        def run(seed):
            ends = np.zeros(component.count, np.uint64)
            seconds, _ = timed(
                self.library.sparse_paths_abreast, ctypes.c_int32(component.count), ctypes.c_int32(start),
                pointer(component.offsets), pointer(component.targets), pointer(component.probabilities),
                ctypes.c_int32(horizon), ctypes.c_int64(count), ctypes.c_uint64(seed), pointer(ends))
            return seconds, {"ends": ends}

        return Contender(f"C alias abreast, {chain.name}, terminal", count * horizon, run, chain)


def pointer(array):
    return array.ctypes.data_as(ctypes.c_void_p)


def rounded(count, asked):
    """The paths that lanes run when asked for a count: whole batches of either instruction set."""
    batch = 256 if asked == "terminal" else 16384
    if count % batch:
        raise ValueError(f"{count} is no multiple of {batch}")
    return count


# Python's


def cumulative_rows(matrix):
    sums = np.cumsum(matrix, axis=1)
    # Past the last possible target nothing may be left over.
    for row, probabilities in zip(sums, matrix):
        row[np.flatnonzero(probabilities)[-1]:] = 2
    return sums


def numba_ladder(chain, count, is_xoshiro=False):
    paths = importlib.import_module("numba_paths")
    cumulative = cumulative_rows(chain.components[0].matrix())

    def run(seed):
        if is_xoshiro:
            words = [np.uint64((seed * odd + 1) & MASK) for odd in (
                0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93)]
            seconds, ends = timed(paths.ladder_xoshiro, cumulative, chain.horizon, count, *words)
        else:
            seconds, ends = timed(paths.ladder, cumulative, chain.horizon, count, seed)
        return seconds, {"ends": ends}

    return Contender(
        f"numba{' xoshiro' if is_xoshiro else ''}, {chain.name}, terminal", count * chain.horizon, run,
        chain)


def numba_sparse(chain, count):
    paths = importlib.import_module("numba_paths")
    prepared = []
    for component in chain.components:
        sums = np.empty(len(component.targets))
        for first, end in zip(component.offsets, component.offsets[1:]):
            sums[first:end] = np.cumsum(component.probabilities[first:end])
            sums[end - 1] = 2
        start = np.cumsum(component.start)
        start[np.flatnonzero(component.start)[-1]:] = 2
        prepared.append((start, component.offsets, component.targets, sums, component.sets_of))

    def run(seed):
        shares = chain.shares(count, np.random.default_rng(seed))
        seconds, ends, reached = 0.0, 0, 0
        for number, (component, share) in enumerate(zip(prepared, shares)):
            spent, counts = timed(
                paths.sparse, *component, len(chain.components[0].sets), chain.horizon, int(share),
                seed * 1000 + number)
            seconds += spent
            ends, reached = ends + counts[0], reached + counts[1]
        return seconds, {"ends": ends, "reached": reached, "count": count}

    return Contender(f"numba sparse, {chain.name}, ends and reach", count * chain.horizon, run, chain)


def numpy_ladder(chain, count):
    matrix = chain.components[0].matrix()
    size = len(matrix)
    down = np.array([matrix[s, s - 1] if s else 0 for s in range(size)])
    hold = down + np.diag(matrix)
    up = hold + np.array([matrix[s, s + 1] if s < size - 1 else 1 for s in range(size)])

    def paths(seed):
        random = np.random.Generator(np.random.SFC64(seed))
        state = np.zeros(count, np.int8)
        for _ in range(chain.horizon):
            u = random.random(count)
            state += -1 + (u >= down[state]).astype(np.int8) + (u >= hold[state]) + (u >= up[state])
        return np.bincount(state, minlength=size)

    def run(seed):
        seconds, ends = timed(paths, seed)
        return seconds, {"ends": ends}

    return Contender(f"numpy, {chain.name}, terminal", count * chain.horizon, run, chain)


def quantecon_ladder(chain, count):
    markov = importlib.import_module("quantecon").MarkovChain(chain.components[0].matrix())

    def run(seed):
        seconds, states = timed(
            lambda: markov.simulate(chain.horizon + 1, init=0, num_reps=count, random_state=seed))
        return seconds, {"ends": np.bincount(states[:, -1], minlength=8)}

    return Contender(f"quantecon simulate, {chain.name}", count * chain.horizon, run, chain)


def pydtmc_ladder(chain, count):
    matrix = chain.components[0].matrix()
    markov = importlib.import_module("pydtmc").MarkovChain(
        matrix.tolist(), [str(state) for state in range(len(matrix))])

    def run(seed):
        ends = np.zeros(len(matrix), np.int64)
        begun = perf_counter()
        for path in range(count):
            ends[markov.simulate(
                chain.horizon, initial_state="0", output_indices=True, seed=seed * 100_000 + path)[-1]] += 1
        return perf_counter() - begun, {"ends": ends}

    return Contender(f"PyDTMC simulate, {chain.name}", count * chain.horizon, run, chain)


def numpy_population(chain, count, horizon):
    """Counts moved by multinomials, a row at a time."""
    matrix = chain.components[0].matrix()

    def paths(seed):
        random = np.random.default_rng(seed)
        counts = np.zeros(len(matrix), np.int64)
        counts[0] = count
        for _ in range(horizon):
            counts = random.multinomial(counts, matrix).sum(axis=0)
        return counts

    def run(seed):
        seconds, ends = timed(paths, seed)
        return seconds, {"ends": ends}

    return Contender(f"numpy multinomial, {chain.name}, {count:.0e} paths", count * horizon, run, chain)


# Exact


def tilts(count):
    """The ladder's tilt of each scenario, as `kernel-times --scenarios` has it."""
    return [0.5 + (scenario + 0.5) / count for scenario in range(count)]


def top_reached(chain, tilt):
    """The chance to come to the top of the ladder by the horizon, by a matrix power."""
    matrix = chain.components[0].matrix()
    size = len(matrix)
    for state in range(size - 1):
        height = state / (size - 1)
        change = (0.13 - 0.03 * height) * (tilt - 1)
        matrix[state, state + 1] += change
        matrix[state, state] -= change
    matrix[-1] = 0
    matrix[-1, -1] = 1
    return np.linalg.matrix_power(matrix, chain.horizon)[0, -1]


def same(who, answer, expected):
    if not abs(answer - expected) <= 1e-9 * expected:
        raise WrongAnswer(f"{who}: {answer!r} where {expected!r} is right")


def brink_exact(chain, count):
    expected = top_reached(chain, tilts(count)[-1])

    def run(_):
        report = kernel_times(
            [chain.name, "--engine", "exact", "--asked", "reach", "--horizon", str(chain.horizon),
             "--scenarios", str(count)])
        same("brink exact", report["answers"]["reached"][0], expected)
        return report["seconds"][0], {}

    return Contender(f"brink exact, {chain.name}, scenarios", count, run)


def storm_exact(ladder, count):
    """Storm: the parametric chain built once; each scenario instantiated and checked."""
    with redirect_stdout(io.StringIO()):
        stormpy = importlib.import_module("stormpy")
        importlib.import_module("stormpy.pars")
    size = ladder.components[0].count
    lines = ["dtmc", "const double tilt;", "module ladder", f"  rung : [0..{size - 1}] init 0;"]
    for state in range(size):
        height = f"({state}/{size - 1})"
        moves = [(-1, f"(22/100+8/100*{height})"), (1, f"(13/100-3/100*{height})*tilt"), (2, "21/1000")]
        moves = [(move, law) for move, law in moves if 0 <= state + move < size]
        terms = [f"{law} : (rung'={state + move})" for move, law in moves]
        terms.append(f"1-({'+'.join(law for _, law in moves)}) : (rung'={state})")
        lines.append(f"  [] rung={state} -> {' + '.join(terms)};")
    lines += ["endmodule", f'label "top" = rung={size - 1};']
    path = Path(tempfile.gettempdir()) / f"brink-ladder-{os.getpid()}.prism"
    path.write_text("\n".join(lines) + "\n")
    try:
        program = stormpy.parse_prism_program(str(path))
    finally:
        path.unlink()
    formulas = stormpy.parse_properties(f'P=? [F<={ladder.horizon} "top"]', program)
    model = stormpy.build_model[stormpy.RationalFunction](program, formulas)
    instantiator = stormpy.pars.ModelInstantiator(model)
    (parameter,) = model.collect_probability_parameters()
    expected = top_reached(ladder, tilts(count)[-1])

    def all_scenarios():
        answer = None
        for tilt in tilts(count):
            point = {parameter: stormpy.RationalFunctionCoefficient(tilt)}
            chain = instantiator.instantiate(point)
            answer = stormpy.model_checking(chain, formulas[0]).get_value(chain.initial_states[0])
        return answer

    def run(_):
        seconds, answer = timed(all_scenarios)
        same("stormpy", answer, expected)
        return seconds, {}

    return Contender(f"stormpy, parametric {ladder.name}, scenarios", count, run)


# CSV


def check_size(who, rows, size):
    """Both write nine numbers a row with some 17 digits each."""
    if not 160 < size / rows < 200:
        raise WrongAnswer(f"{who}: {size / rows:.0f} bytes a row")


def brink_csv(rows):
    def run(_):
        report = kernel_times(["csv", "--rows", str(rows)])
        check_size("brink CSV", rows, report["checksum"])
        return report["seconds"][0], {}

    return Contender(f"brink CSV, {rows:.0e} rows, 1 thread", rows, run)


def polars_csv(rows, threads):
    importlib.import_module("polars")

    def run(_):
        done = subprocess.run(
            [sys.executable, str(HERE / "polars_csv.py"), str(rows), "1"], capture_output=True, text=True,
            check=True, env={**os.environ, "POLARS_MAX_THREADS": str(threads)})
        report = json.loads(done.stdout)
        check_size("polars CSV", rows, report["bytes"])
        return report["seconds"][0], {}

    return Contender(f"polars CSV, {rows:.0e} rows, {threads} threads", rows, run)
