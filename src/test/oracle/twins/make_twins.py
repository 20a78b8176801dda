"""Small twins of the real files that the tests read where they are at hand: the same structures, dtypes, names and formats,
made by the same tools (PyTorch, transformers, PEFT, safetensors, gguf), so that the rules are checked without the real ones too.

Run: python make_twins.py OUTPUT_FOLDER   (PyTorch, transformers, accelerate, PEFT, safetensors, gguf, NumPy)

reader/ and network.pt: as the table says that `../pytorch/make_golden.py` writes of what PyTorch reads (reader.tsv);
adapters.json: singular values by `../factored_spectrum.py`.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import gguf
import numpy as np
import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file
from torch import nn
from transformers import (
    DistilBertConfig, DistilBertForSequenceClassification, GPT2Config, GPT2LMHeadModel, OPTConfig, OPTForCausalLM,
    Qwen2Config, Qwen2ForCausalLM, TrainingArguments,
)

here = Path(__file__).parent
out = Path(sys.argv[1])
shutil.rmtree(out, ignore_errors=True)
reader = out / "reader"
reader.mkdir(parents=True)
torch.manual_seed(9)


def save(name, value, legacy=False):
    torch.save(value, reader / f"{name}.pt", _use_new_zipfile_serialization=not legacy)


# One tensor each.
for name, values in {
    "bfloat16": [1.5, -2.5, 3.5], "float16": [1.5, -2.25, 3.125], "float32": [1.0, 2.5, -3.7, 0.0], "float64": [1.1, 2.2],
    "int8": [127, -128, 0], "int16": [1000, -2000], "int32": [10, 20, -30], "int64": [100, -200, 300], "uint8": [0, 128, 255],
    "bool": [True, False, True],
}.items():
    save(name, {"tensor": torch.tensor(values, dtype=getattr(torch, name))})
save("empty", {"tensor": torch.tensor([])})
save("scalar", {"tensor": torch.tensor(42.0)})
save("special_values", {"tensor": torch.tensor([float("nan"), float("inf"), float("-inf"), 0.0, -0.0])})
save("extreme_values", {"tensor": torch.tensor([1e-30, 1e30, -1e-45, 3.4e38])})
save("parameter", {"param": nn.Parameter(torch.randn(3, 3))})
for sizes in ((3, 2), (2, 3, 4), (2, 3, 2, 2)):
    save(f"tensor_{len(sizes)}d", {"tensor": torch.randn(sizes)})

# State dictionaries, nested ones, with other values beside them.
layer = lambda rows, columns: {"weight": torch.randn(rows, columns), "bias": torch.randn(rows)}
save("state_dict", {**layer(3, 4), "running_mean": torch.zeros(3), "running_var": torch.ones(3)})
save("buffers", {"buffer1": torch.tensor([1, 2, 3], dtype=torch.int32), "buffer2": torch.tensor([True, False])})
save("mixed_types", {"float32": torch.tensor([1.0, 2.0]), "int64": torch.tensor([100, 200]),
                     "bool": torch.tensor([True, False]), "float64": torch.tensor([1.1, 2.2], dtype=torch.float64)})
save("nested_dict", {"layer1": layer(2, 3), "layer2": layer(4, 2)})
save("complex_structure", {"metadata": {"version": 1, "name": "test_model"},
                           "state": {"encoder": {"layer_0": layer(4, 3), "layer_1": layer(2, 4)}, "decoder": layer(3, 2)},
                           "config": {"hidden_size": 4, "num_layers": 2}})
save("checkpoint", {"model_state_dict": {f"fc1.{k}": v for k, v in layer(5, 3).items()} | {f"fc2.{k}": v for k, v in layer(2, 5).items()},
                    "optimizer_state_dict": {"state": {"0": {"momentum_buffer": torch.randn(5, 3)}}}, "epoch": 42, "loss": 0.123})

# The format before PyTorch 1.6.
save("simple_legacy", {**layer(2, 3), "running_mean": torch.zeros(2)}, legacy=True)
whole = torch.arange(100.0)
save("legacy_uncloned_views", {"tensor1": whole[10:20], "tensor2": whole[50:60]}, legacy=True)
save("legacy_shared_storage", {"view1": whole[:10], "view2": whole[5:25].view(4, 5).t(), "view3": whole[::10]}, legacy=True)
save("legacy_with_offsets", {f"tensor{i}": i + torch.arange(5) / 10 for i in (1, 2, 3)}, legacy=True)
(reader / "broken.pt").write_bytes(b"abc")


# One network in both formats, with a buffer of no dimensions.
class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.norm1 = nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3)
        self.fc1, self.norm2 = nn.Linear(12, 5), nn.BatchNorm1d(5)


state = {name: value.clone() for name, value in Network().state_dict().items()}
torch.save(state, reader / "network.pt")
save_file(state, out / "network.safetensors")

# What lies beside models and is none.
torch.save(TrainingArguments(output_dir="out"), out / "training_args.bin")
torch.jit.save(torch.jit.script(nn.Linear(2, 2)), out / "torchscript.pt")


# Models and adapters by transformers and PEFT.
def perturbed(model):
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += 0.1 * torch.randn(parameter.shape)
    return model


GPT2 = GPT2Config(vocab_size=13, n_positions=6, n_embd=8, n_layer=2, n_head=2, bos_token_id=1, eos_token_id=2)
GPT2LMHeadModel(GPT2).save_pretrained(out / "gpt2")


def adapter(name, model, dtype=torch.float32, **config):
    lora = perturbed(get_peft_model(model, LoraConfig(**config))).to(dtype)
    lora.save_pretrained(out / "adapters" / name)
    (out / "adapters" / name / "README.md").unlink()


adapter("qwen", Qwen2ForCausalLM(Qwen2Config(
    vocab_size=11, hidden_size=8, intermediate_size=10, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=1)),
    r=3, lora_alpha=4, target_modules=["q_proj", "v_proj"], task_type="CAUSAL_LM")
adapter("gpt2", GPT2LMHeadModel(GPT2), r=2, lora_alpha=8, target_modules=["c_attn", "c_proj"], fan_in_fan_out=True,
        task_type="CAUSAL_LM")
adapter("opt", OPTForCausalLM(OPTConfig(
    vocab_size=11, hidden_size=8, ffn_dim=12, num_hidden_layers=2, num_attention_heads=2, word_embed_proj_dim=8,
    max_position_embeddings=6)), dtype=torch.bfloat16, r=4, lora_alpha=8, target_modules=["q_proj", "v_proj"], task_type="CAUSAL_LM")
adapter("distilbert", DistilBertForSequenceClassification(DistilBertConfig(
    vocab_size=11, dim=8, hidden_dim=12, n_layers=2, n_heads=2, max_position_embeddings=6)),
    r=2, lora_alpha=4, target_modules=["q_lin", "v_lin"], task_type="SEQ_CLS")

# As PEFT 0.2 wrote it on a GPU: two of three parts of a grouped projection have factors.
bloom = out / "adapters/bloom"
bloom.mkdir()
factors = {}
for number in range(2):
    module = f"base_model.model.transformer.h.{number}.self_attention.query_key_value"
    factors[f"{module}.lora_A.weight"] = torch.randn(2 * 3, 8)
    factors[f"{module}.lora_B.weight"] = torch.randn(2 * 8, 3, 1)
location, torch.serialization.location_tag = torch.serialization.location_tag, lambda storage: "cuda:0"
torch.save(factors, bloom / "adapter_model.bin")
torch.serialization.location_tag = location
(bloom / "adapter_config.json").write_text(json.dumps({
    "base_model_name_or_path": "bigscience/bloom-560m", "bias": "none", "enable_lora": [True, False, True],
    "fan_in_fan_out": True, "lora_alpha": 16, "peft_type": "LORA", "r": 3, "target_modules": ["query_key_value"],
    "task_type": "CAUSAL_LM"}) + "\n")

# A network whose names are its own, at two moments of one training.
NAMES = {"b.a.a.W": (6, 18), "b.a.a.b": (18,), "b.l1.w": (6,), "b.m.f.W": (6, 8), "h.W": (6, 5), "w.w": (5, 6)}
for moment in ("earlier", "later"):
    (out / "own-names").mkdir(exist_ok=True)
    save_file({name: torch.randn(sizes) for name, sizes in NAMES.items()}, out / f"own-names/{moment}.safetensors")

# A tokenizer and no weights, as llama.cpp's own files of vocabularies.
writer = gguf.GGUFWriter(out / "vocabulary.gguf", "llama")
writer.add_name("twin")
tokens = ["<unk>", "<s>", "</s>", "<0x00>", "\u2581the", "\u2581größe", "重"]
writer.add_tokenizer_model("llama")
writer.add_token_list(tokens)
writer.add_token_scores([0.0, 0.0, 0.0, 0.0, -1.0, -2.5, -3.0])
writer.add_token_types([2, 3, 3, 6, 1, 1, 1])
writer.add_bos_token_id(1)
writer.add_eos_token_id(2)
writer.add_add_bos_token(True)
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.close()

files = sorted(str(path) for path in [*reader.glob("*.pt"), bloom / "adapter_model.bin"] if path.name != "broken.pt")
subprocess.run([sys.executable, here / "../pytorch/make_golden.py", "values", out / "reader.tsv", *files], check=True)
subprocess.run([sys.executable, here / "../factored_spectrum.py", out / "adapters.json", *sorted((out / "adapters").iterdir())], check=True)
