"""A task vector of a tiny Llama and one of a tiny GPT-2, what NumPy's SVD says of them, and the check of an adapter with PEFT
itself.

    python lora.py golden OUTPUT_FOLDER            the vectors (safetensors) and expected.json, for LoraExtractorTest
    python lora.py models OUTPUT_FOLDER            bases, as transformers saves them, to put an adapter on
    python lora.py check BASE ADAPTER VECTOR       loads the adapter with PEFT, merges it, and holds every weight against base + B·A

(PyTorch, transformers, PEFT, safetensors, NumPy)

What `check` found of adapters made of the golden vectors (PEFT 0.21, transformers 5.24, PyTorch 2.15), with --rank 4 and with
--energy 0.9 --dtype bfloat16, whose ranks differ from module to module: PEFT loads each, with every factor in its place; merged
weights are base + B·A to 4e-9 and all others unchanged; the error is the one that the program says, to the digits it says.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file

RANK = 4


def llama():
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(3)
    return LlamaForCausalLM(LlamaConfig(
        vocab_size=40, hidden_size=24, intermediate_size=56, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
        max_position_embeddings=64, tie_word_embeddings=False))


def gpt2():
    from transformers import GPT2Config, GPT2LMHeadModel

    torch.manual_seed(4)
    return GPT2LMHeadModel(GPT2Config(vocab_size=40, n_positions=32, n_embd=16, n_layer=2, n_head=2))


def vector(model):
    """Low rank in attention, low rank over noise in the feed-forward part, something in the rest."""
    torch.manual_seed(5)
    out = {}
    for name, weight in model.state_dict().items():
        if "lm_head" in name and "transformer.wte.weight" in model.state_dict():
            continue
        shape = weight.shape
        if len(shape) == 2 and ("attn" in name or "mlp" in name):
            rank = 3
            tau = torch.randn(shape[0], rank) @ torch.randn(rank, shape[1]) * 1e-3
            if "mlp" in name:
                tau = tau + torch.randn(shape) * 1e-3
            if "layers.1.self_attn.k_proj" in name:
                tau = torch.zeros(shape)
        else:
            tau = torch.randn(shape) * 1e-4
        out[name] = tau.contiguous()
    return out


def golden(folder):
    folder.mkdir(parents=True, exist_ok=True)
    expected = {}
    for kind, model in (("llama", llama()), ("gpt2", gpt2())):
        tau = vector(model)
        save_file(tau, folder / f"{kind}.safetensors", metadata={"format": "pt"})
        expected[kind] = {}
        for name, weight in tau.items():
            a = weight.double().numpy()
            if a.ndim == 2:
                s = np.linalg.svd(a, compute_uv=False)
                norm = np.linalg.norm(a)
                expected[kind][name] = {
                    "norm": norm,
                    "best_error": float(np.sqrt((s[RANK:]**2).sum()) / norm) if norm > 0 else None,
                    "rank_for_90": int(np.searchsorted(np.cumsum(s**2) / norm**2, 0.9) + 1) if norm > 0 else None,
                }
            else:
                expected[kind][name] = {"norm": float(np.linalg.norm(a))}
    (folder / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


def models(folder):
    llama().save_pretrained(folder / "llama")
    gpt2().save_pretrained(folder / "gpt2")


def check(base, adapter, vector_file):
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    before = {name: weight.clone().double() for name, weight in model.state_dict().items()}
    peft = PeftModel.from_pretrained(model, adapter)
    held = {name for name, _ in peft.named_parameters() if "lora_" in name}
    factors = load_file(Path(adapter) / "adapter_model.safetensors")
    stored = {name.replace(".weight", ".default.weight") for name in factors}
    assert held == stored, (sorted(held - stored)[:5], sorted(stored - held)[:5])
    for name, parameter in peft.named_parameters():
        if "lora_" in name:
            assert torch.equal(parameter.detach(), factors[name.replace(".default.weight", ".weight")].float()), name
    merged = peft.merge_and_unload().state_dict()
    tau = load_file(vector_file)
    squares, residual, changed, worst = 0.0, 0.0, 0, 0.0
    for name, weight in merged.items():
        key = "base_model.model." + name.removesuffix(".weight")
        a, b = factors.get(key + ".lora_A.weight"), factors.get(key + ".lora_B.weight")
        if a is None:
            assert torch.equal(weight.double(), before[name]), name
            continue
        delta = b.double() @ a.double()
        if json.loads((Path(adapter) / "adapter_config.json").read_text())["fan_in_fan_out"]:
            delta = delta.T
        worst = max(worst, float((weight.double() - before[name] - delta).abs().max()))
        t = tau[name].double()
        squares += float((t**2).sum())
        residual += float(((t - delta)**2).sum())
        changed += 1
    assert worst < 1e-7, worst
    print(f"PEFT loads it; {changed} weights merged, base + B·A to {worst:.1e}; error over them {np.sqrt(residual / squares):.9f}")


if __name__ == "__main__":
    command, *rest = sys.argv[1:]
    {"golden": golden, "models": models}.get(command, check)(*([Path(r) for r in rest]))
