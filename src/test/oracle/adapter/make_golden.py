"""Adapters that PEFT itself saves, with every setting that changes what their factors stand for, and the change of each
weight: s·B·A summed in float64 in the order of k by NumPy, and what PEFT makes of it when it merges.

Run: python make_golden.py OUTPUT_FOLDER   (PEFT, PyTorch, transformers, safetensors, NumPy)

Each adapter is a folder with adapter_config.json and adapter_model.safetensors; base/ holds the models they were made for.
expected/NAME.safetensors holds the changes by the base's names, float32. Its values come from the factors that PEFT's own
layers hold after loading, its scale is PEFT's, and `merge_and_unload` of PEFT agrees to rounding (checked here).
"""

import json
import math
import shutil
import sys
from pathlib import Path

import numpy as np
import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file, save_file
from torch import nn
from transformers.pytorch_utils import Conv1D

out = Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)


class Attention(nn.Module):
    def __init__(self, width, inner):
        super().__init__()
        self.q_proj = nn.Linear(width, inner)
        self.v_proj = nn.Linear(width, inner, bias=False)


class Layer(nn.Module):
    def __init__(self, width, inner):
        super().__init__()
        self.self_attn = Attention(width, inner)
        self.norm = nn.LayerNorm(width)


class Body(nn.Module):
    def __init__(self, width=40, inner=36, layers=3, vocabulary=50):
        super().__init__()
        self.embed_tokens = nn.Embedding(vocabulary, width)
        self.layers = nn.ModuleList(Layer(width, inner) for _ in range(layers))


class Model(nn.Module):
    """Names and shapes like Llama's, with everything that an adapter can be put on."""

    def __init__(self):
        super().__init__()
        self.model = Body()
        self.conv = nn.Conv2d(6, 10, 3)
        self.classifier = nn.Linear(40, 3)
        self.lm_head = nn.Linear(40, 50, bias=False)

    def forward(self, x):
        return self.lm_head(self.model.embed_tokens(x))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.attn = nn.Module()
        self.attn.c_attn = Conv1D(96, 32)
        self.attn.c_proj = Conv1D(32, 32)


class Gpt(nn.Module):
    def __init__(self):
        super().__init__()
        self.transformer = nn.Module()
        self.transformer.h = nn.ModuleList(Block() for _ in range(2))

    def forward(self, x):
        return x


def seeded(module, seed):
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * 0.05)
    return module


def make_base(kind):
    torch.manual_seed(1)
    return seeded({"llama": Model, "gpt": Gpt}[kind](), 11)


def product(left, right, scale):
    """s · Σ_k left[i, k] · right[k, j]: in float64, in the order of k, scaled, rounded once."""
    left, right = left.double().numpy(), right.double().numpy()
    total = np.zeros((left.shape[0], right.shape[1]))
    for k in range(left.shape[1]):
        total = total + left[:, k : k + 1] * right[k : k + 1, :]
    return total * scale


def change(layer, name):
    """The change of a LoRA layer's weight in float64, from its own factors and scale."""
    scale = layer.scaling[name]
    if name in layer.lora_embedding_A:
        return product(layer.lora_embedding_A[name].T, layer.lora_embedding_B[name].T, scale)
    a, b = layer.lora_A[name].weight, layer.lora_B[name].weight
    if a.ndim > 2:
        flat = product(b.reshape(b.shape[0], -1), a.reshape(a.shape[0], -1), scale)
        return flat.reshape(b.shape[0], *a.shape[1:])
    if layer.fan_in_fan_out:
        return product(a.T, b.T, scale)
    return product(b, a, scale)


def dora(layer, name, delta):
    """m · (θ0 + τ) / ‖θ0 + τ‖ − θ0 in float64 throughout."""
    weight = layer.get_base_layer().weight.detach().double().numpy() + delta
    by_row = not (getattr(layer, "fan_in_fan_out", False) or name in layer.lora_embedding_A)
    magnitude = layer.lora_magnitude_vector[name].weight.detach().double().numpy().reshape(-1)
    if by_row:
        shape = (-1,) + (1,) * (weight.ndim - 1)
        norm = np.sqrt((weight.reshape(weight.shape[0], -1) ** 2).sum(axis=1))
        return (magnitude / norm).reshape(shape) * weight - layer.get_base_layer().weight.detach().double().numpy()
    norm = np.sqrt((weight**2).sum(axis=0))
    return (magnitude / norm)[None, :] * weight - layer.get_base_layer().weight.detach().double().numpy()


def train(model, seed):
    """Stands for a training: every trainable weight moves."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.requires_grad:
                parameter.add_(torch.randn(parameter.shape, generator=generator) * 0.02)


def expected(peft_model, base, name="default"):
    before = base.state_dict()
    changes = {}
    inner = peft_model.base_model.model
    for module_name, module in inner.named_modules():
        if not hasattr(module, "lora_A") or not hasattr(module, "scaling") or name not in module.scaling:
            continue
        delta = change(module, name)
        if len(module.lora_magnitude_vector):
            delta = dora(module, name, delta)
        changes[module_name + ".weight"] = torch.from_numpy(delta).float()
        if name in module.lora_B and module.lora_B[name].bias is not None:
            bias = module.lora_B[name].bias.detach().double() * module.scaling[name]
            changes[module_name + ".bias"] = bias.float()
    merged = peft_model.merge_and_unload().state_dict()
    for key, value in merged.items():
        theirs = value.float() - before[key].float()
        if key in changes:
            assert torch.allclose(changes[key], theirs, atol=2e-4, rtol=1e-2), (key, (changes[key] - theirs).abs().max())
        elif theirs.abs().max() > 0:
            changes[key] = theirs
    return changes


def save(name, kind, dtype=torch.float32, seed=5, **settings):
    torch.manual_seed(seed)
    model = get_peft_model(make_base(kind), LoraConfig(**settings))
    train(model, seed)
    if dtype != torch.float32:
        model = model.to(dtype)
    folder = out / name
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)
    base = make_base(kind)
    loaded = PeftModel.from_pretrained(make_base(kind), folder, autocast_adapter_dtype=False)
    save_file(expected(loaded, base), out / "expected" / f"{name}.safetensors")
    config = json.loads((folder / "adapter_config.json").read_text())
    config["base_model_name_or_path"] = f"somebody/{kind}"
    (folder / "adapter_config.json").write_text(json.dumps(config, indent=1))


(out / "expected").mkdir(exist_ok=True)
for kind in ("llama", "gpt"):
    (out / "base" / kind).mkdir(parents=True, exist_ok=True)
    save_file(make_base(kind).state_dict(), out / "base" / kind / "model.safetensors")

QV = ["q_proj", "v_proj"]
save("plain", "llama", r=4, lora_alpha=12, target_modules=QV)
save("bf16", "llama", dtype=torch.bfloat16, r=4, lora_alpha=12, target_modules=QV)
save("rslora", "llama", r=4, lora_alpha=12, target_modules=QV, use_rslora=True)
save(
    "patterns", "llama", r=4, lora_alpha=12, target_modules=QV,
    rank_pattern={"model.layers.0.self_attn.q_proj": 2, "layers.[12].*v_proj": 6, "q_proj": 3},
    alpha_pattern={"^model.layers.1.self_attn.q_proj": 7, "v_proj": 5},
)
save("layers", "llama", r=4, lora_alpha=12, target_modules=QV, layers_to_transform=[1])
save("dora", "llama", r=4, lora_alpha=12, target_modules=QV, use_dora=True)
save("dora-embedding", "llama", r=4, lora_alpha=12, target_modules=["embed_tokens", "q_proj"], use_dora=True)
save("embedding", "llama", r=4, lora_alpha=12, target_modules=["embed_tokens", "v_proj"])
save("convolution", "llama", r=4, lora_alpha=12, target_modules=["conv"])
save("modules-to-save", "llama", r=4, lora_alpha=12, target_modules=QV, modules_to_save=["classifier"])
save("bias-all", "llama", r=4, lora_alpha=12, target_modules=QV, bias="all")
save("lora-bias", "llama", r=4, lora_alpha=12, target_modules=["q_proj"], lora_bias=True)
save("conv1d", "gpt", r=4, lora_alpha=12, target_modules=["c_attn", "c_proj"], fan_in_fan_out=True)
save("dora-conv1d", "gpt", r=4, lora_alpha=12, target_modules=["c_attn", "c_proj"], fan_in_fan_out=True, use_dora=True)

# What other tools and versions make of the same factors.
plain = load_file(out / "plain" / "adapter_model.safetensors")
named = {k.replace("lora_A.", "lora_A.default.").replace("lora_B.", "lora_B.default."): v for k, v in plain.items()}
other = {k.replace("lora_A.", "lora_A.second.").replace("lora_B.", "lora_B.second."): 2 * v for k, v in plain.items()}
bare = {k.replace("base_model.model.", "").removesuffix(".weight"): v for k, v in plain.items()}
(out / "names").mkdir(exist_ok=True)
save_file(named, out / "names" / "with-name.safetensors")
save_file(named | other, out / "names" / "two-adapters.safetensors")
save_file(bare, out / "names" / "loralib.safetensors")

# Old PEFT's grouped projection (MergedLinear), by the convolution that it used.
rng = torch.Generator().manual_seed(3)
groups, r, inputs, part = 2, 3, 20, 8
a = torch.randn(groups * r, inputs, generator=rng) * 0.1
b = torch.randn(groups * part, r, 1, generator=rng) * 0.1
delta = torch.nn.functional.conv1d(a.unsqueeze(0).double(), b.double(), groups=groups).squeeze(0)
whole = torch.zeros(3 * part, inputs, dtype=torch.float64)
whole[:part] = delta[:part]
whole[2 * part :] = delta[part:]
whole *= 12 / r
key = "base_model.model.transformer.h.0.self_attention.query_key_value"
(out / "grouped").mkdir(exist_ok=True)
save_file({f"{key}.lora_A.weight": a, f"{key}.lora_B.weight": b}, out / "grouped" / "adapter_model.safetensors")
(out / "grouped" / "adapter_config.json").write_text(
    json.dumps({"peft_type": "LORA", "r": r, "lora_alpha": 12, "enable_lora": [True, False, True], "fan_in_fan_out": True})
)
save_file({"transformer.h.0.self_attention.query_key_value.weight": whole.float()}, out / "expected" / "grouped.safetensors")

# The fine-tuned model: θ0 + τ in float32, rounded once to bfloat16; and the singular values of the changes.
half = {k: v.to(torch.bfloat16) for k, v in make_base("llama").state_dict().items()}
(out / "base" / "llama-bf16").mkdir(exist_ok=True)
save_file(half, out / "base" / "llama-bf16" / "model.safetensors")
changes = load_file(out / "expected" / "plain.safetensors")
baked = {k: (half[k].float() + v).to(torch.bfloat16) for k, v in changes.items()}
save_file(baked, out / "expected" / "plain-on-bf16.safetensors")
values = {}
for name in ("plain", "conv1d", "embedding", "grouped"):
    for key, value in load_file(out / "expected" / f"{name}.safetensors").items():
        if value.ndim == 2:
            values[f"{name} {key}"] = np.linalg.svd(value.double().numpy(), compute_uv=False)[:6].tolist()
(out / "expected" / "singular_values.json").write_text(json.dumps(values, indent=1))

# Methods that are no s·B·A of the unchanged base.
(out / "refused").mkdir(exist_ok=True)
for word in ("pissa", "olora"):
    torch.manual_seed(2)
    model = get_peft_model(make_base("llama"), LoraConfig(r=4, target_modules=QV, init_lora_weights=word))
    model.save_pretrained(out / "refused" / word)
    (out / "refused" / word / "README.md").unlink(missing_ok=True)
from peft import IA3Config, LoHaConfig  # noqa: E402

get_peft_model(make_base("llama"), LoHaConfig(r=2, target_modules=["v_proj"])).save_pretrained(out / "refused" / "loha")
get_peft_model(
    make_base("llama"), IA3Config(target_modules=["v_proj"], feedforward_modules=[])
).save_pretrained(out / "refused" / "ia3")
for path in out.rglob("README.md"):
    path.unlink()
