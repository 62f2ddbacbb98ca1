"""How brink's time grows with a chain, and what it and Storm answer on the same files.

Whole commands are timed, contenders interleaved in one run, so that ratios mean something; seconds
are this machine's and mean nothing elsewhere. CSV goes to stdout, everything else to stderr.
"""

import argparse
import csv
import importlib.util
import json
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from chain_files import FAMILIES, HARD, Chain, exact_answers
from storm_peer import METHODS

HERE = Path(__file__).resolve().parent
BRINK = HERE.parent / ".build" / "release" / "brink"
COLUMNS = [
    "family", "states", "transitions", "tool", "what", "median_seconds", "min_seconds", "repetitions",
    "answer", "steps",
]
# Chains of at most so many transitions are solved in rationals too.
RATIONAL_LIMIT = 6000
# From here on tools count as differing.
DIFFERENCE = 1e-6


class Outcome:
    """One run of one tool: the answers it gave, the seconds of each part, what went wrong."""

    def __init__(self, seconds, answers, trouble=None):
        self.seconds = seconds
        self.answers = answers
        self.trouble = trouble


def timed(command, limit=None):
    """Seconds of a whole command, its output so far, and what went wrong or None."""
    begun = perf_counter()
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=limit)
    except subprocess.TimeoutExpired as late:
        return perf_counter() - begun, (late.stdout or b"").decode(), f"not done in {limit:g} s"
    trouble = f"exit code {done.returncode}" if done.returncode else None
    return perf_counter() - begun, done.stdout.decode(), trouble


def run_brink(brink, path):
    command = [
        brink, "run", str(path), "--target", "goal", "--quantity", "reach_probability", "--quantity",
        "steps_to_target", "--quiet", "--format", "csv",
    ]
    seconds, output, trouble = timed(command)
    if trouble:
        raise SystemExit(f"{trouble}: {' '.join(command)}")
    found = {row["quantity"]: row["estimate"] for row in csv.DictReader(output.splitlines())}
    answers = {"reach": float(found["reach_probability"])}
    if found.get("steps_to_target"):
        answers["steps"] = float(found["steps_to_target"])
    return Outcome({"whole": seconds}, answers)


def run_storm(method, path, limit):
    command = [sys.executable, str(HERE / "storm_peer.py"), method, str(path)]
    whole, output, trouble = timed(command, limit)
    # Storm writes warnings to standard output too.
    lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    stages = {stage["stage"]: stage for stage in lines}
    seconds = {name: stage["seconds"] for name, stage in stages.items()}
    answers = {name: stages[name]["answer"] for name in ("reach", "steps") if name in stages}
    if "reach" in seconds:
        seconds["reach"] += seconds["build"]
    if "steps" in seconds:
        # From the files to both answers, as brink is asked, without Python's and the import's start.
        seconds["inside"] = seconds["reach"] + seconds.pop("steps")
        seconds["whole"] = whole
    return Outcome(seconds, answers, trouble)


def interleaved(tools, path, repetitions, limit):
    """Outcomes by tool. A tool that was not done within the limit once is not run again."""
    outcomes = {tool: [] for tool in tools}
    for _ in range(repetitions):
        for tool, run in tools.items():
            if not any(outcome.trouble for outcome in outcomes[tool]):
                outcomes[tool].append(run(path, limit))
    return outcomes


def relative(value, reference):
    if value == reference:
        return 0.0
    if not (math.isfinite(value) and math.isfinite(reference)) or reference == 0:
        return math.inf
    return abs(value - reference) / abs(reference)


def speak(*words):
    print(*words, file=sys.stderr, flush=True)


def slope(points):
    """Of log time against log transitions, by least squares."""
    if len(points) < 2:
        return None
    xs, ys = zip(*[(math.log(size), math.log(time)) for size, time in points])
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys)) / sum((a - x) ** 2 for a in xs)


class Report:
    """Rows as they are written, and what is said of them at the end."""

    def __init__(self):
        self.rows = []
        self.writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
        self.writer.writeheader()

    def add(self, family, chain, tool, what, seconds, answers):
        row = dict.fromkeys(COLUMNS, "")
        row.update(
            family=family, tool=tool, what=what, answer=answers.get("reach", ""),
            steps=answers.get("steps", ""), repetitions=len(seconds))
        if chain:
            row.update(states=len(chain.rows), transitions=chain.transition_count)
        if seconds:
            row.update(median_seconds=f"{median(seconds):.5f}", min_seconds=f"{min(seconds):.5f}")
        self.writer.writerow(row)
        sys.stdout.flush()
        self.rows.append(row)

    def times(self, family, tool, what):
        return [
            (row["transitions"], float(row["median_seconds"])) for row in self.rows
            if (row["family"], row["tool"], row["what"]) == (family, tool, what)
            and row["median_seconds"]
        ]


def measure(report, family, chain, tools, options, folder, late):
    """Times all tools on one chain, writes the rows and says how the answers compare."""
    path = chain.write(folder, "chain")
    live = {tool: run for tool, run in tools.items() if (family, tool) not in late}
    outcomes = interleaved(live, path, options.repetitions, options.limit)
    answers = {}
    for tool, runs in outcomes.items():
        answers[tool] = runs[0].answers
        for what in ("whole", "inside", "reach"):
            seconds = [run.seconds[what] for run in runs if what in run.seconds]
            if seconds:
                report.add(family, chain, tool, what, seconds, runs[0].answers)
        for trouble in {run.trouble for run in runs if run.trouble}:
            late.add((family, tool))
            report.add(family, chain, tool, trouble, [], runs[0].answers)
    if chain.transition_count <= RATIONAL_LIMIT:
        reach, steps = exact_answers(chain)
        exact = {"reach": float(reach), "steps": float(steps)}
        report.add(family, chain, "rational", "exact", [], exact)
        answers["rational"] = exact
    return answers


def compare(family, size, answers, worst):
    """Keeps the largest differences between brink and the peers; judges where rationals can."""
    judge = answers.get("rational")
    for tool, given in answers.items():
        for question, value in given.items():
            reference = answers["brink"].get(question)
            if tool not in ("brink", "rational") and reference is not None:
                found = (relative(value, reference), size)
                key = (family, tool, question)
                worst[key] = max(worst.get(key, found), found)
            if judge and tool != "rational":
                error = relative(value, judge[question])
                speak(f"{family} {size}: {tool} {question} {value!r}, off the rational answer "
                      f"{judge[question]!r} by {error:.1e}")


def starts(options, report):
    """Seconds of commands that do next to nothing; those of brink on two states are returned."""
    nothing = Chain([[(1, "1")], [(1, "1")]], 0, [1])
    with tempfile.TemporaryDirectory() as folder:
        path = nothing.write(folder, "chain")
        pairs = [
            (timed([options.brink, "--version"])[0], run_brink(options.brink, path).seconds["whole"])
            for _ in range(20)
        ]
    version, smallest = zip(*pairs)
    report.add("", None, "brink", "start", version, {})
    report.add("", nothing, "brink", "smallest", smallest, {})
    return median(smallest)


def growth(options, tools, report):
    start, late, worst = starts(options, report), set(), {}
    sizes = sorted({int(float(text)) for text in options.sizes.split(",")})
    with tempfile.TemporaryDirectory() as folder:
        for family in options.families.split(","):
            for size in sizes:
                chain = FAMILIES[family](size)
                answers = measure(report, family, chain, tools, options, folder, late)
                compare(family, chain.transition_count, answers, worst)

    for family in options.families.split(","):
        for tool in tools:
            what = "whole" if tool == "brink" else "inside"
            points = [
                (count, seconds - (start if tool == "brink" else 0))
                for count, seconds in report.times(family, tool, what)
            ]
            # What is less than a start is lost in its noise and says nothing of growth.
            points = [point for point in points if point[1] > start]
            fitted, last = slope(points), slope(points[-2:])
            if fitted is not None:
                speak(f"slope {family} {tool} ({what}): {fitted:.2f} over {len(points)} sizes, "
                      f"{last:.2f} over the last two")
        for tool in tools:
            mine = dict(report.times(family, "brink", "whole"))
            for count, seconds in report.times(family, tool, "inside"):
                whole = dict(report.times(family, tool, "whole"))[count]
                speak(f"ratio {family} {count} {tool}: {whole / mine[count]:.2f} of whole processes, "
                      f"{seconds / max(mine[count] - start, 1e-4):.2f} without the starts")
    for (family, tool, question), (difference, size) in worst.items():
        mark = "  DIFFERS" if difference > DIFFERENCE else ""
        speak(f"largest difference {family} {tool} {question}: {difference:.1e} at {size}{mark}")


def hard(options, tools, report):
    with tempfile.TemporaryDirectory() as folder:
        for name, make in HARD.items():
            chain = make()
            answers = measure(report, name, chain, tools, options, folder, set())
            compare(name, chain.transition_count, answers, {})


def plot(rows, path):
    """Growth by family, on logarithmic axes, with a line of slope one."""
    import altair

    points = []
    for row in rows:
        shown = "whole" if row["tool"] == "brink" else "inside"
        if row["what"] == shown and row["family"] and row["median_seconds"]:
            seconds = float(row["median_seconds"])
            points.append({**row, "seconds": seconds, "tool": f"{row['tool']}, {shown}"})
    families = list(dict.fromkeys(point["family"] for point in points))
    for family in families:
        own = [point for point in points if point["family"] == family and "brink" in point["tool"]]
        first, last = own[0], own[-1]
        for end in (first, last):
            seconds = last["seconds"] * end["transitions"] / last["transitions"]
            points.append({**end, "seconds": seconds, "tool": "slope 1"})
    names = list(dict.fromkeys(point["tool"] for point in points))
    palette = ["#d1495b", "#2e6f9e", "#66a182", "#8d6cab", "#c98b2b"]
    colors = palette[: len(names) - 1] + ["#999999"]
    tool = altair.Color("tool:N", title=None, scale=altair.Scale(domain=names, range=colors))
    chart = altair.Chart(altair.Data(values=points)).encode(
        x=altair.X("transitions:Q", scale=altair.Scale(type="log"), axis=altair.Axis(format="~e")),
        y=altair.Y("seconds:Q", scale=altair.Scale(type="log"), axis=altair.Axis(format="~g")),
        color=tool,
        strokeDash=altair.condition("datum.tool == 'slope 1'", altair.value([5, 4]), altair.value([1, 0])))
    layers = altair.layer(
        chart.mark_line(),
        chart.transform_filter("datum.tool != 'slope 1'").mark_circle(size=40),
    ).properties(width=260, height=200)
    facets = layers.facet(altair.Facet("family:N", title=None, sort=families), columns=3).properties(
        title="Median seconds from chain file to reach_probability and steps_to_target")
    facets.save(path, scale_factor=2)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--brink", default=os.environ.get("BRINK", str(BRINK)), help="the program")
    parser.add_argument("--families", default=",".join(FAMILIES), help="of " + ", ".join(FAMILIES))
    parser.add_argument("--sizes", default="1e3,1e4,1e5,1e6", help="transitions wished for")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--peer", choices=["storm", "none"], help="default: storm when stormpy is there")
    parser.add_argument("--methods", default=",".join(METHODS), help="Storm's: " + ", ".join(METHODS))
    parser.add_argument("--limit", type=float, default=20, help="seconds a run of a peer may take")
    parser.add_argument("--hard", action="store_true", help="small hard chains instead of growth")
    parser.add_argument("--plot", metavar="FILE", help="growth as .png or .svg (needs altair)")
    options = parser.parse_args()
    if not Path(options.brink).is_file():
        parser.error(f"{options.brink} is not there: make build")
    if options.plot and importlib.util.find_spec("altair") is None:
        parser.error("--plot needs altair and vl-convert-python: see Benchmarks/README.md")
    there = importlib.util.find_spec("stormpy") is not None
    if options.peer == "storm" and not there:
        parser.error("--peer storm needs stormpy: see Benchmarks/README.md")

    tools = {"brink": lambda path, limit: run_brink(options.brink, path)}
    report = Report()
    if there and options.peer != "none":
        for method in options.methods.split(","):
            tools[f"storm-{method}"] = (
                lambda path, limit, method=method: run_storm(method, path, limit))
        empty = [sys.executable, str(HERE / "storm_peer.py"), "import", "-"]
        report.add("", None, "storm", "start", [timed(empty)[0] for _ in range(5)], {})
    (hard if options.hard else growth)(options, tools, report)
    if options.plot and not options.hard:
        plot(report.rows, options.plot)


if __name__ == "__main__":
    main()
