"""Seconds that polars takes to write a table of doubles as CSV: polars_csv.py ROWS REPETITIONS.

In a process of its own, because the number of its threads is settled on import: POLARS_MAX_THREADS.
"""

import io
import json
import sys
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
    for _ in range(repetitions):
        buffer = io.BytesIO()
        begun = perf_counter()
        frame.write_csv(buffer)
        seconds.append(perf_counter() - begun)
    print(json.dumps({
        "seconds": seconds, "bytes": buffer.tell(), "threads": polars.thread_pool_size()}))


if __name__ == "__main__":
    main(int(float(sys.argv[1])), int(sys.argv[2]))
