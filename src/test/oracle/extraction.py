"""A pair of checkpoints with every floating-point dtype, the vector that PyTorch makes of it, and its numbers by NumPy in
float64.

Run: python extraction.py OUTPUT_FOLDER   (PyTorch, NumPy, safetensors)
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

out = Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)
torch.manual_seed(7)

KINDS = {
    "bf16": torch.bfloat16,
    "f16": torch.float16,
    "f32": torch.float32,
    "f64": torch.float64,
    "e4m3": torch.float8_e4m3fn,
    "e5m2": torch.float8_e5m2,
}
NAMES = {torch.bfloat16: "BF16", torch.float16: "F16", torch.float32: "F32", torch.float64: "F64"}


def weights(rows, columns, scale):
    return torch.randn(rows, columns, dtype=torch.float64) * scale


base, tuned = {}, {}
for layer, (left, right) in enumerate(
    [("bf16", "bf16"), ("f16", "f16"), ("f32", "f32"), ("f64", "f64"), ("e4m3", "e4m3"), ("e5m2", "e5m2"),
     ("bf16", "f32"), ("f16", "bf16"), ("f32", "f64"), ("e4m3", "bf16")]
):
    w = weights(33, 71, 0.05)
    name = f"model.layers.{layer}.self_attn.q_proj.weight"
    base[name] = w.to(KINDS[left])
    tuned[name] = (w + weights(33, 71, 0.002) * (torch.rand(33, 71) < 0.6)).to(KINDS[right])
# Weights that are not finite, on either side and on both.
for name in ("model.layers.0.mlp.up_proj.weight", "model.layers.2.mlp.up_proj.weight"):
    kind = torch.bfloat16 if ".0." in name else torch.float32
    w = weights(40, 50, 0.05)
    a, b = w.to(kind), (w + weights(40, 50, 0.001)).to(kind)
    a[0, 0], a[1, 1], b[2, 2], b[3, 3] = float("nan"), float("inf"), float("-inf"), float("nan")
    a[4, 4] = b[4, 4] = float("inf")
    base[name], tuned[name] = a, b
# Tiny and huge numbers, whose squares a float cannot hold.
base["model.layers.1.mlp.up_proj.weight"] = (weights(8, 64, 1e-30)).to(torch.bfloat16)
tuned["model.layers.1.mlp.up_proj.weight"] = (weights(8, 64, 1e-30)).to(torch.bfloat16)
base["model.layers.3.mlp.up_proj.weight"] = (weights(8, 64, 1e30)).to(torch.bfloat16)
tuned["model.layers.3.mlp.up_proj.weight"] = (weights(8, 64, 1e30)).to(torch.bfloat16)
# Only on one side, an integer, an empty one, a scalar.
base["model.norm.weight"] = weights(1, 64, 1.0)[0].to(torch.bfloat16)
tuned["extra.weight"] = weights(4, 4, 1.0).to(torch.float32)
base["steps"] = tuned["steps"] = torch.tensor(12)
base["empty.weight"] = tuned["empty.weight"] = torch.zeros(0, 5)
base["scale"], tuned["scale"] = torch.tensor(1.5), torch.tensor(1.25)

save_file({k: v.clone() for k, v in base.items()}, out / "base.safetensors")
save_file({k: v.clone() for k, v in tuned.items()}, out / "tuned.safetensors")


def wider(a, b):
    size = lambda d: torch.tensor([], dtype=d).element_size()
    if size(a) == 1 and size(b) == 1:
        return torch.bfloat16
    if size(a) == size(b):
        return a if a == b else torch.float32
    return a if size(a) > size(b) else b


def number(x):
    return None if not np.isfinite(x) else float(x)


expected, vector = {}, {}
for name, a in base.items():
    b = tuned.get(name)
    if b is None or not a.is_floating_point():
        continue
    wide = torch.float64 if torch.float64 in (a.dtype, b.dtype) else torch.float32
    kind = wider(a.dtype, b.dtype)
    stored = (b.to(wide) - a.to(wide)).to(kind)
    vector[name] = stored.clone()
    x = stored.to(torch.float64).numpy().ravel()
    y = a.to(torch.float64).numpy().ravel()
    fine = np.isfinite(x)
    m = np.abs(x[fine])
    back = (a.to(wide) + stored.to(wide)).to(b.dtype)
    raw = lambda t: t.contiguous().view(torch.uint8).numpy().reshape(t.numel(), -1) if t.numel() else np.zeros((0, 1), np.uint8)
    if a.dim() == 0:
        raw = lambda t: t.reshape(1).contiguous().view(torch.uint8).numpy().reshape(1, -1)
    same = (raw(back) == raw(b)).all(axis=1) & ~np.isnan(b.to(torch.float64).numpy().ravel())
    both = np.isfinite(y) & np.isfinite(b.to(torch.float64).numpy().ravel())
    error = np.abs(back.to(torch.float64).numpy().ravel() - b.to(torch.float64).numpy().ravel())[both]
    t = b.to(torch.float64).numpy().ravel()
    expected[name] = {
        "dtype": NAMES[kind],
        "nan": int(np.isnan(x).sum()),
        "infinite": int(np.isinf(x).sum()),
        "zeros": int((m == 0).sum()),
        "sumMagnitude": float(m.sum()),
        "sumSquares": float((m * m).sum()),
        "largest": float(m.max()) if m.size else 0.0,
        "baseSquares": float((y[fine] ** 2).sum()),
        "baseNan": int(np.isnan(y).sum()),
        "baseInfinite": int(np.isinf(y).sum()),
        "tunedNan": int(np.isnan(t).sum()),
        "tunedInfinite": int(np.isinf(t).sum()),
        "roundTripSame": int(same.sum()),
        "roundTripError": float(error.max()) if error.size else 0.0,
        "upTo": {str(e): int((m <= e).sum()) for e in (0.0, 1e-4, 1e-3, 2.5e-3)},
    }
save_file(vector, out / "vector.safetensors")
expected["model.norm.weight"] = {"baseOnlySquares": float((base["model.norm.weight"].to(torch.float64) ** 2).sum())}
(out / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
