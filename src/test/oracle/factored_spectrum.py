"""Singular values of adapters' changes s·B·A by NumPy (LAPACK, float64), from factors read by safetensors and PyTorch.

Run: python factored_spectrum.py OUTPUT_FILE ADAPTER_FOLDER…   (NumPy, PyTorch, safetensors)

Plain and grouped (`enable_lora`) linear modules only, as the adapters of ../shared/data have them (some minutes). The product is formed in
float64 and its dense SVD taken; a second way (QR of both factors) has to agree to 1e-12 of the largest value.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file


def load(folder):
    file = folder / "adapter_model.safetensors"
    if file.exists():
        return load_file(file)
    return torch.load(folder / "adapter_model.bin", map_location="cpu", weights_only=True)


def product(a, b, config):
    """B·A, grouped as PEFT 0.2's MergedLinear does it (a convolution of one, groups = parts that are enabled)."""
    if a.shape[0] == b.shape[1]:
        return b[:, :, 0] @ a if b.ndim == 3 else b @ a
    groups = a.shape[0] // b.shape[1]
    enabled = config["enable_lora"]
    assert sum(enabled) == groups
    part = b.shape[0] // groups
    rows = np.zeros((part * len(enabled), a.shape[1]))
    where = [i for i, e in enumerate(enabled) if e]
    r = b.shape[1]
    for g in range(groups):
        rows[where[g] * part : (where[g] + 1) * part] = b[g * part : (g + 1) * part, :, 0] @ a[g * r : (g + 1) * r]
    return rows


out = {}
for folder in map(Path, sys.argv[2:]):
    config = json.loads((folder / "adapter_config.json").read_text())
    scale = config["lora_alpha"] / (config["r"] ** 0.5 if config.get("use_rslora") else config["r"])
    tensors = {k: v.double().numpy() for k, v in load(folder).items() if "lora_" in k}
    found = {}
    for key, a in tensors.items():
        if ".lora_A." not in key:
            continue
        b = tensors[key.replace("lora_A", "lora_B")]
        whole = scale * product(a, b, config)
        s = np.linalg.svd(whole, compute_uv=False)
        s = s[: a.shape[0]]
        if a.shape[0] == b.shape[1]:
            _, rb = np.linalg.qr(b.reshape(b.shape[0], -1))
            _, ra = np.linalg.qr(a.T)
            other = np.linalg.svd(scale * rb @ ra.T, compute_uv=False)
            assert np.abs(other - s).max() <= 1e-12 * max(s[0], 1e-300), key
        p = s / s.sum() if s.sum() > 0 else s
        name = key.split("base_model.model.")[-1].replace(".lora_A", "")
        found[name] = {
            "norm": float(np.linalg.norm(whole)),
            "largest": float(s[0]),
            "last": float(s[-1]),
            "stable_rank": float((whole**2).sum() / s[0] ** 2) if s[0] > 0 else None,
            "effective_rank": float(np.exp(-(p[p > 0] * np.log(p[p > 0])).sum())) if s[0] > 0 else None,
        }
    out[folder.name] = {"scale": scale, "norm": float(np.sqrt(sum(f["norm"] ** 2 for f in found.values()))), "tensors": found}
with open(sys.argv[1], "w") as file:
    json.dump(out, file, indent=0)
    file.write("\n")
