"""Makes a base, and fine-tuned sides of which a part cannot be matched, with the numbers that NumPy
finds in what can. Needs NumPy and safetensors.

    python partial.py ../../resources/golden/extraction/partial
"""

import json
import os
import sys

import numpy as np
from safetensors.numpy import save_file

SHAPES = {"self_attn.q_proj": (8, 8), "self_attn.v_proj": (4, 8), "mlp.down_proj": (8, 12)}


def model(random):
    tensors = {"model.embed_tokens.weight": random.normal(size=(16, 8)), "model.norm.weight": np.ones(8)}
    for layer in range(2):
        for module, shape in SHAPES.items():
            tensors[f"model.layers.{layer}.{module}.weight"] = random.normal(size=shape)
    return {name: weight.astype(np.float32) for name, weight in tensors.items()}


def numbers(base, tuned, names):
    tau = np.concatenate([(tuned[n].astype(np.float64) - base[n]).ravel() for n in names])
    theta = np.concatenate([base[n].astype(np.float64).ravel() for n in names])
    stored = np.concatenate([(tuned[n] - base[n]).astype(np.float64).ravel() for n in names])
    assert len(tau) == len(stored)
    return {
        "weights": int(stored.size),
        "l2_norm": float(np.sqrt((stored**2).sum())),
        "relative_norm": float(np.sqrt((stored**2).sum() / (theta**2).sum())),
    }


def main(folder):
    os.makedirs(folder, exist_ok=True)
    random = np.random.default_rng(11)
    base = model(random)
    tuned = {n: (w + 0.01 * random.normal(size=w.shape)).astype(np.float32) for n, w in base.items()}
    second = [n for n in base if ".layers.1." in n]
    found = [n for n in base if n not in second]
    # Names of the second layer that say nothing.
    renamed = {n: w for n, w in tuned.items() if n in found}
    renamed |= {f"block_two.{i}.kernel.weight": tuned[n] for i, n in enumerate(second)}
    some = {n: tuned[n] for n in found}
    masks = {f"h.{i}.attn.bias": np.tril(np.ones((1, 1, 6, 6), np.float32)) for i in range(2)}
    save_file(base, f"{folder}/base.safetensors")
    save_file(renamed, f"{folder}/renamed.safetensors")
    save_file(some, f"{folder}/some.safetensors")
    save_file(tuned, f"{folder}/tuned.safetensors")
    save_file({n: w for n, w in tuned.items()} | masks, f"{folder}/masks.safetensors")
    total = sum(w.size for w in tuned.values())
    json.dump(
        {
            "found": numbers(base, tuned, found),
            "all": numbers(base, tuned, list(base)),
            "share": sum(tuned[n].size for n in found) / total,
            "unmatched": second,
        },
        open(f"{folder}/expected.json", "w"),
        indent=1,
    )


if __name__ == "__main__":
    main(sys.argv[1])
