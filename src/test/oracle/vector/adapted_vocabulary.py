"""Adapters of PEFT that change embedding and head of a tiny Llama: with a vocabulary that grew before the training, and
with a head that is tied to the embedding. What PEFT's model answers is the oracle, since its merge adds factors on
embedding and head twice where both are one parameter.

Run: python adapted_vocabulary.py OUTPUT_FOLDER   (PEFT, PyTorch, transformers, safetensors)

Each folder holds base/, ad/ and expected.safetensors: the embedding and, where it is stored, the head of the model that
the adapter stands for. The base of NAME-stored stores a tied head once more.
"""

import json
import shutil
import sys
import warnings
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import LlamaConfig, LlamaForCausalLM

warnings.simplefilter("ignore")
out = Path(sys.argv[1])
EMBEDDING, HEAD = "model.embed_tokens.weight", "lm_head.weight"


def model(tied):
    torch.manual_seed(0)
    return LlamaForCausalLM(
        LlamaConfig(vocab_size=10, hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=2,
                    num_key_value_heads=1, max_position_embeddings=32, tie_word_embeddings=tied, pad_token_id=0))


CASES = {  # tied, rows after resizing, LoRA's settings
    "whole": (False, 13, dict(modules_to_save=["embed_tokens", "lm_head"])),
    "factors": (False, 13, dict(target_modules=["q_proj", "embed_tokens", "lm_head"])),
    "saved-twice": (True, 13, dict()),
    "tied-whole": (True, 13, dict(modules_to_save=["embed_tokens"], ensure_weight_tying=True)),
    "tied-factors": (True, 13, dict(target_modules=["q_proj", "embed_tokens"], ensure_weight_tying=True)),
    "tied-same-rows": (True, 10, dict(modules_to_save=["lm_head"], ensure_weight_tying=True)),
}
for name, (tied, rows, settings) in CASES.items():
    for stored in (False, True) if tied else (False,):
        folder = out / (name + ("-stored" if stored else ""))
        shutil.rmtree(folder, ignore_errors=True)
        base = model(tied)
        base.save_pretrained(folder / "base")
        (folder / "base" / "generation_config.json").unlink()
        if stored:
            weights = load_file(folder / "base" / "model.safetensors")
            weights[HEAD] = weights[EMBEDDING].clone()
            save_file(weights, folder / "base" / "model.safetensors", metadata={"format": "pt"})

        def opened():
            again = LlamaForCausalLM.from_pretrained(folder / "base")
            if rows != 10:
                again.resize_token_embeddings(rows, mean_resizing=False)
            return again

        torch.manual_seed(1)
        tuned = get_peft_model(opened(), LoraConfig(r=2, lora_alpha=4, **({"target_modules": ["q_proj"]} | settings)))
        for parameter in tuned.parameters():
            if parameter.requires_grad:
                parameter.data += torch.randn_like(parameter) * 0.1
        tuned.save_pretrained(folder / "ad")
        (folder / "ad" / "README.md").unlink()
        config = json.loads((folder / "ad" / "adapter_config.json").read_text())
        config["base_model_name_or_path"] = "tiny"
        (folder / "ad" / "adapter_config.json").write_text(json.dumps(config, indent=1))

        torch.manual_seed(2)
        loaded = PeftModel.from_pretrained(opened(), folder / "ad").eval()
        loaded.load_state_dict(tuned.state_dict())
        answers = loaded(torch.arange(rows)[None]).logits
        inner = loaded.base_model.model

        def weight(module, is_embedding):
            if hasattr(module, "modules_to_save"):
                return module.modules_to_save["default"].weight
            if hasattr(module, "base_layer"):
                delta = module.get_delta_weight("default")
                return module.base_layer.weight + delta
            return module.weight

        expected = {EMBEDDING: weight(inner.model.embed_tokens, True), HEAD: weight(inner.lm_head, False)}
        expected = {key: value.detach().clone().contiguous() for key, value in expected.items()}
        plain = opened()
        if tied:
            assert (expected[EMBEDDING] - expected[HEAD]).abs().max() < 1e-7, name
            del expected[HEAD]
        plain.load_state_dict(expected, strict=False)
        plain.model.layers[0].self_attn.q_proj.weight.data = weight(inner.model.layers[0].self_attn.q_proj, False)
        assert (plain.eval()(torch.arange(rows)[None]).logits - answers).abs().max() < 1e-5, name
        if stored:
            expected[HEAD] = expected[EMBEDDING].clone()
        save_file(expected, folder / "expected.safetensors", metadata={"format": "pt"})
