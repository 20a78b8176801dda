"""Adapters of PEFT whose changes only the base tells: rows of an embedding that were trained alone, and factors of stacked
parameters of experts; and GPT-2's Conv1D with a wrong flag.

Run: python make_parts.py OUTPUT_FOLDER   (PEFT, PyTorch, transformers, safetensors)

parts/NAME is the adapter, parts/base/NAME the model it was made for, parts/expected/NAME.safetensors what PEFT's own merge
changes, in float64 minus the base where the merge allows it.
"""

import copy
import json
import shutil
import sys
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, TrainableTokensConfig, get_peft_model
from safetensors.torch import save_file
from transformers import (
    GPT2Config, GPT2LMHeadModel, GptOssConfig, GptOssForCausalLM, Llama4TextConfig, Llama4ForCausalLM, LlamaConfig,
    LlamaForCausalLM, MixtralConfig, MixtralForCausalLM, Qwen3MoeConfig, Qwen3MoeForCausalLM,
)

out = Path(sys.argv[1]) / "parts"
shutil.rmtree(out, ignore_errors=True)
for part in ("base", "expected"):
    (out / part).mkdir(parents=True)

SMALL = dict(hidden_size=8, num_hidden_layers=1, num_attention_heads=2, num_key_value_heads=1, vocab_size=13,
             max_position_embeddings=16, head_dim=4)


def moved(module, seed):
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in module.parameters():
            if parameter.requires_grad:
                parameter.copy_(torch.randn(parameter.shape, generator=generator) * 0.1)
    return module


def base(name, model, tied=False):
    """Saves every parameter by the model's own name; a tied head too, if `tied` says so."""
    folder = out / "base" / name
    folder.mkdir()
    state = {k: v.detach().clone().contiguous() for k, v in model.state_dict().items()}
    if not tied and model.config.tie_word_embeddings:
        state.pop("lm_head.weight", None)
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
    config = model.config.to_dict()
    keys = ("model_type", "architectures", "tie_word_embeddings", "num_attention_heads", "num_key_value_heads", "n_head")
    kept = {k: config[k] for k in keys if config.get(k) is not None}
    kept["architectures"] = [type(model).__name__]
    (folder / "config.json").write_text(json.dumps(kept, indent=1))


def adapter(name, model, config, before=None):
    folder = out / name
    peft = get_peft_model(copy.deepcopy(model), config)
    moved(peft, 7)
    peft.save_pretrained(folder, save_embedding_layers=False)
    (folder / "README.md").unlink(missing_ok=True)
    text = json.loads((folder / "adapter_config.json").read_text())
    kept = ("peft_type", "peft_version", "r", "lora_alpha", "fan_in_fan_out", "target_modules", "target_parameters",
            "trainable_token_indices", "token_indices", "rank_pattern", "alpha_pattern", "ensure_weight_tying")
    (folder / "adapter_config.json").write_text(json.dumps({k: text[k] for k in kept if k in text}, indent=1))
    loaded = PeftModel.from_pretrained(copy.deepcopy(model), folder).merge_and_unload()
    changes = {}
    start = model.state_dict()
    for key, value in loaded.state_dict().items():
        change = value.double() - start[key].double()
        if change.abs().max() > 0:
            changes[key] = change.float().contiguous().clone()
    assert changes, name
    save_file(changes, out / "expected" / f"{name}.safetensors")


# Rows of embeddings.
for tied in (False, True):
    word = "tied" if tied else "untied"
    llama = moved(LlamaForCausalLM(LlamaConfig(intermediate_size=6, tie_word_embeddings=tied, **SMALL)), 1)
    base(f"tokens-{word}", llama, tied=True)
    adapter(f"tokens-list-{word}", llama,
            LoraConfig(r=2, lora_alpha=4, target_modules=["q_proj"], trainable_token_indices=[9, 3]))
    adapter(f"tokens-alone-{word}", llama, TrainableTokensConfig(token_indices=[0, 12], target_modules=["embed_tokens"]))
adapter("tokens-dict", moved(LlamaForCausalLM(LlamaConfig(intermediate_size=6, tie_word_embeddings=False, **SMALL)), 1),
        LoraConfig(r=2, lora_alpha=4, target_modules=["q_proj"],
                   trainable_token_indices={"embed_tokens": [1, 2], "lm_head": [5, 4]}))

# Experts. GPT-OSS stores in × out, and its down_proj is square; PEFT swaps for the others.
MOE = {
    "mixtral": MixtralForCausalLM(MixtralConfig(intermediate_size=6, num_local_experts=3, num_experts_per_tok=1, **SMALL)),
    "qwen3moe": Qwen3MoeForCausalLM(Qwen3MoeConfig(
        intermediate_size=6, moe_intermediate_size=4, num_experts=3, num_experts_per_tok=1, **SMALL)),
    "gptoss": GptOssForCausalLM(GptOssConfig(
        intermediate_size=8, num_local_experts=3, num_experts_per_tok=1, layer_types=["full_attention"], **SMALL)),
    "llama4": Llama4ForCausalLM(Llama4TextConfig(
        intermediate_size=6, intermediate_size_mlp=6, num_local_experts=3, num_experts_per_tok=1, moe_layers=[0],
        layer_types=["full_attention"], no_rope_layers=[1], **SMALL)),
}
for name, model in MOE.items():
    moved(model, 2)
    owner = "feed_forward.experts" if name == "llama4" else "mlp.experts"
    base(f"experts-{name}", model, tied=True)
    adapter(f"experts-{name}", model, LoraConfig(
        r=2, lora_alpha=3, target_modules=["q_proj"], target_parameters=[f"{owner}.gate_up_proj", f"{owner}.down_proj"],
        rank_pattern={f"{owner}.down_proj": 1} if name == "mixtral" else {}))
# The same models as their files have them: the experts one by one.
for name in ("mixtral", "qwen3moe"):
    folder = out / "base" / f"experts-{name}-file"
    MOE[name].save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    text = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({k: text[k] for k in ("model_type", "architectures")}, indent=1))
adapter("experts-one", MOE["mixtral"], LoraConfig(
    r=2, lora_alpha=3, target_modules=[], target_parameters=["mlp.experts.down_proj"]))
adapter("parameter", MOE["mixtral"], LoraConfig(
    r=2, lora_alpha=3, target_modules=[], target_parameters=["mlp.gate.weight", "q_proj.weight"]))

# GPT-2's Conv1D: PEFT turns it whatever the flag says.
gpt = moved(GPT2LMHeadModel(GPT2Config(n_embd=8, n_layer=1, n_head=2, vocab_size=11, n_positions=16)), 3)
base("conv1d", gpt)
config = LoraConfig(r=2, lora_alpha=4, target_modules=["c_attn", "c_proj"], fan_in_fan_out=True)
adapter("conv1d-true", gpt, config)
shutil.copytree(out / "conv1d-true", out / "conv1d-false")
path = out / "conv1d-false" / "adapter_config.json"
text = json.loads(path.read_text())
text["fan_in_fan_out"] = False
path.write_text(json.dumps(text, indent=1))
