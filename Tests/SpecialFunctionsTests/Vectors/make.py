"""Writes vectors.csv: values of special functions to 50 digits by mpmath, rounded to doubles."""
import csv
import os
import mpmath as mp

mp.mp.dps = 60
rows = []


def add(name, args, value):
    rows.append([name] + [repr(float(a)) for a in args] + [""] * (4 - len(args)) + [mp.nstr(value, 25)])


def exact(text):
    return mp.mpf(float(text))


for x in ["-745", "-700.3", "-100.25", "-1.5", "-0.3", "-1e-10", "1e-300", "1e-17", "0.1", "0.34", "0.35", "1", "2.718", "10.1", "100.7", "709.7"]:
    add("exp", [x], mp.e ** exact(x))
for x in ["-0.9", "-0.34", "-1e-5", "1e-20", "1e-8", "0.2", "0.3399", "0.4", "3"]:
    add("expm1", [x], mp.expm1(exact(x)))
for x in ["5e-324", "1e-310", "1e-300", "0.1", "0.5", "0.7071", "0.99999", "1.0000001", "1.41421356", "1.4143", "2", "3.7", "1e10", "1.7e308"]:
    add("log", [x], mp.log(exact(x)))
for x in ["-0.999999", "-0.5", "-0.29", "-0.28", "-1e-12", "1e-18", "1e-5", "0.4", "0.42", "1", "1e6", "1e300"]:
    add("log1p", [x], mp.log1p(exact(x)))
for x in ["-1", "-0.5", "-0.2", "-1e-6", "1e-9", "0.01", "0.24", "0.26", "3", "1e8"]:
    v = exact(x)
    add("relativeEntropyTerm", [x], ((1 + v) * mp.log(1 + v) - v) if v != -1 else mp.mpf(1))
for x in ["0.001", "0.5", "1", "1.5", "2.25", "7", "15.9", "16", "100", "1e6", "1e12"]:
    v = exact(x)
    add("stirlingCorrection", [x], mp.loggamma(v + 1) - (v + mp.mpf(1) / 2) * mp.log(v) + v - mp.log(2 * mp.pi) / 2)
    add("logGamma", [x], mp.loggamma(v))
for z in ["0", "1e-9", "0.5", "1", "1.96", "2.49", "2.5", "4", "8", "20", "37.5", "100"]:
    add("logUpperTail", [z], mp.log(mp.erfc(exact(z) / mp.sqrt(2)) / 2))
for p in ["1e-300", "1e-20", "2e-16", "1e-12", "1.3e-11", "1.5e-11", "1e-4", "0.025", "0.0749", "0.0751", "0.3", "0.4999", "0.5", "0.55", "0.9", "0.925", "0.926", "0.975", "0.999999", "0.9999999999999998"]:
    v = exact(p)
    guess = mp.mpf(0) if abs(v - 0.5) < 0.4 else (mp.sqrt(-2 * mp.log(min(v, 1 - v))) * (1 if v < 0.5 else -1))
    add("score", [p], mp.findroot(lambda z: mp.log(mp.erfc(z / mp.sqrt(2)) / 2) - mp.log(v), guess))
for a, b, x in [("1", "1", "0.3"), ("3", "5", "0.001"), ("3", "5", "0.4"), ("0.5", "0.5", "0.9"), ("40", "9999961", "3e-6"), ("40", "9999961", "5e-6"), ("500000", "500001", "0.4995"), ("1", "1000000000", "1e-9"), ("1000", "2", "0.99"), ("12345.5", "0.5", "0.9999")]:
    v = exact(x)
    # The series of positive terms, DLMF 8.17.8 with 15.8.1, summed to the end.
    A, B = exact(a), exact(b)
    term, total, k = mp.mpf(1), mp.mpf(1), 0
    while term > total * mp.mpf(10) ** -45:
        term *= (A + B + k) / (A + 1 + k) * v
        total += term
        k += 1
    lower = mp.exp(A * mp.log(v) + B * mp.log(1 - v) - mp.log(A) - (mp.loggamma(A) + mp.loggamma(B) - mp.loggamma(A + B))) * total
    add("logLowerTail", [a, b, x], mp.log(lower))
    add("logUpperBeta", [a, b, x], mp.log(1 - lower))
# Large parameters, at x that leave 1 - x whole: the density summed from far below.
for a, b, shift in [("1e10", "3e10", "-0x1p-18"), ("1e10", "3e10", "0x1p-19"), ("3e10", "1e10", "0x1p-17"), ("1e12", "1e12", "-0x1p-22"), ("1e11", "7e11", "0x1p-21"), ("1e11", "7e11", "0"), ("1e11", "7e11", "0x1p-30"), ("1e12", "2e10", "0x1p-24")]:
    A, B = exact(a), exact(b)
    v = mp.mpf(round(A / (A + B) * 2**30)) / 2**30 + mp.mpf(float.fromhex(shift))
    sd = mp.sqrt(A * B / (A + B)) / (A + B)
    constant = mp.loggamma(A + B) - mp.loggamma(A) - mp.loggamma(B)
    density = lambda t: mp.exp(constant + (A - 1) * mp.log(t) + (B - 1) * mp.log(1 - t))
    lower = mp.quad(density, mp.linspace(v - 40 * sd, v, 41))
    add("logLowerTail", [a, b, float(v)], mp.log(lower))
    add("logUpperBeta", [a, b, float(v)], mp.log(1 - lower))
for t, n in [("0", "5"), ("1", "1"), ("2.5", "3"), ("6", "10"), ("3", "1e6"), ("7", "1e7"), ("40", "2")]:
    v, d = exact(t), exact(n)
    y = d / (d + v * v)
    if d < 100:
        tail = mp.betainc(d / 2, mp.mpf(1) / 2, 0, y, regularized=True) / 2
    else:
        tail = mp.quad(lambda s: mp.exp(-(d + 1) / 2 * mp.log1p(s * s / d)), [v, v + 1, v + 5, v + 20, v + 60]) * mp.exp(mp.loggamma((d + 1) / 2) - mp.loggamma(d / 2)) / mp.sqrt(d * mp.pi)
    add("logStudentTail", [t, n], mp.log(tail))

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "vectors.csv"), "w") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["function", "a", "b", "c", "d", "value"])
    w.writerows(rows)
