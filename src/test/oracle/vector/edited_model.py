"""A base in four dtypes, vectors, a LoRA adapter, and what every recipe Σ λ·τ makes of the base, byte by byte.

Run: python edited_model.py OUTPUT_FOLDER   (PyTorch, NumPy, safetensors)

The arithmetic is that of the design's metrics ("Applying computes, element by element"), each step one operation of PyTorch:
acc = float32(θ0); for each term with λ ≠ 0 in the order given: acc = acc + (float32(λ) · τ), product and sum each rounded to
float32; where θ0 or a τ that takes part is float64 all of it in float64, λ too; then one rounding to the dtype of θ0. PyTorch
casts float64 to 16 bits through float32, which rounds twice: there NumPy (float16) and rational arithmetic (bfloat16) round once.

base.safetensors, a/b/c/d.safetensors (vectors), lora/ (an adapter), recipes.json; expected/RECIPE.safetensors holds the tensors
that the recipe changes, by the base's names, in the base's dtypes; RECIPE.alone.safetensors, for some, Σ λ·τ by itself (acc
from 0). changes.json: for some, what NumPy finds in float64 of the change that was really made, round(θ0 + Σ λ·τ) − θ0 in float32
(float64 where θ0 is), over all tensors of the base; what is not finite is counted and left out.
The first 100 elements of q_proj pair each of ten special numbers of the base with each of ten of vector a.
"""

import json
import shutil
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file

out = Path(sys.argv[1])
shutil.rmtree(out, ignore_errors=True)
(out / "lora").mkdir(parents=True)
(out / "expected").mkdir()
torch.manual_seed(31)
NAN, INF = float("nan"), float("inf")
BF16, F16, F32, F64 = torch.bfloat16, torch.float16, torch.float32, torch.float64


def special(dtype):
    """not a number, infinities, both zeros, the least and the largest numbers of the dtype"""
    least = {BF16: 2.0**-133, F16: 2.0**-24, F32: 2.0**-149, F64: 5e-324}[dtype]
    largest = torch.finfo(dtype).max
    return torch.tensor([NAN, INF, -INF, 0.0, -0.0, least, -least, largest, 1.0, -1.0], dtype=F64).to(dtype)


def weights(*shape, scale):
    return torch.randn(*shape, dtype=F64) * scale


def planted(dtype, stride, *shape, scale):
    values = weights(*shape, scale=scale).to(dtype)
    numbers = special(dtype)
    values.view(-1)[:100] = torch.stack([numbers[i // stride % 10] for i in range(100)])
    return values


LAYERS = [BF16, F32, F16, F64]
q = lambda layer: f"model.layers.{layer}.self_attn.q_proj.weight"
down = lambda layer: f"model.layers.{layer}.mlp.down_proj.weight"
norm = lambda layer: f"model.layers.{layer}.input_layernorm.weight"

base = {"model.embed_tokens.weight": weights(11, 3, scale=0.05).to(BF16)}
for layer, dtype in enumerate(LAYERS):
    base[q(layer)] = planted(dtype, 10, 10, 11, scale=0.05)
    base[down(layer)] = weights(3, 7, scale=0.05).to(dtype)
    base[norm(layer)] = (1 + weights(7, scale=0.01)).to(dtype)
base["model.norm.weight"] = torch.tensor([1.0, NAN, -0.0], dtype=BF16)
base["lm_head.weight"] = weights(11, 3, scale=0.05).to(F32)
base["steps"] = torch.tensor([3, 4])
# A NaN that carries something: a weight that no term touches keeps every bit.
base["model.norm.weight"].view(torch.int16)[1] = 0x7F81
base[q(1)].view(torch.int32).view(-1)[0] = 0x7FC01234

everywhere = [name for name in base if name not in ("model.norm.weight", "steps")]
vectors = {
    # Nearly as large as the weights, so that sums cancel and carry.
    "a": {name: weights(*base[name].shape, scale=0.03).to(F32) for name in everywhere},
    "b": {name: weights(*base[name].shape, scale=0.002).to(BF16) for name in everywhere if "norm" not in name},
    # Halves, and float64 beside them: sums that it takes part in are float64.
    "c": {name: weights(*base[name].shape, scale=0.01).to(F64 if "down" in name else F16)
          for name in everywhere if "q_proj" not in name},
    "d": {q(layer): planted(BF16, 1, 10, 11, scale=0.01) for layer in range(4)},
}
for layer in range(4):
    vectors["a"][q(layer)] = planted(F32, 1, 10, 11, scale=0.03)
# A little more than halfway between two numbers of 16 bits: through float32 it would be halfway, and go the other way.
for layer, half in ((0, 2.0**-8), (2, 2.0**-11)):
    base[down(layer)][0, :2] = torch.tensor([1.0, -1.0])
    vectors["c"][down(layer)][0, :2] = torch.tensor([half + 2.0**-40, -half - 2.0**-40], dtype=F64)

# PEFT's names; r 3, α 4: a scale that is no float.
SCALE, factors, product = 4 / 3, {}, {}
for layer in range(4):
    A, B = weights(3, 11, scale=0.3).to(F32), weights(10, 3, scale=0.1).to(F32)
    module = "base_model.model." + q(layer).removesuffix(".weight")
    factors[module + ".lora_A.weight"], factors[module + ".lora_B.weight"] = A, B
    total = np.zeros((10, 11))
    for k in range(3):
        total += B.double().numpy()[:, k : k + 1] * A.double().numpy()[k : k + 1, :]
    product[q(layer)] = torch.from_numpy(total * SCALE).to(F32)

const = lambda vector, value: {"vector": vector, "lambda": value}
RECIPES = {
    "one": [const("a", 1.0)],
    "fraction": [const("a", 0.3)],
    "minus": [const("a", -1.0)],
    "nothing": [const("a", 0.0), const("lora", 0.0)],
    "narrow": [const("b", 1.0)],
    "wide": [const("c", 1.0)],
    "wide-fraction": [const("c", 0.7), const("b", 0.3)],
    "special": [const("d", 1.0)],
    "adapter": [const("lora", 1.0)],
    "three": [const("a", 0.7), const("b", -0.4), const("lora", 1.5)],
    "reversed": [const("lora", 1.5), const("b", -0.4), const("a", 0.7)],
    "twice": [const("a", 0.1), const("a", 0.1), const("a", -0.2)],
    "skipped": [const("a", 0.0), const("b", 2.5), const("c", 0.0), const("lora", -2.5)],
    "layers": [{"vector": "a", "byLayer": {"0": 0.5, "1": -1.0, "2": 0.0}, "otherwise": 0.125}, const("b", 1.0)],
    "kinds": [{"vector": "a", "byKind": {"q_proj": 2.0, "attention": 9.0, "norms": 0.0, "embedding": -0.6}, "otherwise": 0.3}],
    "tensors": [{"vector": "a", "byTensor": {"layers.1.mlp.down_proj.weight": 0.9, "lm_head.weight": -3.0}, "otherwise": 0.0},
                {"vector": "c", "byTensor": {"layers.1.mlp.down_proj.weight": 0.0}, "otherwise": 1.1}],
}
MEASURED = ("narrow", "three", "minus", "adapter")
ALONE = ("fraction", "three", "reversed", "skipped", "layers", "wide-fraction")


def coefficient(term, name):
    """λ of a tensor: by layer (none has `otherwise`), by module kind before its family, by name without `model.`"""
    parts = name.split(".")
    if "byLayer" in term:
        return term["byLayer"].get(parts[2], term["otherwise"]) if parts[1] == "layers" else term["otherwise"]
    if "byKind" in term:
        kind = "q_proj" if "q_proj" in name else "down_proj" if "down" in name else None
        family = {"q_proj": "attention", "down_proj": "feed-forward"}.get(kind) or (
            "norms" if "norm" in name else "embedding" if "embed" in name else "head")
        return term["byKind"].get(kind, term["byKind"].get(family, term["otherwise"]))
    if "byTensor" in term:
        return term["byTensor"].get(name.removeprefix("model."), term["otherwise"])
    return term["lambda"]


def bfloat16(x):
    """the nearest bfloat16 of a float64, ties to even, by rational arithmetic"""
    low = int(np.float32(x).view(np.uint32)) >> 16 & 0x7FFF
    if not np.isfinite(x):
        return torch.tensor(x, dtype=F64).to(BF16)
    size, best = Fraction(abs(float(x))), None
    value = lambda code: Fraction(2) ** 128 if code == 0x7F80 else Fraction(
        float(np.array([code << 16], dtype=np.uint32).view(np.float32)[0]))
    for code in range(max(0, low - 1), min(0x7F80, low + 1) + 1):
        distance = (abs(value(code) - size), code & 1)
        if best is None or distance < best[0]:
            best = (distance, code)
    code = best[1] | (0x8000 if np.signbit(x) else 0)
    return torch.tensor([code], dtype=torch.int32).to(torch.int16).view(BF16)[0]


def rounded(acc, dtype):
    if acc.dtype == F64 and dtype == BF16:
        return torch.stack([bfloat16(x) for x in acc.numpy().ravel()]).view(acc.shape)
    if acc.dtype == F64 and dtype == F16:
        with np.errstate(over="ignore"):
            return torch.from_numpy(acc.numpy().astype(np.float16))
    return acc.to(dtype)


def summed(start, name, terms):
    """acc, before it is rounded; None where no term has a part"""
    part = [(coefficient(term, name), all_vectors[term["vector"]][name]) for term in terms
            if name in all_vectors[term["vector"]] and coefficient(term, name) != 0]
    if not part:
        return None
    wide = F64 if any(t.dtype == F64 for t in [start, *(tau for _, tau in part)]) else F32
    acc = start.to(wide)
    for value, tau in part:
        product = torch.tensor(value, dtype=F64).to(wide) * tau.to(wide)
        acc = acc + product
    return acc


def measured(changed):
    """of the whole change, in float64"""
    parts = []
    for name, start in base.items():
        if start.is_floating_point():
            wide = F64 if start.dtype == F64 else F32
            parts.append((changed.get(name, start).to(wide) - start.to(wide)).double().numpy().ravel())
    values = np.concatenate(parts)
    finite = np.abs(values[np.isfinite(values)])
    return {
        "weights": int(finite.size),
        "nan": int(np.isnan(values).sum()),
        "infinite": int(np.isinf(values).sum()),
        "l2_norm": float(np.sqrt((finite**2).sum())),
        "mean_magnitude": float(finite.mean()),
        "largest": float(finite.max()),
        "exact_zeros": float((finite == 0).mean()),
    }


all_vectors = {**vectors, "lora": product}
changes = {}
for recipe, terms in RECIPES.items():
    changed, alone = {}, {}
    for name, start in base.items():
        acc = summed(start, name, terms) if start.is_floating_point() else None
        if acc is not None:
            changed[name] = rounded(acc, start.dtype)
            alone[name] = summed(torch.zeros(start.shape, dtype=F32), name, terms)
    if recipe in MEASURED:
        changes[recipe] = measured(changed)
    if changed:
        save_file(changed, out / f"expected/{recipe}.safetensors")
    if recipe in ALONE:
        save_file(alone, out / f"expected/{recipe}.alone.safetensors")

save_file(base, out / "base.safetensors", {"format": "pt"})
for name, vector in vectors.items():
    save_file(vector, out / f"{name}.safetensors", {"format": "pt"})
save_file(factors, out / "lora/adapter_model.safetensors", {"format": "pt"})
(out / "lora/adapter_config.json").write_text(json.dumps(
    {"peft_type": "LORA", "r": 3, "lora_alpha": 4, "target_modules": ["q_proj"], "bias": "none"}) + "\n")
(out / "changes.json").write_text(json.dumps(changes, indent=1) + "\n")
(out / "recipes.json").write_text(json.dumps(RECIPES, indent=1) + "\n")


def differ(one, other):
    return not torch.equal(one.double().nan_to_num(), other.double().nan_to_num())


# The recipes tell the rule from those that it could be taken for.
three, back, wide = (load_file(out / f"expected/{name}.safetensors") for name in ("three", "reversed", "wide"))
assert any(differ(three[name], back[name]) for name in three), "the order of the terms"
start, lambdas = base[down(1)], [(0.7, "a"), (-0.4, "b")]
tau = {name: vectors[name][down(1)] for name in "ab"}
exact, first, unrounded = start.clone(), torch.zeros_like(start), start.clone()
for value, name in lambdas:
    factor = torch.tensor(value, dtype=F32)
    exact = (exact.double() + factor.double() * tau[name].double()).to(F32)
    first = first + factor * tau[name].to(F32)
    unrounded = unrounded + (value * tau[name].double()).to(F32)
assert differ(three[down(1)], exact), "no fused multiply-add"
assert differ(three[down(1)], start + first), "term by term, never their sum"
assert differ(three[down(1)], unrounded), "float32(λ)"
assert all(wide[down(layer)][0, 0] > 1 for layer in (0, 2)), "rounded once from float64"
