"""The sample's architecture, and reading and writing it as a Hugging Face folder."""

import json
import math
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from transformers import LlamaConfig, LlamaForCausalLM

CONFIG = {
    "architectures": ["LlamaForCausalLM"],
    "attention_bias": False,
    "attention_dropout": 0.0,
    "bos_token_id": 0,
    "eos_token_id": 1,
    "head_dim": 32,
    "hidden_act": "silu",
    "hidden_size": 192,
    "initializer_range": 0.02,
    "intermediate_size": 512,
    "max_position_embeddings": 512,
    "mlp_bias": False,
    "model_type": "llama",
    "num_attention_heads": 6,
    "num_hidden_layers": 10,
    "num_key_value_heads": 2,
    "pad_token_id": 2,
    "pretraining_tp": 1,
    "rms_norm_eps": 1e-05,
    "rope_scaling": None,
    "rope_theta": 10000.0,
    "tie_word_embeddings": True,
    "torch_dtype": "bfloat16",
    "use_cache": True,
    "vocab_size": 4096,
}


def build(seed: int) -> LlamaForCausalLM:
    """A new model in float32. What writes into the residual stream starts smaller, as in GPT-2."""
    torch.manual_seed(seed)
    config = LlamaConfig(**{k: v for k, v in CONFIG.items() if k not in ("torch_dtype", "architectures")})
    model = LlamaForCausalLM(config).float()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if name.endswith(("o_proj.weight", "down_proj.weight")):
                weight.div_(math.sqrt(2 * config.num_hidden_layers))
    return model


def load(folder: Path) -> LlamaForCausalLM:
    """The model of a folder, in float32: for a bfloat16 folder every weight is exactly the stored one."""
    model = build(0)
    missing, unexpected = model.load_state_dict(
        {name: tensor.float() for name, tensor in load_file(folder / "model.safetensors").items()}, strict=False
    )
    if unexpected or missing not in ([], ["lm_head.weight"]):
        raise ValueError(f"{folder}: missing {missing}, unexpected {unexpected}")
    model.tie_weights()
    return model


def load_tokenizer(folder: Path) -> Tokenizer:
    return Tokenizer.from_file(str(folder / "tokenizer.json"))


def save(model: LlamaForCausalLM, tokenizer: Path, folder: Path, base: str | None) -> None:
    """Writes the folder in bfloat16; `base` is the name of the model that this one was fine-tuned from."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = {
        name: tensor.detach().to(torch.bfloat16).contiguous()
        for name, tensor in sorted(model.state_dict().items())
        if name != "lm_head.weight"  # tied to the embedding
    }
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)  # safetensors leaves it to its owner alone
    config = dict(CONFIG) if base is None else {"_name_or_path": base, **CONFIG}
    write_json(folder / "config.json", config)
    write_json(folder / "generation_config.json", {"bos_token_id": 0, "eos_token_id": 1, "pad_token_id": 2})
    (folder / "tokenizer.json").write_bytes(tokenizer.read_bytes())
    write_json(
        folder / "tokenizer_config.json",
        {
            "add_bos_token": True,
            "add_eos_token": False,
            "bos_token": "<s>",
            "clean_up_tokenization_spaces": False,
            "eos_token": "</s>",
            "model_max_length": CONFIG["max_position_embeddings"],
            "pad_token": "<pad>",
            "tokenizer_class": "PreTrainedTokenizerFast",
        },
    )


def write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
