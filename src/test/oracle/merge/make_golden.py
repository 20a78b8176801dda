"""Merges of small random models by mergekit 0.1.5, sd-mecha 1.1.8 and the code of the TIES paper.

Writes inputs (base, a, b, c), cases.json and expected.safetensors ("case|tensor") to
src/test/resources/golden/merge. Vectors are given to mergekit as models on a base of zeros, so
that its result is the merged vector. Random masks are drawn by SplitMix64 from (seed, tensor,
ingredient, element), written here a second time in Python.

    python make_golden.py ../../resources/golden/merge
"""

import importlib.util
import json
import sys
import types
from pathlib import Path

import mergekit.merge_methods.registry as registry
import numpy as np
import torch
from mergekit.merge_methods.base import TensorGroup
from safetensors.torch import save_file



def mecha(name):
    """A module of sd-mecha's methods alone: its package asks for more than they need."""
    plain = types.ModuleType("sd_mecha.extensions.merge_methods")

    def merge_method(*args, **_):
        def bare(function):
            function.__wrapped__ = function
            return function

        return bare(args[0]) if args else bare

    plain.merge_method = merge_method
    plain.Parameter = plain.Return = lambda *_, **__: None
    plain.StateDict = dict
    folder = Path(importlib.util.find_spec("mergekit").origin).parent.parent / "sd_mecha"
    sys.modules["sd_mecha"] = types.ModuleType("sd_mecha")
    sys.modules["sd_mecha.extensions"] = types.ModuleType("sd_mecha.extensions")
    sys.modules["sd_mecha.extensions.merge_methods"] = plain
    path = folder / "extensions" / "builtin" / "merge_methods" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"mecha_{name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


mecha_linear = mecha("linear")
mecha_ties = mecha("ties")
OUT = Path(sys.argv[1])
MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
SEED = 42

SHAPES = {
    "model.embed_tokens.weight": (11, 5),
    "model.layers.0.self_attn.q_proj.weight": (7, 5),
    "model.layers.0.self_attn.o_proj.weight": (5, 1),
    "model.layers.0.mlp.up_proj.weight": (3, 17),
    "model.layers.0.input_layernorm.weight": (5,),
    "model.layers.1.self_attn.q_proj.weight": (7, 5),
    "model.layers.1.self_attn.o_proj.weight": (1, 6),
    "model.layers.1.mlp.up_proj.weight": (3, 17),
    "model.layers.1.input_layernorm.weight": (1,),
    "model.norm.weight": (5,),
    "lm_head.weight": (11, 5),
}


def mix(bits):
    bits = ((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    bits = ((bits ^ (bits >> 27)) * 0x94D049BB133111EB) & MASK
    return bits ^ (bits >> 31)


def fnv(name):
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001B3) & MASK
    return value


def uniform(seed, name, place, count):
    key = mix((seed + GOLDEN) & MASK) ^ fnv(name)
    key = mix((key + GOLDEN) & MASK) ^ mix(place)
    key = mix(key)
    bits = [mix((key + (i + 1) * GOLDEN) & MASK) for i in range(count)]
    return torch.tensor([(b >> 11) * 2.0**-53 for b in bits], dtype=torch.float64)


def models():
    torch.manual_seed(17)
    base = {n: torch.randn(s) * 0.05 for n, s in SHAPES.items()}
    made = {"base": base}
    for k, size in (("a", 0.01), ("b", 0.02), ("c", 0.005)):
        made[k] = {n: base[n] + torch.randn(s) * size for n, s in SHAPES.items()}
    # Weights that a training left alone, and changes that cancel exactly.
    for n in SHAPES:
        flat = {k: made[k][n].view(-1) for k in made}
        if flat["base"].numel() > 10:
            flat["a"][3] = flat["base"][3]
            flat["b"][4] = flat["base"][4]
            for i, change in ((7, 2**-7), (9, 3 * 2**-9)):
                flat["base"][i] = 0.5
                flat["a"][i], flat["b"][i], flat["c"][i] = 0.5 + change, 0.5 - change, 0.5
    return made


MODELS = models()
DELTAS = {k: {n: MODELS[k][n] - MODELS["base"][n] for n in SHAPES} for k in "abc"}
CASES = []
EXPECTED = {}


def case(name, method, space, ingredients, settings, compute, bound=5e-7, without=()):
    """Keeps a case: `compute` gives a tensor of the result by its name."""
    names = [n for n in SHAPES if n not in without]
    for n in names:
        value = compute(n)
        assert torch.isfinite(value).all(), (name, n)
        EXPECTED[f"{name}|{n}"] = value.to(torch.float32).contiguous()
    CASES.append(
        dict(
            name=name,
            method=method,
            space=space,
            ingredients=list(ingredients),
            settings=settings,
            seed=SEED,
            bound=bound,
            tensors=names,
        )
    )


def run(method, tensors, base_index=None, each=None, **parameters):
    group = TensorGroup.from_tensors(tensors, base_index=base_index)
    for key, values in (each or {}).items():
        ids = [i for i in range(len(tensors)) if i != base_index]
        parameters[key] = dict(zip(ids, values))
    spec = registry.get(method)
    names = {p.name for p in spec.spec.parameters}
    return spec([group], parameters={k: v for k, v in parameters.items() if k in names})[0]


def on_zero(method, ingredients, each=None, **parameters):
    """mergekit's result as a vector."""

    def compute(n):
        deltas = [DELTAS[k][n] for k in ingredients]
        return run(method, [torch.zeros_like(deltas[0])] + deltas, 0, each, **parameters)

    return compute


def drawn(method, ingredients, each, **parameters):
    """The same with the draws of this program."""

    def compute(n):
        count = {"k": 0}

        def bernoulli(probabilities, **_):
            p = torch.as_tensor(probabilities)
            u = uniform(SEED, n.removeprefix("model."), count["k"], p.numel()).view(p.shape)
            count["k"] += 1
            return (u < p.to(torch.float64)).to(p.dtype)

        torch_bernoulli = torch.bernoulli
        torch.bernoulli = bernoulli
        try:
            return on_zero(method, ingredients, each, **parameters)(n)
        finally:
            torch.bernoulli = torch_bernoulli

    return compute


ABC = ("a", "b", "c")
WEIGHTS = [1.0, 0.5, 0.8]
DENSITIES = [0.3, 0.5, 0.7]
EACH = dict(weight=WEIGHTS, density=DENSITIES)
MERGEKIT = dict(by_tensor=1, positive_ties=1)

case("task_arithmetic", "task_arithmetic", "vectors", ABC, {"weight": [1.0, -0.5, 0.8]},
     on_zero("task_arithmetic", ABC, dict(weight=[1.0, -0.5, 0.8])))
case("task_arithmetic-normalized", "task_arithmetic", "vectors", ABC,
     {"weight": WEIGHTS, "normalize": 1, "lambda": 0.7},
     on_zero("task_arithmetic", ABC, dict(weight=WEIGHTS), normalize=True, **{"lambda": 0.7}))
case("ties", "ties", "vectors", ABC, {**EACH, **MERGEKIT}, on_zero("ties", ABC, EACH))
case("ties-l1", "ties", "vectors", ABC,
     {**EACH, **MERGEKIT, "l1_rescale": 1, "normalize": 0, "lambda": 1.3},
     on_zero("ties", ABC, EACH, rescale=True, normalize=False, **{"lambda": 1.3}))
case("breadcrumbs", "breadcrumbs", "vectors", ABC, {**EACH, "gamma": [0.1, 0.05, 0.2]},
     on_zero("breadcrumbs", ABC, dict(EACH, gamma=[0.1, 0.05, 0.2])),
     without=("model.layers.1.input_layernorm.weight",))
case("breadcrumbs-crowded", "breadcrumbs", "vectors", ABC,
     {"density": 0.9, "gamma": 0.3},
     on_zero("breadcrumbs", ABC, dict(weight=[1.0] * 3, density=[0.9] * 3, gamma=[0.3] * 3)),
     without=("model.layers.1.input_layernorm.weight",))
case("breadcrumbs_ties", "breadcrumbs_ties", "vectors", ABC, {**EACH, "positive_ties": 1},
     on_zero("breadcrumbs_ties", ABC, EACH),
     without=("model.layers.1.input_layernorm.weight",))
for name, ours in (("dare_linear", {}), ("dare_ties", {"positive_ties": 1, "normalize": 0})):
    case(f"{name}-l1", name, "vectors", ABC,
         {**EACH, "rescale": 0, "l1_rescale": 1, **ours}, drawn(name, ABC, EACH))
    case(f"{name}-plain", name, "vectors", ABC,
         {**EACH, "rescale": 0, **ours}, drawn(name, ABC, EACH, rescale=False))
# Rows of one weight have no rank in mergekit.
SINGLE = ("model.layers.0.self_attn.o_proj.weight", "model.layers.1.input_layernorm.weight")
DELLA = dict(weight=WEIGHTS, density=[0.4, 0.5, 0.6], epsilon=[0.15, 0.3, 0.1])
for name, ours in (("della_linear", {}), ("della", {"positive_ties": 1})):
    case(f"{name}-l1", name, "vectors", ABC,
         {**DELLA, "rescale": 0, "l1_rescale": 1, **ours}, drawn(name, ABC, DELLA),
         without=SINGLE)
    case(f"{name}-plain", name, "vectors", ABC,
         {**DELLA, "rescale": 0, **ours}, drawn(name, ABC, DELLA, rescale=False), without=SINGLE)


def wide(name):
    return [MODELS[k][name].to(torch.float64) for k in ABC]


def wide_deltas(name, ingredients=ABC):
    return [DELTAS[k][name].to(torch.float64) for k in ingredients]


case("linear", "linear", "models", ABC, {"weight": WEIGHTS},
     lambda n: run("linear", wide(n), each=dict(weight=WEIGHTS)))
case("linear-extrapolated", "linear", "models", ABC, {"weight": [1.5, -0.5, 0.25], "normalize": 0},
     lambda n: run("linear", wide(n), each=dict(weight=[1.5, -0.5, 0.25]), normalize=False))
for t in (0.0, 0.3, 1.0):
    case(f"slerp-{t}", "slerp", "models", ("a", "b"), {"t": t},
         lambda n: run("slerp", wide(n)[:2], 0, t=t))
case("slerp-vectors", "slerp", "vectors", ("a", "b"), {"t": 0.6},
     lambda n: run("slerp", wide_deltas(n)[:2], 0, t=0.6))
for flat in (True, False):
    case(f"nuslerp-{'flat' if flat else 'rows'}", "nuslerp", "vectors", ("a", "b"),
         {"weight": [0.4, 0.6], "nuslerp_flatten": int(flat)},
         lambda n: run("nuslerp", wide_deltas(n)[:2], None, dict(weight=[0.4, 0.6]),
                       nuslerp_flatten=flat))
case("multislerp", "multislerp", "models", ABC, {"weight": WEIGHTS},
     lambda n: run("multislerp", wide(n), None, dict(weight=WEIGHTS)))
case("multislerp-raw", "multislerp", "models", ABC, {"weight": WEIGHTS, "normalize_weights": 0},
     lambda n: run("multislerp", wide(n), None, dict(weight=WEIGHTS), normalize_weights=False))
case("karcher", "karcher", "models", ABC, {}, lambda n: run("karcher", wide(n)))
case("karcher-vectors", "karcher", "vectors", ABC, {"max_iter": 50, "tol": 1e-9},
     lambda n: run("karcher", wide_deltas(n), max_iter=50, tol=1e-9))
for rows in (False, True):
    # mergekit takes products of norms below 1e-6 as that; 1000 times the change has none.
    def stock(n, rows=rows):
        deltas = [1000 * d for d in wide_deltas(n)]
        return run("model_stock", [torch.zeros_like(deltas[0])] + deltas, 0,
                   filter_wise=rows) / 1000

    case(f"model_stock-{'rows' if rows else 'tensor'}", "model_stock", "vectors", ABC,
         {"filter_wise": int(rows)}, stock)
for top in (1.0, 0.4):
    def sce(n, top=top):
        # As above, for the sums of squares below 1e-6.
        deltas = [1000 * DELTAS[k][n] for k in ABC]
        return run("sce", [torch.zeros_like(deltas[0])] + deltas, 0, select_topk=top) / 1000

    case(f"sce-{top}", "sce", "vectors", ABC, {"select_topk": top, "positive_ties": 1}, sce)
case("arcee_fusion", "arcee_fusion", "models", ("a",), {},
     lambda n: run("arcee_fusion", [MODELS["base"][n], MODELS["a"][n]], 0),
     # Of a tensor of one weight, and of rows of one, softmax says nothing: everything is taken.
     )
case("nearswap", "nearswap", "vectors", ("b",), {"t": 0.01},
     lambda n: run("nearswap", [torch.zeros(SHAPES[n], dtype=torch.float64),
                                wide_deltas(n)[1]], 0, t=0.01))
case("ram", "ram", "vectors", ABC, {"epsilon": 0.008}, on_zero("ram", ABC, epsilon=0.008))
case("ramplus_tl", "ramplus_tl", "vectors", ABC, {"epsilon": 0.008, "r": 0.3, "alpha": 0.9},
     on_zero("ramplus_tl", ABC, epsilon=0.008, r=0.3, alpha=0.9))
case("passthrough", "passthrough", "models", ("b",), {"scale": [0.5]},
     lambda n: run("passthrough", [MODELS["b"][n]], each=dict(scale=[0.5])))
case("orthogonal", "orthogonal", "vectors", ("a", "b"), {},
     lambda n: mecha_linear.perpendicular_component.__wrapped__(
         DELTAS["b"][n].double(), DELTAS["a"][n].double()),
     # Nothing is left of a vector of one number.
     without=("model.layers.1.input_layernorm.weight",))


def mecha_density(k, count):
    return (count - max(int((1 - k) * count), 1) + 1) / count


def ties_sum(n):
    return mecha_ties.ties_sum.__wrapped__(*[DELTAS[k][n] for k in ABC], k=0.4, vote_sgn=True)


# sd-mecha keeps what is at least the ⌊(1 − k) n⌋-th smallest.
case("ties-mecha", "ties", "vectors", ABC,
     {"by_tensor": 1,
      "density": {n: min(1, mecha_density(0.4, DELTAS["a"][n].numel()) + 1e-9) for n in SHAPES}},
     ties_sum)


# https://github.com/prateeky2806/ties-merging, src/ties_minimal.ipynb
def topk_values_mask(M, K=0.7):
    n, d = M.shape
    k = d - int(d * K)
    kth_values, _ = M.abs().kthvalue(k, dim=1, keepdim=True)
    return M * (M.abs() >= kth_values)


def paper_ties(K):
    flat = torch.stack([torch.cat([DELTAS[k][n].reshape(-1) for n in SHAPES]) for k in ABC])
    kept = topk_values_mask(flat, K)
    sign = torch.sign(kept.sum(dim=0))
    sign[sign == 0] = torch.sign(sign.sum())
    rows = torch.where(sign.unsqueeze(0) > 0, kept > 0, kept < 0)
    chosen = kept * rows
    counts = (chosen != 0).sum(dim=0).float()
    merged = chosen.sum(dim=0) / torch.clamp(counts, min=1)
    parts = {}
    at = 0
    for n, shape in SHAPES.items():
        size = int(np.prod(shape))
        parts[n] = merged[at : at + size].view(shape)
        at += size
    return parts, flat.shape[1]


# The changes that cancel exactly are not among the largest tenth: no sign is elected there.
PAPER, COUNT = paper_ties(0.1)
case("ties-paper", "ties", "vectors", ABC,
     {"density": (int(COUNT * 0.1) + 1) / COUNT + 1e-9}, lambda n: PAPER[n])

OUT.mkdir(parents=True, exist_ok=True)
for k, tensors in MODELS.items():
    save_file({n: t.contiguous() for n, t in tensors.items()}, OUT / f"{k}.safetensors")
save_file(EXPECTED, OUT / "expected.safetensors")
(OUT / "cases.json").write_text(json.dumps(CASES) + "\n")
print(len(CASES), "cases")
