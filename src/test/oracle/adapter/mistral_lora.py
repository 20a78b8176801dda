"""A PEFT adapter of the shape that people train on Mistral 7B v0.3 (all seven projections of 32 layers, rank 16), of random
numbers, for trials by hand beside `quantized/mistral_bnb4.py`.

Run: python mistral_lora.py OUTPUT_FOLDER [float32|bfloat16] [SEED]   (PyTorch, safetensors)
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

out = Path(sys.argv[1])
dtype = {"float32": torch.float32, "bfloat16": torch.bfloat16}[sys.argv[2] if len(sys.argv) > 2 else "bfloat16"]
generator = torch.Generator().manual_seed(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
LAYERS, WIDTH, INNER, KEYS, RANK = 32, 4096, 14336, 1024, 16
SHAPES = {
    "self_attn.q_proj": (WIDTH, WIDTH),
    "self_attn.k_proj": (KEYS, WIDTH),
    "self_attn.v_proj": (KEYS, WIDTH),
    "self_attn.o_proj": (WIDTH, WIDTH),
    "mlp.gate_proj": (INNER, WIDTH),
    "mlp.up_proj": (INNER, WIDTH),
    "mlp.down_proj": (WIDTH, INNER),
}


def factor(rows, columns, scale):
    return (torch.randn(rows, columns, generator=generator) * scale).to(dtype)


tensors = {}
for layer in range(LAYERS):
    for module, (outputs, inputs) in SHAPES.items():
        key = f"base_model.model.model.layers.{layer}.{module}"
        tensors[f"{key}.lora_A.weight"] = factor(RANK, inputs, 0.02)
        tensors[f"{key}.lora_B.weight"] = factor(outputs, RANK, 0.002)

out.mkdir(parents=True, exist_ok=True)
save_file(tensors, out / "adapter_model.safetensors", metadata={"format": "pt"})
config = {
    "base_model_name_or_path": "mistralai/Mistral-7B-v0.3",
    "bias": "none",
    "fan_in_fan_out": False,
    "init_lora_weights": True,
    "lora_alpha": 32,
    "peft_type": "LORA",
    "r": RANK,
    "target_modules": [name.split(".")[1] for name in SHAPES],
    "task_type": "CAUSAL_LM",
}
(out / "adapter_config.json").write_text(json.dumps(config, indent=2))
