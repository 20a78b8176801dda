"""Singular values by NumPy (LAPACK, float64) of matrices that src/test/java/.../spectrum/Matrices.java makes too, element for
element: every element is an exact float32 in both.

Run: python spectrum.py OUTPUT_FILE   (NumPy)
"""

import json
import sys

import numpy as np

MASK = (1 << 64) - 1


def mix(x):
    x = (x + 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def uniform(seed, rows, columns):
    """In steps of 2^-24 between -1/2 and 1/2."""
    return np.array([[(mix(seed * 1_000_003 + i * columns + j) >> 40) / 2**24 - 0.5 for j in range(columns)]
                     for i in range(rows)], dtype=np.float64)


def integers(seed, rows, columns):
    """-8 to 7."""
    return np.array([[(mix(seed * 1_000_003 + i * columns + j) >> 60) - 8 for j in range(columns)] for i in range(rows)],
                    dtype=np.float64)


def make(kind, seed, rows, columns):
    if kind == "uniform":
        return uniform(seed, rows, columns)
    if kind == "falling":  # columns fall by powers of two
        return uniform(seed, rows, columns) * np.exp2(-np.floor(np.arange(columns) * 16 / columns))
    if kind == "rank5":
        return integers(seed, rows, 5) @ integers(seed + 1, 5, columns)
    if kind == "low":  # rank 5 over noise a thousand times smaller
        return integers(seed, rows, 5) @ integers(seed + 1, 5, columns) + integers(seed + 2, rows, columns) * 2.0**-8
    if kind == "zeros":
        return np.zeros((rows, columns))
    if kind == "huge":
        return uniform(seed, rows, columns) * 2.0**110
    if kind == "tiny":
        return uniform(seed, rows, columns) * 2.0**-110
    raise ValueError(kind)


CASES = [
    ("uniform", 1, 1), ("uniform", 1, 9), ("uniform", 9, 1), ("uniform", 2, 2), ("uniform", 5, 3), ("uniform", 3, 5),
    ("uniform", 40, 40), ("uniform", 64, 200), ("uniform", 200, 64), ("uniform", 37, 41), ("falling", 60, 50),
    ("falling", 50, 60), ("rank5", 30, 20), ("rank5", 20, 70), ("low", 50, 40), ("zeros", 6, 4), ("huge", 12, 15),
    ("tiny", 15, 12),
    # beyond the side that is decomposed exactly
    ("low", 300, 280), ("low", 263, 541), ("rank5", 330, 290), ("falling", 290, 310), ("falling", 420, 270),
    ("uniform", 257, 259), ("huge", 270, 265), ("tiny", 265, 270),
]

out = []
for seed, (kind, rows, columns) in enumerate(CASES):
    a = make(kind, 10 * seed, rows, columns)
    assert (a.astype(np.float32).astype(np.float64) == a).all(), kind
    s = np.linalg.svd(a, compute_uv=False)
    p = s / s.sum() if s.sum() > 0 else s
    out.append({
        "kind": kind, "seed": 10 * seed, "rows": rows, "columns": columns,
        "norm": float(np.linalg.norm(a)),
        "stable_rank": float((a**2).sum() / s[0]**2) if s[0] > 0 else None,
        "effective_rank": float(np.exp(-(p[p > 0] * np.log(p[p > 0])).sum())) if s[0] > 0 else None,
        "values": [float("%.12g" % v) for v in s],
    })
# Overlap of the first k directions of two matrices.
a, b = make("low", 500, 60, 45), make("low", 500, 60, 45) + make("uniform", 900, 60, 45) * 4
a32, b32 = a.astype(np.float32).astype(np.float64), b.astype(np.float32).astype(np.float64)
ua, _, va = np.linalg.svd(a32)
ub, _, vb = np.linalg.svd(b32)
overlap = [{"k": k, "left": float(((ua[:, :k].T @ ub[:, :k])**2).sum() / k), "right": float(((va[:k] @ vb[:k].T)**2).sum() / k)}
           for k in (1, 3, 5, 10)]
# The same of matrices whose values fall slowly, beyond the side that is decomposed exactly: nearly all directions of a
# side are as good as the first ones, and only the first ones are asked for.
flat = []
for rows, columns in ((300, 280), (270, 410)):
    a = make("uniform", 700, rows, columns)
    b = make("uniform", 800, rows, columns) + a * 0.5
    ua, _, va = np.linalg.svd(a, full_matrices=False)
    ub, _, vb = np.linalg.svd(b, full_matrices=False)
    for k in (1, 2, 16, 64):
        flat.append({"rows": rows, "columns": columns, "k": k, "left": float(((ua[:, :k].T @ ub[:, :k])**2).sum() / k),
                     "right": float(((va[:k] @ vb[:k].T)**2).sum() / k)})
with open(sys.argv[1], "w") as file:
    json.dump({"matrices": out, "overlap": overlap, "flat_overlap": flat}, file, separators=(",", ":"))
    file.write("\n")
