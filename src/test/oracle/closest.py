"""What the closest matrices of low rank keep, by NumPy's singular values (LAPACK, float64), of matrices that
src/test/java/.../spectrum/Matrices.java makes too, element for element: on both sides of the shorter side up to which the
program's decomposition is exact (1,024), wide and high, of values that fall fast, slowly and not at all.

Run: python closest.py OUTPUT_FILE   (NumPy; a minute)
"""

import json
import sys

import numpy as np

RANKS = (1, 5, 16, 64)
ENERGIES = (0.05, 0.5, 0.9)


def mix(x):
    with np.errstate(over="ignore"):
        x = x + np.uint64(0x9E3779B97F4A7C15)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return x ^ (x >> np.uint64(31))


def bits(seed, rows, columns):
    return mix(np.arange(rows * columns, dtype=np.uint64) + np.uint64(seed * 1_000_003)).reshape(rows, columns)


def uniform(seed, rows, columns):
    """In steps of 2^-24 between -1/2 and 1/2."""
    return (bits(seed, rows, columns) >> np.uint64(40)).astype(np.float64) / 2**24 - 0.5


def integers(seed, rows, columns):
    """-8 to 7."""
    return (bits(seed, rows, columns) >> np.uint64(60)).astype(np.float64) - 8


def make(kind, seed, rows, columns):
    if kind == "uniform":
        return uniform(seed, rows, columns)
    if kind == "falling":  # columns fall by powers of two, the last ones to 2^-15
        return uniform(seed, rows, columns) * np.exp2(-np.floor(np.arange(columns) * 16 / columns))
    if kind == "slow":  # columns fall as 1/sqrt(j), in powers of two
        return uniform(seed, rows, columns) * np.exp2([-(((j + 1).bit_length() - 1) // 2) for j in range(columns)])
    if kind == "rank5":
        return integers(seed, rows, 5) @ integers(seed + 1, 5, columns)
    if kind == "low":  # rank 5 over noise a thousand times smaller
        return integers(seed, rows, 5) @ integers(seed + 1, 5, columns) + integers(seed + 2, rows, columns) * 2.0**-8
    if kind == "zeros":
        return np.zeros((rows, columns))
    raise ValueError(kind)


CASES = [
    # exact
    ("uniform", 300, 500), ("uniform", 576, 900), ("uniform", 900, 576), ("uniform", 1, 2000), ("uniform", 1500, 1),
    ("slow", 576, 1536), ("falling", 700, 400), ("rank5", 70, 900), ("rank5", 700, 300), ("low", 1024, 1030),
    ("zeros", 300, 400),
    # beyond
    ("uniform", 1500, 1500), ("uniform", 1100, 2000), ("uniform", 2000, 1025), ("slow", 1500, 1200), ("slow", 1100, 1300),
    ("falling", 1300, 1100), ("rank5", 1200, 1300), ("low", 1030, 1100), ("zeros", 1100, 1200),
]

out = []
for number, (kind, rows, columns) in enumerate(CASES):
    seed = 10 * number + 3
    a = make(kind, seed, rows, columns)
    assert (a.astype(np.float32).astype(np.float64) == a).all(), kind
    s = np.linalg.svd(a, compute_uv=False)
    kept = np.cumsum(s**2)
    out.append({
        "kind": kind, "seed": seed, "rows": rows, "columns": columns,
        "sum_squares": float((a**2).sum()),
        "kept": {str(r): float(kept[min(r, len(s)) - 1]) for r in RANKS},
        "ranks": {str(e): int(np.searchsorted(kept, e * kept[-1]) + 1) if kept[-1] > 0 else 0 for e in ENERGIES},
        "first": [float("%.13g" % v) for v in s[:5]],
        "rank": int((s > 1e-6 * s[0]).sum()) if s[0] > 0 else 0,
    })
with open(sys.argv[1], "w") as file:
    json.dump({"matrices": out}, file, separators=(",", ":"))
    file.write("\n")
