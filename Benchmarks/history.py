"""A picture of the history: history.py -o FILE.png (or .svg).

A panel for each key: counts of instructions over commits, and wall clock as a ratio to the reference,
each by its first value of that compiler, wall clock also of that machine. The record in Baselines comes first, then measurements in Results that were not committed.
The first run makes `.venv-history` beside Package.swift, with altair and vl-convert-python.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
VENV = ROOT / ".venv-history"
METRICS = {"instructions": "instructions", "wall_ratio": "wall clock by the reference"}


def enter_venv():
    """Runs this script again in its own environment, made when there is none."""
    if Path(sys.prefix).resolve() == VENV.resolve():
        return
    python = VENV / "bin" / "python"
    if not (VENV / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        subprocess.run(
            [str(python), "-m", "pip", "install", "--quiet", "altair", "vl-convert-python"], check=True)
        (VENV / "ready").touch()
    os.execv(str(python), [str(python), *sys.argv])


def points(rows):
    """Values by metric and key in the order of the file, each by the first of its kind."""
    first, commits, found = {}, [], []
    for row in rows:
        if row["metric"] not in METRICS:
            continue
        if row["commit"] not in commits:
            commits.append(row["commit"])
        # Instructions depend on the compiler; wall clock on the machine as well.
        kind = (row["key"], row["metric"], row["compiler"])
        if row["metric"] == "wall_ratio":
            kind += (row["machine"],)
        value = float(row["value"])
        found.append({
            "key": row["key"], "metric": METRICS[row["metric"]], "commit": row["commit"],
            "compiler": row["compiler"],
            "machine": row["machine"] if row["metric"] == "wall_ratio" else "",
            "value": value / first.setdefault(kind, value),
        })
    return found, commits


def picture(rows):
    import altair

    found, commits = points(rows)
    commit = altair.X("commit:N", sort=commits, title=None, axis=altair.Axis(labelAngle=-60))
    value = altair.Y("value:Q", title="by the first", scale=altair.Scale(zero=False))
    metric = altair.Color(
        "metric:N", title=None, sort=list(METRICS.values()), legend=altair.Legend(orient="top"))
    # Wall clock is the noisier of the two and stands behind.
    chart = altair.Chart().encode(x=commit, y=value, color=metric, detail=["compiler:N", "machine:N"])
    wall = altair.datum.metric == METRICS["wall_ratio"]
    layers = altair.layer(
        chart.transform_filter(wall).mark_line(point=True, opacity=0.4),
        chart.transform_filter(~wall).mark_line(point=True), data=altair.Data(values=found))
    key = altair.Facet("key:N", title=None, header=altair.Header(labelFontSize=12))
    return layers.properties(width=220, height=140).facet(key, columns=3)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "Results" / "history.png")
    options = parser.parse_args()
    enter_venv()
    import vl_convert

    sys.path.insert(0, str(HERE))
    from instructions import HISTORY, read_rows

    rows = read_rows(HISTORY) + read_rows(ROOT / "Results" / "bench-check.csv")
    if not rows:
        sys.exit("error: there is no history yet: make bench-record")
    chart = picture(rows).to_json()
    options.output.parent.mkdir(parents=True, exist_ok=True)
    if options.output.suffix == ".svg":
        options.output.write_text(vl_convert.vegalite_to_svg(chart))
    else:
        options.output.write_bytes(vl_convert.vegalite_to_png(chart, scale=2))
    print(f"{options.output}: {len(rows)} measurements")


if __name__ == "__main__":
    main()
