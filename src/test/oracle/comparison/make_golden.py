"""Writes the vectors of ComparisonOracleTest and what NumPy (float64) says of them.

    python make_golden.py        needs numpy, torch, safetensors; writes beside itself

Everything is computed from the stored tensors alone, weight by weight, with none of the program's
shortcuts: no sums by tensor, no histograms.
"""

import json
import re
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file

HERE = Path(__file__).parent
THRESHOLDS = ["0", "1e-3", "0.004", "0.25rms:tensor", "0.5rms:group", "1rms:all"]
QUANTILES = [0.0, 0.01, 0.1, 0.5, 0.9, 0.999, 1.0]


def shapes():
    yield "model.embed_tokens.weight", (32, 8)
    for layer in range(3):
        prefix = f"model.layers.{layer}."
        yield prefix + "input_layernorm.weight", (8,)
        yield prefix + "self_attn.q_proj.weight", (8, 8)
        yield prefix + "self_attn.v_proj.weight", (4, 8)
        yield prefix + "mlp.down_proj.weight", (8, 16)
    yield "model.norm.weight", (8,)
    yield "lm_head.weight", (32, 8)


def write():
    torch.manual_seed(7)
    base = {name: torch.randn(shape) * 0.3 for name, shape in shapes()}
    save_file({n: t.to(torch.bfloat16) for n, t in base.items()}, HERE / "base.safetensors")

    full = {name: torch.randn(shape) * 0.01 for name, shape in shapes()}
    full["model.layers.0.input_layernorm.weight"].zero_()
    q = full["model.layers.1.self_attn.q_proj.weight"]
    q[0, 0], q[0, 1], q[1, 0], q[2, :] = float("nan"), float("inf"), -float("inf"), 0
    q[3, 3] = -0.0
    save_file({n: t.to(torch.bfloat16) for n, t in full.items()}, HERE / "full.safetensors")

    some = {
        name: torch.randn(shape) * 0.02 + full[name].nan_to_num(0, 0, 0)
        for name, shape in shapes()
        if re.search(r"q_proj|v_proj", name)
    }
    some["model.layers.0.self_attn.v_proj.weight"][1, 1] = float("nan")
    save_file({n: t.to(torch.float16) for n, t in some.items()}, HERE / "some.safetensors")

    wide = {
        "base_model.model." + name: torch.randn(shape) * 0.01 - 0.3 * full[name].nan_to_num(0, 0, 0)
        for name, shape in shapes()
        if "layers.2" not in name
    }
    wide["base_model.model.lm_head.weight"][:5] = 0
    save_file(wide, HERE / "wide.safetensors")

    other = {
        name: (torch.randn((30, 8) if name == "lm_head.weight" else shape) * 0.01).double()
        for name, shape in shapes()
        if "mlp" not in name
    }
    save_file(other, HERE / "other.safetensors")


def groups(name, by):
    """The group of a tensor, as a label."""
    layer = re.search(r"layers\.(\d+)\.", name)
    kind = next(
        k
        for pattern, k in [
            ("embed", "embedding"),
            ("lm_head", "head"),
            ("norm", "norm"),
            ("q_proj", "q_proj"),
            ("v_proj", "v_proj"),
            ("down_proj", "down_proj"),
        ]
        if pattern in name
    )
    if by == "all":
        return "all"
    if by == "module":
        return kind
    if by == "tensor":
        return name
    if layer is None:
        return "final norm" if kind == "norm" else kind
    return layer[1] if by == "layer" else f"{layer[1]} · {kind}"


def load(file):
    tensors = load_file(HERE / f"{file}.safetensors")
    return {n.removeprefix("base_model.model."): t.double().numpy().ravel() for n, t in tensors.items()}


def shape_of(file):
    tensors = load_file(HERE / f"{file}.safetensors")
    return {n.removeprefix("base_model.model."): tuple(t.shape) for n, t in tensors.items()}


def ratio(a, b):
    return None if b == 0 else float(a / b)


def numbers(vector, base, group, everything):
    """Of the tensors named in group; those that the vector does not hold are the base's zeros."""
    stored = [vector.get(n, np.zeros_like(base[n]) if base else None) for n in group]
    finite = [t[np.isfinite(t)] for t in stored]
    tau = np.concatenate(finite)
    whole = np.concatenate(
        [t[np.isfinite(t)] for t in (vector.get(n, np.zeros_like(base[n]) if base else None) for n in everything)]
    )
    norm = np.sqrt(np.sum(tau**2))
    result = {
        "weights": len(tau),
        "nan": int(sum(np.isnan(t).sum() for t in stored)),
        "infinite": int(sum(np.isinf(t).sum() for t in stored)),
        "l2_norm": float(norm),
        "rms": ratio(norm, np.sqrt(len(tau))),
        "mean_magnitude": ratio(np.sum(np.abs(tau)), len(tau)),
        "largest": float(np.max(np.abs(tau))),
        "exact_zeros": float(np.mean(tau == 0)),
        "relative_norm": None,
    }
    if base:
        theta = np.concatenate([base[n][np.isfinite(t)] for n, t in zip(group, stored)])
        result["relative_norm"] = ratio(norm, np.sqrt(np.sum(theta**2)))
    result["sparsity"] = {text: sparsity(text, tau, whole, finite) for text in THRESHOLDS}
    # A histogram of float32 is exact for an epsilon that is at most 1 % larger.
    result["sparsity_at_most"] = {
        text: sparsity(text, tau, whole, finite, 1.01) for text in THRESHOLDS
    }
    result["quantiles"] = {
        str(q): float(np.quantile(np.abs(tau), q, method="inverted_cdf")) for q in QUANTILES
    }
    return result


def rms(t):
    return np.sqrt(np.mean(t**2))


def sparsity(text, tau, whole, tensors, more=1.0):
    if "rms" not in text:
        return float(np.mean(np.abs(tau) <= float(text) * more))
    multiple, basis = text.split("rms:")
    multiple = float(multiple) * more
    if basis == "group":
        return float(np.mean(np.abs(tau) <= multiple * rms(tau)))
    if basis == "all":
        return float(np.mean(np.abs(tau) <= multiple * rms(whole)))
    return float(np.mean(np.concatenate([np.abs(t) <= multiple * rms(t) for t in tensors])))


def pair(a, b, left_out, group):
    dot = squares_a = squares_b = both = same = 0
    common = False
    for name in group:
        if name in left_out:
            continue
        x, y = a.get(name), b.get(name)
        if x is not None and y is not None:
            common = True
            finite = np.isfinite(x) & np.isfinite(y)
            x, y = x[finite], y[finite]
            dot += np.sum(x * y)
            nonzero = (x != 0) & (y != 0)
            both += nonzero.sum()
            same += (np.sign(x) == np.sign(y))[nonzero].sum()
        squares_a += 0 if x is None else np.sum(x[np.isfinite(x)] ** 2)
        squares_b += 0 if y is None else np.sum(y[np.isfinite(y)] ** 2)
    if not common:
        return {"dot": None, "cosine": None, "sign_agreement": None, "sign_conflict": None}
    return {
        "dot": float(dot),
        "cosine": ratio(dot, np.sqrt(squares_a) * np.sqrt(squares_b)),
        "sign_agreement": ratio(same, both),
        "sign_conflict": ratio(both - same, both),
    }


def interference(vectors, left_out, group):
    magnitudes = of_sums = 0.0
    for name in group:
        held = [v[name] for v in vectors if name in v]
        if name in left_out or not held:
            continue
        stack = np.stack(held)
        stack = stack[:, np.isfinite(stack).all(axis=0)]
        magnitudes += np.sum(np.abs(stack))
        of_sums += np.sum(np.abs(stack.sum(axis=0)))
    return ratio(magnitudes - of_sums, magnitudes)


def other_shapes(shapes_of, names):
    return {name for name in names if len({shapes[name] for shapes in shapes_of if name in shapes}) > 1}


def by_group(names, by):
    found = {}
    for name in names:
        found.setdefault(groups(name, by), []).append(name)
    return found


def main():
    write()
    base = load("base")
    files = ["full", "some", "wide", "other"]
    vectors = {file: load(file) for file in files}
    golden = {"thresholds": THRESHOLDS, "quantiles": QUANTILES, "vectors": [], "comparisons": []}
    for file in files:
        for with_base in [True, False]:
            if with_base and file == "other":
                continue  # its head has another shape than the base's
            vector = vectors[file]
            names = list(base) if with_base else list(vector)
            rows = {
                by: {
                    label: numbers(vector, base if with_base else None, group, names)
                    for label, group in by_group(names, by).items()
                }
                for by in ["all", "layer", "module", "cell", "tensor"]
            }
            golden["vectors"].append({"file": file, "base": with_base, "groups": rows})
    for chosen in [["full", "some"], ["full", "wide"], ["full", "some", "wide"], ["full", "other"], ["full", "wide", "other"]]:
        shapes_of = [shape_of(file) for file in chosen]
        left_out = other_shapes(shapes_of, base)
        rows = {}
        for by in ["all", "layer", "module", "cell", "tensor"]:
            rows[by] = {}
            names = [n for n in base if any(n in vectors[file] for file in chosen)]
            for label, group in by_group(names, by).items():
                held = [vectors[file] for file in chosen]
                rows[by][label] = {
                    "pairs": [
                        {"a": a, "b": b}
                        | pair(held[a], held[b], other_shapes([shapes_of[a], shapes_of[b]], base), group)
                        for a in range(len(held))
                        for b in range(a + 1, len(held))
                    ],
                    "interference": interference(held, left_out, group),
                }
        golden["comparisons"].append(
            {"files": chosen, "left_out": sorted(left_out), "groups": rows}
        )
    (HERE / "golden.json").write_text(json.dumps(golden, separators=(",", ":"), ensure_ascii=False) + "\n")


main()
