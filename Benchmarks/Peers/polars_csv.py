"""Seconds that polars takes to write a table of doubles as CSV to a file: polars_csv.py ROWS REPETITIONS.

In a process of its own, because the number of its threads is settled on import: POLARS_MAX_THREADS.
"""

import json
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np
import polars


def main(rows, repetitions):
    random = np.random.default_rng(1)
    shares = random.random((9, rows))
    # Every third column is small, as in brink's table.
    shares[2::3] = shares[2::3] ** 3 * 1e-6
    frame = polars.DataFrame({f"c{column}": values for column, values in enumerate(shares)})
    seconds = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "wide.csv"
        for _ in range(repetitions):
            path.write_bytes(b"")
            begun = perf_counter()
            frame.write_csv(path)
            seconds.append(perf_counter() - begun)
        size = path.stat().st_size
    print(json.dumps({"seconds": seconds, "bytes": size, "threads": polars.thread_pool_size()}))


if __name__ == "__main__":
    main(int(float(sys.argv[1])), int(sys.argv[2]))
