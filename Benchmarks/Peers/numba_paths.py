"""Paths in numba, as a scientist writes them: a scan of cumulative rows."""

import numba
import numpy as np


@numba.njit
def ladder(cumulative, horizon, count, seed):
    np.random.seed(seed)
    ends = np.zeros(len(cumulative), np.int64)
    for _ in range(count):
        state = 0
        for _ in range(horizon):
            u = np.random.random()
            target = 0
            while u >= cumulative[state, target]:
                target += 1
            state = target
        ends[state] += 1
    return ends


@numba.njit
def ladder_xoshiro(cumulative, horizon, count, a, b, c, d):
    """The same with xoshiro256++ written by hand; a to d are its state."""
    ends = np.zeros(len(cumulative), np.int64)
    for _ in range(count):
        state = 0
        for _ in range(horizon):
            word = a + d
            word = ((word << np.uint64(23)) | (word >> np.uint64(41))) + a
            shifted = b << np.uint64(17)
            c ^= a
            d ^= b
            b ^= c
            a ^= d
            c ^= shifted
            d = (d << np.uint64(45)) | (d >> np.uint64(19))
            u = np.float64(word >> np.uint64(11)) * 2.0**-53
            target = 0
            while u >= cumulative[state, target]:
                target += 1
            state = target
        ends[state] += 1
    return ends


@numba.njit
def sparse(start, offsets, targets, cumulative, sets_of, set_count, horizon, count, seed):
    """Ends and visited sets on any sparse chain; absorbing states end a path."""
    np.random.seed(seed)
    ends = np.zeros(len(start), np.int64)
    reached = np.zeros(set_count, np.int64)
    for _ in range(count):
        u = np.random.random()
        state = 0
        while u >= start[state]:
            state += 1
        visited = sets_of[state]
        for _ in range(horizon):
            first = offsets[state]
            if offsets[state + 1] == first + 1 and targets[first] == state:
                break
            u = np.random.random()
            while u >= cumulative[first]:
                first += 1
            state = targets[first]
            visited |= sets_of[state]
        ends[state] += 1
        for number in range(set_count):
            if visited >> np.uint64(number) & np.uint64(1):
                reached[number] += 1
    return ends, reached
