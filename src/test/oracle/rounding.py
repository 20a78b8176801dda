"""What PyTorch makes of every 8- and 16-bit number, and how it rounds floats and doubles to the narrower types.

Run: python rounding.py OUTPUT_FOLDER   (PyTorch, NumPy)
"""

import sys
from pathlib import Path

import numpy as np
import torch

out = Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)

TYPES = {
    "BF16": (torch.bfloat16, np.uint16),
    "F16": (torch.float16, np.uint16),
    "F8_E4M3": (torch.float8_e4m3fn, np.uint8),
    "F8_E5M2": (torch.float8_e5m2, np.uint8),
}


def bits_of(tensor, raw):
    kind = torch.uint8 if raw == np.uint8 else torch.int16
    return tensor.view(kind).numpy().astype(raw, copy=False)


# Every pattern of the 8-bit types as a float32 (the 16-bit ones are Java's own or a shift).
for name in ("F8_E4M3", "F8_E5M2"):
    every = torch.arange(256, dtype=torch.uint8).view(TYPES[name][0])
    every.float().numpy().astype("<f4").tofile(out / f"{name}.all.f32")

# Floats of every size, ties and near ties among them, and what they round to.
rng = np.random.default_rng(1)
floats = rng.integers(0, 2**32, 6000, dtype=np.uint64).astype(np.uint32).view(np.float32)
small = (rng.standard_normal(3000) * 10.0 ** rng.integers(-9, 4, 3000)).astype(np.float32)
ties = (rng.integers(0, 2**16, 1000).astype(np.uint32) << 16 | 0x8000).astype(np.uint32).view(np.float32)
eighths = np.arange(-4096, 4096, dtype=np.float32) / 64
sample = np.concatenate([floats, small, ties, eighths])
sample = sample[~np.isnan(sample)]
sample.astype("<f4").tofile(out / "sample.f32")
for name, (kind, raw) in TYPES.items():
    bits_of(torch.from_numpy(sample).to(kind), raw).tofile(out / f"sample.{name}")

# Doubles near ties of the narrow types: rounding them through a float would be wrong.
base = np.concatenate([sample[:2000].astype(np.float64), small.astype(np.float64)])
base = base[np.isfinite(base)]
middle = (rng.integers(0, 2**16, 2000).astype(np.uint32) << 16 | 0x8000).astype(np.uint32).view(np.float32)
middle = middle[np.isfinite(middle)].astype(np.float64)
doubles = np.concatenate([base, middle * (1 + 2.0**-40), middle * (1 - 2.0**-40), middle])
doubles.astype("<f8").tofile(out / "sample.f64")
# PyTorch casts doubles to bfloat16 through float32, which rounds twice. The oracle here is exact: the nearer of the two
# neighbours, by rational arithmetic.
from fractions import Fraction


def nearest_bf16(x):
    f = np.float32(x)
    low = int(np.array(f).view(np.uint32)) >> 16
    best = None
    for code in (low - 1, low, low + 1):
        if (code & 0x7F80) == 0x7F80 or code < 0 or code > 0xFFFF:
            continue
        value = np.array(code << 16, dtype=np.uint32).view(np.float32)
        error = abs(Fraction(float(value)) - Fraction(float(x)))
        key = (error, code & 1)
        if best is None or key < best[0]:
            best = (key, code)
    return best[1]


keep = [x for x in doubles if abs(x) < 3e38 and abs(x) > 1e-37]
np.array(keep, dtype="<f8").tofile(out / "sample.f64")
np.array([nearest_bf16(x) for x in keep], dtype="<u2").tofile(out / "sample.f64.BF16")
