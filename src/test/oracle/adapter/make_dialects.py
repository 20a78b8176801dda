"""LoRA files of other programs than PEFT, and the change of each weight.

Run: python make_dialects.py OUTPUT_FOLDER   (mlx, mlx-lm, torchtune's convert_weights.py on the path, diffusers, gguf,
PyTorch, safetensors, NumPy)

MLX: its own layers fuse themselves. torchtune: its own function turns the factors into PEFT's. diffusers: its own functions
give PEFT's names. kohya: sd-scripts' formula, up · down · alpha / rank, convolutions flattened. llama.cpp: the permutation and
the transposed embedding of convert_lora_to_gguf.py.
"""

import json
import shutil
import sys
from pathlib import Path

import gguf
import mlx.core as mx
import mlx.nn as nn
import numpy as np
import torch
from convert_weights import tune_to_peft_adapter_weights
from diffusers.utils.state_dict_utils import convert_state_dict_to_peft, convert_unet_state_dict_to_peft
from mlx_lm.models.switch_layers import SwitchLinear
from mlx_lm.tuner.dora import DoRALinear
from mlx_lm.tuner.lora import LoRAEmbedding, LoRALinear, LoRASwitchLinear
from safetensors.torch import save_file

out = Path(sys.argv[1]) / "dialects"
shutil.rmtree(out, ignore_errors=True)
(out / "expected").mkdir(parents=True)
rng = np.random.default_rng(5)


def some(*shape):
    return (rng.standard_normal(shape) * 0.1).astype(np.float32)


def tensors(values):
    return {k: torch.from_numpy(np.ascontiguousarray(v)) for k, v in values.items()}


def expected(name, values):
    save_file(tensors(values), out / "expected" / f"{name}.safetensors")


def product(left, right, scale):
    return (scale * (left.astype(np.float64) @ right.astype(np.float64))).astype(np.float32)


# --- MLX: the layers fuse themselves onto a weight.
def mlx(name, layers, parameters, kind):
    folder = out / name
    folder.mkdir()
    held, changes, weights = {}, {}, {}
    for module, layer in layers.items():
        own = {k: v for k, v in layer.parameters().items() if k in ("lora_a", "lora_b", "m")}
        for key, value in own.items():
            changed = mx.array(some(*value.shape)) + (value if key == "m" else 0)
            setattr(layer, key, changed)
            held[f"{module}.{key}"] = np.array(changed)
        inner = layer.embedding if "embedding" in layer else layer.linear
        weights[f"{module}.weight"] = np.array(inner.weight)
        changes[f"{module}.weight"] = np.array(layer.fuse().weight) - np.array(inner.weight)
    mx.save_safetensors(str(folder / "adapters.safetensors"), {k: mx.array(v) for k, v in held.items()})
    (folder / "adapter_config.json").write_text(json.dumps(
        {"fine_tune_type": kind, "num_layers": 2, "lora_parameters": parameters, "model": "somebody/model"}))
    expected(name, changes)
    save_file(tensors(weights), out / f"{name}-base.safetensors")


settings = dict(r=2, scale=1.5)
mlx("mlx", {
    "model.layers.0.self_attn.q_proj": LoRALinear.from_base(nn.Linear(8, 6), **settings),
    "model.layers.1.mlp.down_proj": LoRALinear.from_base(nn.Linear(6, 8), **settings),
    "model.layers.1.mlp.switch_mlp.up_proj": LoRASwitchLinear.from_base(SwitchLinear(8, 6, 3, bias=False), **settings),
    "model.embed_tokens": LoRAEmbedding.from_base(nn.Embedding(13, 8), **settings),
}, {"rank": 2, "scale": 1.5, "dropout": 0.0}, "lora")
mlx("mlx-dora", {
    "model.layers.0.self_attn.q_proj": DoRALinear.from_base(nn.Linear(8, 6), **settings),
}, {"rank": 2, "scale": 1.5, "dropout": 0.0}, "dora")

# --- torchtune: rows of q and k lie as Meta has them.
heads, kv, dim, r = 4, 2, 16, 2
tune = {
    "layers.0.attn.q_proj": (dim, dim), "layers.0.attn.k_proj": (dim // 2, dim), "layers.0.attn.v_proj": (dim // 2, dim),
    "layers.0.attn.output_proj": (dim, dim), "layers.0.mlp.w1": (24, dim), "layers.0.mlp.w2": (dim, 24), "output": (13, dim),
}
held = {}
for module, (rows, columns) in tune.items():
    held[f"{module}.lora_a.weight"] = torch.from_numpy(some(r, columns))
    held[f"{module}.lora_b.weight"] = torch.from_numpy(some(rows, r))
peft = tune_to_peft_adapter_weights(dict(held), num_heads=heads, num_kv_heads=kv, dim=dim)
changes = {}
for key, value in peft.items():
    if ".lora_A." in key:
        b = peft[key.replace("lora_A", "lora_B")].numpy()
        changes[key.replace("base_model.model.", "").replace(".lora_A", "")] = product(b, value.numpy(), 4 / r)
(out / "torchtune").mkdir()
torch.save(held, out / "torchtune" / "adapter_0.pt")
(out / "torchtune" / "adapter_config.json").write_text(json.dumps(
    {"r": r, "lora_alpha": 4, "target_modules": ["q_proj", "k_proj", "v_proj"], "peft_type": "LORA"}))
expected("torchtune", changes)
(out / "llama").mkdir()
save_file(tensors({k: np.zeros_like(v) for k, v in changes.items()} | {
    "model.embed_tokens.weight": np.zeros((13, dim), np.float32)}), out / "llama" / "model.safetensors")
(out / "llama" / "config.json").write_text(json.dumps({
    "model_type": "llama", "architectures": ["LlamaForCausalLM"], "num_attention_heads": heads,
    "num_key_value_heads": kv, "tie_word_embeddings": False}))

# --- llama.cpp: the same factors, renamed, rows of q and k permuted, the embedding's A transposed.
names = {"layers.0.attn.q_proj": ("blk.0.attn_q", heads), "layers.0.attn.k_proj": ("blk.0.attn_k", kv),
         "layers.0.attn.v_proj": ("blk.0.attn_v", 0), "layers.0.mlp.w2": ("blk.0.ffn_down", 0), "output": ("output", 0)}
writer = gguf.GGUFWriter(str(out / "llama-adapter.gguf"), "llama")
writer.add_type("adapter")
writer.add_string("adapter.type", "lora")
writer.add_float32("adapter.lora.alpha", 5.0)
ggml = {}
for module, (name, count) in names.items():
    a, b = held[f"{module}.lora_a.weight"].numpy(), some(*held[f"{module}.lora_b.weight"].shape)
    hugging = {"blk.0.attn_q": "model.layers.0.self_attn.q_proj", "blk.0.attn_k": "model.layers.0.self_attn.k_proj",
               "blk.0.attn_v": "model.layers.0.self_attn.v_proj", "blk.0.ffn_down": "model.layers.0.mlp.down_proj",
               "output": "lm_head"}[name]
    ggml[f"{hugging}.weight"] = product(b, a, 5 / r)
    turned = b if not count else b.reshape(count, 2, b.shape[0] // count // 2, r).swapaxes(1, 2).reshape(b.shape)
    writer.add_tensor(f"{name}.weight.lora_a", a)
    writer.add_tensor(f"{name}.weight.lora_b", np.ascontiguousarray(turned))
a, b = some(r, 13), some(dim, r)
ggml["model.embed_tokens.weight"] = product(a.T, b.T, 5 / r)
writer.add_tensor("token_embd.weight.lora_a", np.ascontiguousarray(a.T))
writer.add_tensor("token_embd.weight.lora_b", b)
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
expected("llama-adapter", ggml)

# --- kohya: underscores, an alpha for each module, a convolution (LoCon).
unet = {"down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q": (6, 8), "mid_block.resnets.0.conv1": (5, 4, 3, 3)}
text = {"text_model.encoder.layers.0.self_attn.out_proj": (6, 6)}
for name, modules, prefix in (("unet", unet, "lora_unet_"), ("text", text, "lora_te_")):
    (out / name).mkdir()
    save_file(tensors({f"{k}.weight": np.zeros(s, np.float32) for k, s in modules.items()}), out / name / "model.safetensors")
kohya, changes = {}, {}
for module, shape in (unet | text).items():
    key = ("lora_te_" if module in text else "lora_unet_") + module.replace(".", "_")
    down = some(2, *shape[1:])
    up = some(shape[0], 2, *([1] * (len(shape) - 2)))
    kohya |= {f"{key}.lora_down.weight": down, f"{key}.lora_up.weight": up, f"{key}.alpha": np.float32(1.0).reshape(())}
    changes[f"{module}.weight"] = product(up.reshape(shape[0], 2), down.reshape(2, -1), 1 / 2).reshape(shape)
save_file(tensors(kohya), out / "kohya.safetensors", metadata={"ss_network_dim": "2", "ss_network_alpha": "1"})
expected("kohya", changes)

# --- diffusers: three generations of names, and PEFT's configuration in the metadata.
q = "down_blocks.0.attentions.0.transformer_blocks.0.attn1"
a, b = some(2, 8), some(6, 2)
ta, tb = some(2, 6), some(6, 2)
w = {"a": torch.from_numpy(a), "b": torch.from_numpy(b), "ta": torch.from_numpy(ta), "tb": torch.from_numpy(tb)}
attn = "text_model.encoder.layers.0.self_attn"
files = {
    "diffusers-old": {
        f"unet.{q}.processor.to_q_lora.down.weight": "a", f"unet.{q}.processor.to_q_lora.up.weight": "b",
        f"text_encoder.{attn}.to_out_lora.down.weight": "ta", f"text_encoder.{attn}.to_out_lora.up.weight": "tb"},
    "diffusers-middle": {
        f"unet.{q}.to_q.lora.down.weight": "a", f"unet.{q}.to_q.lora.up.weight": "b",
        f"text_encoder.{attn}.out_proj.lora_linear_layer.down.weight": "ta",
        f"text_encoder.{attn}.out_proj.lora_linear_layer.up.weight": "tb"},
    "diffusers-new": {
        f"unet.{q}.to_q.lora_A.weight": "a", f"unet.{q}.to_q.lora_B.weight": "b",
        f"text_encoder.{attn}.out_proj.lora_A.weight": "ta", f"text_encoder.{attn}.out_proj.lora_B.weight": "tb"},
}
for name, keys in files.items():
    state = {k: w[v].clone() for k, v in keys.items()}
    bare = {k.removeprefix("unet."): v for k, v in state.items() if k.startswith("unet.")}
    words = {k.removeprefix("text_encoder."): v for k, v in state.items() if k.startswith("text_encoder.")}
    if name != "diffusers-new":
        bare = convert_unet_state_dict_to_peft({k.replace(".processor", ""): v for k, v in bare.items()})
        words = convert_state_dict_to_peft(words)
    assert set(bare) == {f"{q}.to_q.lora_A.weight", f"{q}.to_q.lora_B.weight"}, bare.keys()
    assert set(words) == {f"{attn}.out_proj.lora_A.weight", f"{attn}.out_proj.lora_B.weight"}, words.keys()
    metadata = {"format": "pt"}
    if name == "diffusers-new":
        metadata["lora_adapter_metadata"] = json.dumps({
            "unet.r": 2, "unet.lora_alpha": 6, "unet.peft_type": "LORA", "unet.alpha_pattern": {},
            "text_encoder.r": 2, "text_encoder.lora_alpha": 6, "text_encoder.peft_type": "LORA"})
    save_file(state, out / f"{name}.safetensors", metadata=metadata)
expected("diffusers", {f"{q}.to_q.weight": product(b, a, 3), f"{attn}.out_proj.weight": product(tb, ta, 3)})

# --- Other methods, by their keys alone.
other = {
    "loha": {"lora_unet_x.hada_w1_a": some(4, 2), "lora_unet_x.hada_w1_b": some(2, 4), "lora_unet_x.hada_w2_a": some(4, 2),
             "lora_unet_x.hada_w2_b": some(2, 4), "lora_unet_x.alpha": some()},
    "ia3": {"base_model.model.encoder.layer.0.attention.self.key.ia3_l": some(4, 1)},
    "prompt": {"prompt_embeddings": some(3, 4)},
    "adalora": {"base_model.model.x.lora_A": some(2, 4), "base_model.model.x.lora_B": some(4, 2),
                "base_model.model.x.lora_E": some(2, 1)},
}
(out / "other").mkdir()
for name, values in other.items():
    save_file(tensors(values), out / "other" / f"{name}.safetensors")
mixed = {k: v for k, v in kohya.items()} | {"lora_unet_mid_block_resnets_0_conv1.lora_mid.weight": some(2, 2, 3, 3),
                                           "lora_unet_conv_in.diff": some(4, 4), "lora_te_ln.w_norm": some(4)}
save_file(tensors(mixed), out / "other" / "mixed.safetensors")
