"""Families of chains that grow, chains that are hard, and their exact answers in rationals.

A chain is a list of rows, one a state; a row is a list of pairs (next state, probability as text).
Texts are decimals, so that a row means the same numbers to every reader.
"""

import random
from fractions import Fraction
from pathlib import Path


class Chain:
    """Rows, where it starts and what is to be reached."""

    def __init__(self, rows, start, goal):
        self.rows = rows
        self.start = start
        self.goal = set(goal)

    @property
    def transition_count(self):
        return sum(map(len, self.rows))

    def write(self, folder, name):
        """Writes NAME.tra and NAME.lab, and a reward of one a state for tools that need it."""
        folder = Path(folder)
        transitions = folder / f"{name}.tra"
        with transitions.open("w") as file:
            # Storm asks for the kind of model, brink reads it too.
            file.write("dtmc\n")
            for state, row in enumerate(self.rows):
                file.writelines(f"{state} {to} {text}\n" for to, text in sorted(row))
        with (folder / f"{name}.lab").open("w") as file:
            file.write(f"#DECLARATION\ninit goal\n#END\n{self.start} init\n")
            file.writelines(f"{state} goal\n" for state in sorted(self.goal))
        # Not X.srew, which brink would read too.
        with (folder / f"{name}.ones").open("w") as file:
            file.writelines(f"{state} 1\n" for state in range(len(self.rows)))
        return transitions


def decimal(value):
    """A rational as the shortest decimal that is exactly it; of the nearest double if there is none."""
    value = Fraction(value)
    digits, rest = 0, value.denominator
    while rest % 10 == 0:
        digits, rest = digits + 1, rest // 10
    for prime in (2, 5):
        while rest % prime == 0:
            digits, rest = digits + 1, rest // prime
    if rest != 1:
        return repr(float(value))
    if digits == 0:
        return str(value.numerator)
    text = str(value.numerator * 10**digits // value.denominator).rjust(digits + 1, "0")
    return text[:-digits] + "." + text[-digits:].rstrip("0")


def gathered(pairs):
    """One row of (state, rational) pairs, with what leads to the same state put together."""
    row = {}
    for to, share in pairs:
        row[to] = row.get(to, 0) + Fraction(share)
    return [(to, decimal(share)) for to, share in row.items()]


def thousandths(weights):
    """Whole weights as rationals over 1000 that sum to one."""
    total = sum(weights)
    parts = [weight * 1000 // total for weight in weights]
    parts[parts.index(max(parts))] += 1000 - sum(parts)
    return [Fraction(part, 1000) for part in parts]


# Families. Each takes the number of transitions wished for.


def birth_death(size, up="0.3", stay="0.25", down="0.45", below=20):
    """A line with absorbing ends and drift away from the goal, begun a little below it."""
    count = max(size // 3, below + 2)
    rows = [[(0, "1")]]
    rows += [[(i - 1, down), (i, stay), (i + 1, up)] for i in range(1, count - 1)]
    rows += [[(count - 1, "1")]]
    return Chain(rows, count - 1 - below, [count - 1])


def fair_walk(size):
    """The same without drift, begun in the middle: as many steps as states squared."""
    return birth_death(size, "0.375", "0.25", "0.375", below=size // 6)


def acyclic(size):
    """Three jumps forward of 1 to 30 states, at random; beyond the last state, goal or failure."""
    draw = random.Random(1)
    count = size // 3
    rows = []
    for state in range(count):
        shares = thousandths([draw.randint(1, 9) for _ in range(3)])
        jumps = [state + jump for jump in draw.sample(range(1, 31), 3)]
        rows.append(gathered((to if to < count else count + to % 2, p) for to, p in zip(jumps, shares)))
    rows += [[(count, "1")], [(count + 1, "1")]]
    return Chain(rows, 0, [count])


def banded(size):
    """Jumps of up to four states either way, at random with drift to the goal; absorbing ends."""
    draw = random.Random(2)
    count = size // 8
    failure, goal = count, count + 1
    rows = []
    for state in range(count):
        jumps = [-4, -3, -2, -1, 1, 2, 3, 4]
        shares = thousandths([draw.randint(1, 9) * (3 if jump > 0 else 2) for jump in jumps])
        ends = [state + jump for jump in jumps]
        ends = [failure if to < 0 else goal if to >= count else to for to in ends]
        rows.append(gathered(zip(ends, shares)))
    rows += [[(failure, "1")], [(goal, "1")]]
    return Chain(rows, 10, [goal])


def leader(size):
    """Synchronous leader election (Itai and Rodeh 1990): four processes choose one of K numbers one
    by one; if the largest is unique its owner leads, else all choose again."""
    processes, numbers = 4, round((size / 2) ** 0.25)
    firsts = [0]
    for length in range(processes + 1):
        firsts.append(firsts[-1] + numbers**length)
    elected = firsts[-1]
    share = decimal(Fraction(1, numbers))
    rows = []
    for length in range(processes):
        for code in range(numbers**length):
            base = firsts[length + 1] + code * numbers
            rows.append([(base + choice, share) for choice in range(numbers)])
    for code in range(numbers**processes):
        choices = [code // numbers**place % numbers for place in range(processes)]
        rows.append([(elected if choices.count(max(choices)) == 1 else 0, "1")])
    rows.append([(elected, "1")])
    return Chain(rows, 0, [elected])


def crowds(size):
    """Crowds (Reiter and Rubin 1998): 12 honest members and 3 corrupt ones, forwarding with 0.8, run
    after run; the goal is a sender noted more than once."""
    honest, members, runs = 12, 15, max(2, round((size / 90) ** 0.5))
    ends = runs * (runs + 1) // 2 * 2 * honest

    def first(run, count):
        return ends + count if run == runs else (run * (run + 1) // 2 + count) * 2 * honest

    corrupt, share = Fraction(3, members), decimal(Fraction(1, members))
    rows = []
    for run in range(runs):
        for count in range(run + 1):
            base = first(run, count)
            for member in range(honest):
                row = [(base + honest + to, share) for to in range(honest)]
                rows.append(row + [(first(run + 1, count + (member == 0)), decimal(corrupt))])
            for member in range(honest):
                rows.append([(base + member, "0.8"), (first(run + 1, count), "0.2")])
    rows += [[(ends + count, "1")] for count in range(runs + 1)]
    return Chain(rows, 0, [ends + count for count in range(2, runs + 1)])


FAMILIES = {
    "birth-death": birth_death,
    "fair-walk": fair_walk,
    "acyclic": acyclic,
    "banded": banded,
    "leader": leader,
    "crowds": crowds,
}


# Hard ones: small, and out of reach of arithmetic that subtracts or stops early.


def ring(count, leaks):
    """A ring that turns with 1/4 either way; leaks, {state: (to goal, to failure)}, are rare."""
    failure, goal = count, count + 1
    quarter = Fraction(1, 4)
    rows = []
    for state in range(count):
        row = [((state + 1) % count, quarter), ((state - 1) % count, quarter)]
        to_goal, to_failure = map(Fraction, leaks.get(state, (0, 0)))
        row += [(goal, to_goal)] if to_goal else []
        row += [(failure, to_failure)] if to_failure else []
        rows.append(gathered(row + [(state, 1 - 2 * quarter - to_goal - to_failure)]))
    rows += [[(failure, "1")], [(goal, "1")]]
    return Chain(rows, 0, [goal])


def well():
    """Forty states with a drift of three to one back to the first: out of the well to the goal, or
    from its floor, as rarely, to failure."""
    depth = 40
    failure, goal = depth, depth + 1
    rows = [gathered([(1, "0.2"), (failure, "1e-16"), (0, Fraction(4, 5) - Fraction("1e-16"))])]
    for state in range(1, depth):
        up = state + 1 if state + 1 < depth else goal
        rows.append([(state - 1, "0.6"), (state, "0.2"), (up, "0.2")])
    rows += [[(failure, "1")], [(goal, "1")]]
    return Chain(rows, 0, [goal])


HARD = {
    "tiny-1e-30": lambda: birth_death(3 * 171, below=169),
    "tiny-1e-150": lambda: birth_death(3 * 852, below=850),
    "tiny-1e-300": lambda: birth_death(3 * 1704, below=1702),
    "leaks-24-31": lambda: ring(2, {0: ("2.4e-12", 0), 1: (0, "0.7e-12")}),
    "leaks-0.7": lambda: ring(50, {10: ("7e-12", "0"), 11: ("0", "3e-12")}),
    "leaks-1e-15": lambda: ring(20, {5: ("7e-15", "3e-15")}),
    "well": well,
}


def exact_answers(chain):
    """Probability of the goal and mean steps to it given that it is reached, as rationals.

    States are eliminated from the last to the first, in rationals; rows are scaled to sum to one.
    """
    count = len(chain.rows)
    rows, reach, ends = [], [Fraction(0)] * count, set(chain.goal)
    columns = [set() for _ in range(count)]
    for state, pairs in enumerate(chain.rows):
        pairs = [(to, Fraction(text)) for to, text in pairs]
        total = sum(share for _, share in pairs)
        if len(pairs) == 1 and pairs[0][0] == state:
            ends.add(state)
        row = {} if state in ends else {to: share / total for to, share in pairs}
        rows.append(row)
        for to in row:
            columns[to].add(state)
    for state in chain.goal:
        reach[state] = Fraction(1)
    scales, into = [Fraction(1)] * count, [[] for _ in range(count)]
    for state in reversed(range(count)):
        row = rows[state]
        if state in ends:
            # What leads here stays in its row and is put in at the end.
            continue
        scales[state] = 1 / (1 - row.pop(state, Fraction(0)))
        for to in row:
            row[to] *= scales[state]
        for before in sorted(columns[state]):
            if before < state and state in rows[before]:
                share = rows[before].pop(state)
                into[state].append((before, share))
                for to, value in row.items():
                    rows[before][to] = rows[before].get(to, 0) + share * value
                    columns[to].add(before)

    def solve(constants, ending):
        values = [Fraction(0) if state in ends else constants[state] for state in range(count)]
        for state in reversed(range(count)):
            values[state] *= scales[state]
            for before, share in into[state]:
                values[before] += share * values[state]
        for state in ends:
            values[state] = ending[state]
        for state in range(count):
            if state not in ends:
                values[state] += sum(share * values[to] for to, share in rows[state].items())
        return values

    reach = solve([Fraction(0)] * count, reach)
    steps = solve(reach, [Fraction(0)] * count)
    return reach[chain.start], steps[chain.start] / reach[chain.start]
