"""Golden files of names, rows and changed numbers: for each architecture a small model of transformers with random weights, saved as
safetensors with its config.json, and what llama.cpp's own converter makes of it.

    python conversions.py LLAMA_CPP ../../resources/golden/gguf

LLAMA_CPP is a checkout of llama.cpp (the source distribution of llama-cpp-python 0.3.36 on PyPI carries one in vendor/llama.cpp). Only
the vocabulary is left out, since these models have none: `set_vocab` is replaced. All weights are numbers that float16 holds, so that
nothing but the names and changes below differs in a file of float16: rows of q and k, norms plus one, transposed matrices.
"""
import runpy
import shutil
import sys
import tempfile
from pathlib import Path

import torch
import transformers
from safetensors.torch import load_file, save_file

LLAMA_CPP, OUT = Path(sys.argv[1]), Path(sys.argv[2])
COMMON = dict(vocab_size=20, hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
              head_dim=4, max_position_embeddings=64)
LLAMA3 = dict(rope_type="llama3", rope_theta=500000.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
              original_max_position_embeddings=32)

MODELS = {
    "llama": transformers.LlamaConfig(**COMMON, attention_bias=True, tie_word_embeddings=False, rope_parameters=LLAMA3),
    "mistral": transformers.MistralConfig(**COMMON, tie_word_embeddings=False),
    "mixtral": transformers.MixtralConfig(**COMMON, num_local_experts=3, num_experts_per_tok=2, tie_word_embeddings=False),
    "smollm3": transformers.SmolLM3Config(**{k: v for k, v in COMMON.items() if k != "head_dim"}, pad_token_id=0),
    "granite": transformers.GraniteConfig(**{k: v for k, v in COMMON.items() if k != "head_dim"}, tie_word_embeddings=True),
    "qwen2": transformers.Qwen2Config(**COMMON, tie_word_embeddings=True),
    "qwen3": transformers.Qwen3Config(**COMMON, tie_word_embeddings=False),
    "gemma": transformers.GemmaConfig(**COMMON, pad_token_id=0),
    "gemma2": transformers.Gemma2Config(**COMMON, pad_token_id=0, sliding_window=16),
    "gemma3": transformers.Gemma3TextConfig(**COMMON, pad_token_id=0, sliding_window=16),
    "phi3": transformers.Phi3Config(**{k: v for k, v in COMMON.items() if k != "head_dim"}, pad_token_id=0,
                                    original_max_position_embeddings=64, tie_word_embeddings=False),
    "gpt2": transformers.GPT2Config(vocab_size=20, n_embd=16, n_layer=2, n_head=4, n_positions=24, n_ctx=24),
    "ministral3": transformers.Ministral3Config(**COMMON, tie_word_embeddings=False) if hasattr(transformers, "Ministral3Config") else None,
}

sys.path[:0] = [str(LLAMA_CPP / "gguf-py"), str(LLAMA_CPP)]
from conversion import base  # noqa: E402

register = base.ModelBase.register


def without_vocabulary(*names):
    def decorate(converter):
        converter.set_vocab = lambda self: self.gguf_writer.add_tokenizer_model("none")
        return register(*names)(converter)
    return decorate


base.ModelBase.register = staticmethod(without_vocabulary)


def convert(folder, out):
    sys.argv = ["convert_hf_to_gguf.py", folder, "--outtype", "f16", "--outfile", str(out)]
    runpy.run_path(str(LLAMA_CPP / "convert_hf_to_gguf.py"), run_name="__main__")


def exact(model):
    """Random weights that float16 holds, and norms that still do when 1 is added."""
    generator = torch.Generator().manual_seed(3)
    for parameter in model.parameters():
        parameter.data = (torch.randint(-512, 512, parameter.shape, generator=generator) / 1024).float()
    return model


for name, config in MODELS.items():
    if config is None:
        continue
    with tempfile.TemporaryDirectory() as folder:
        exact(transformers.AutoModelForCausalLM.from_config(config)).save_pretrained(folder)
        # Gemma 3's converter counts the vocabulary here.
        Path(folder, "tokenizer.json").write_text('{"model": {"vocab": {%s}}, "added_tokens": []}'
                                                  % ", ".join(f'"{i}": {i}' for i in range(20)))
        convert(folder, OUT / f"{name}.gguf")
        shutil.copy(Path(folder, "config.json"), OUT / f"{name}.config.json")
        weights = load_file(folder + "/model.safetensors")
        save_file({key: value.half() for key, value in weights.items()}, OUT / f"{name}.safetensors")
        print(name, len(weights), "tensors", (OUT / f"{name}.gguf").stat().st_size, "bytes", flush=True)
