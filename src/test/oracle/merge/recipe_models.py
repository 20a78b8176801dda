"""Writes what mergekit 0.1.5 makes of whole recipes, from YAML to files.

    python recipe_models.py      needs mergekit 0.1.5; writes into golden/merge/recipe

Three tiny random Llama models (3 layers, odd sizes), once in float32 and once in bfloat16; each
recipe is run by mergekit's own `run_merge`, its result kept as one file.
"""

import json
import shutil
import tempfile
from pathlib import Path

import torch
import yaml
from safetensors.torch import load_file, save_file

from mergekit.config import MergeConfiguration
from mergekit.merge import run_merge
from mergekit.options import MergeOptions

GOLDEN = Path(__file__).parent.parent.parent / "resources" / "golden" / "merge" / "recipe"

HIDDEN, INNER, LAYERS, TOKENS, HEADS = 6, 9, 3, 11, 1
CONFIG = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "hidden_size": HIDDEN,
    "intermediate_size": INNER,
    "num_hidden_layers": LAYERS,
    "num_attention_heads": HEADS,
    "num_key_value_heads": HEADS,
    "vocab_size": TOKENS,
    "tie_word_embeddings": False,
    "rms_norm_eps": 1e-5,
    "max_position_embeddings": 32,
}


def shapes():
    named = {"model.embed_tokens.weight": (TOKENS, HIDDEN)}
    for layer in range(LAYERS):
        at = f"model.layers.{layer}."
        named[at + "input_layernorm.weight"] = (HIDDEN,)
        for name in "qkvo":
            named[at + f"self_attn.{name}_proj.weight"] = (HIDDEN, HIDDEN)
        named[at + "post_attention_layernorm.weight"] = (HIDDEN,)
        named[at + "mlp.gate_proj.weight"] = (INNER, HIDDEN)
        named[at + "mlp.up_proj.weight"] = (INNER, HIDDEN)
        named[at + "mlp.down_proj.weight"] = (HIDDEN, INNER)
    named["model.norm.weight"] = (HIDDEN,)
    named["lm_head.weight"] = (TOKENS, HIDDEN)
    return named


def models(folder, dtype):
    generator = torch.Generator().manual_seed(17)
    base = {n: torch.randn(s, generator=generator) * 0.3 for n, s in shapes().items()}
    sides = {"base": base}
    for name in ("one", "other"):
        sides[name] = {
            n: t + torch.randn(t.shape, generator=generator) * 0.05 for n, t in base.items()
        }
    for name, tensors in sides.items():
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        save_file({n: t.to(dtype) for n, t in tensors.items()}, place / "model.safetensors", {"format": "pt"})
        config = dict(CONFIG, torch_dtype=str(dtype).replace("torch.", ""))
        (place / "config.json").write_text(json.dumps(config, indent=2) + "\n")


def adapter(folder):
    """A LoRA of rank 2 on the base's query and down projections, with alpha 3."""
    generator = torch.Generator().manual_seed(5)
    tensors = {}
    for layer in range(LAYERS):
        for name, (rows, columns) in {
            "self_attn.q_proj": (HIDDEN, HIDDEN),
            "mlp.down_proj": (HIDDEN, INNER),
        }.items():
            at = f"base_model.model.model.layers.{layer}.{name}."
            tensors[at + "lora_A.weight"] = torch.randn((2, columns), generator=generator) * 0.2
            tensors[at + "lora_B.weight"] = torch.randn((rows, 2), generator=generator) * 0.2
    place = folder / "lora"
    place.mkdir()
    save_file(tensors, place / "adapter_model.safetensors", {"format": "pt"})
    config = {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "r": 2,
        "lora_alpha": 3,
        "lora_dropout": 0.0,
        "bias": "none",
        "target_modules": ["q_proj", "down_proj"],
    }
    (place / "adapter_config.json").write_text(json.dumps(config, indent=2) + "\n")


RECIPES = {
    "task-arithmetic": """
merge_method: task_arithmetic
base_model: ./base
models:
  - model: ./one
    parameters:
      weight:
        - filter: self_attn
          value: [0.2, 1.0]
        - value: 0.5
  - model: ./other
    parameters:
      weight: -0.3
parameters:
  lambda: 0.9
DTYPE""",
    "linear": """
merge_method: linear
models:
  - model: ./one
    parameters:
      weight: [1, 0.25, 2]
  - model: ./other
    parameters:
      weight:
        - filter: mlp
          value: 3
        - value: 1
DTYPE""",
    "ties": """
merge_method: ties
base_model: ./base
models:
  - model: ./one
    parameters:
      density: [0.8, 0.3]
      weight: 1
  - model: ./other
    parameters:
      density: 0.5
      weight: 0.7
DTYPE""",
    "slerp": """
merge_method: slerp
base_model: ./one
models:
  - model: ./one
  - model: ./other
parameters:
  t:
    - filter: self_attn
      value: [0, 0.5, 1]
    - filter: mlp
      value: [1, 0.4, 0.1]
    - value: 0.3
DTYPE""",
    "adapter": """
merge_method: ties
base_model: ./base
models:
  - model: ./base+./lora
    parameters:
      density: 0.9
      weight: 1
  - model: ./other
    parameters:
      density: [0.4, 0.8]
      weight: 0.7
DTYPE""",
    "slices": """
merge_method: passthrough
slices:
  - sources:
      - model: ./one
        layer_range: [0, 2]
  - sources:
      - model: ./other
        layer_range: [1, 3]
        parameters:
          scale:
            - filter: o_proj
              value: 0.5
            - value: 1
DTYPE""",
    "slice-slerp": """
merge_method: slerp
base_model: ./one
slices:
  - sources:
      - model: ./other
        layer_range: [1, 3]
      - model: ./one
        layer_range: [0, 2]
  - sources:
      - model: ./one
        layer_range: [2, 3]
      - model: ./other
        layer_range: [0, 1]
parameters:
  t: [0.1, 0.8]
DTYPE""",
}


def simple(method, parameters, models=("one", "other"), base="base", own=""):
    """A recipe of whole models."""
    lines = [f"merge_method: {method}"]
    if base:
        lines.append(f"base_model: ./{base}")
    lines.append("models:")
    for number, model in enumerate(models):
        lines.append(f"  - model: ./{model}")
        if own:
            lines += ["    parameters:", f"      {own}: {[0.4, 1.1, 0.7][number]}"]
    if parameters:
        lines.append("parameters:")
        lines += [f"  {one}" for one in parameters]
    return "\n".join(lines) + "\nDTYPE"


# How each method takes its base and its ingredients.
RECIPES |= {
    "breadcrumbs": simple("breadcrumbs", ["density: 0.7", "gamma: 0.1"], own="weight"),
    "breadcrumbs_ties": simple("breadcrumbs_ties", ["density: 0.7", "gamma: 0.1"], own="weight"),
    "nuslerp": simple("nuslerp", [], base="", own="weight"),
    "nuslerp-on-base": simple("nuslerp", [], own="weight"),
    "multislerp": simple("multislerp", [], base="", own="weight"),
    "multislerp-on-base": simple("multislerp", [], own="weight"),
    "karcher": simple("karcher", ["max_iter: 50"], base=""),
    "sce": simple("sce", ["select_topk: 0.6"]),
    "model_stock": simple("model_stock", []),
    "arcee_fusion": simple("arcee_fusion", [], models=("one",)),
    "nearswap": simple("nearswap", ["t: 0.01"], models=("one",)),
    "ram": simple("ram", []),
    "ramplus_tl": simple("ramplus_tl", ["r: 0.3"]),
    "linear-with-base": simple("linear", ["normalize: false"], models=("other", "base"), own="weight"),
    "slerp-base-last": simple("slerp", ["t: 0.2"], models=("other", "one"), base="one"),
    "ties-rescaled": simple("ties", ["density: 0.5", "rescale: true", "lambda: 1.3"], own="weight"),
}
# Of which float32 is enough.
ONCE = list(RECIPES)[list(RECIPES).index("breadcrumbs"):] + ["adapter"]


def main():
    if GOLDEN.exists():
        shutil.rmtree(GOLDEN)
    for kind, dtype, said in (
        ("float32", torch.float32, "dtype: float32\n"),
        ("bfloat16", torch.bfloat16, "dtype: float32\nout_dtype: bfloat16\n"),
    ):
        folder = GOLDEN / kind
        models(folder, dtype)
        if dtype == torch.float32:
            adapter(folder)
        for name, text in RECIPES.items():
            # mergekit rounds a model with an adapter to bfloat16 before it is compared.
            if name in ONCE and dtype != torch.float32:
                continue
            recipe = folder / f"{name}.yml"
            text = text.lstrip().replace("DTYPE", said)
            recipe.write_text(text)
            # mergekit looks for paths from the working directory.
            config = MergeConfiguration.model_validate(
                yaml.safe_load(text.replace("./", f"{folder}/"))
            )
            with tempfile.TemporaryDirectory() as out, tempfile.TemporaryDirectory() as cache:
                run_merge(
                    config,
                    out,
                    MergeOptions(cuda=False, copy_tokenizer=False, lora_merge_cache=cache),
                )
                found = {}
                for part in sorted(Path(out).glob("*.safetensors")):
                    found.update(load_file(part))
                layers = json.loads((Path(out) / "config.json").read_text())["num_hidden_layers"]
            save_file(found, folder / f"{name}.expected.safetensors", {"layers": str(layers)})


if __name__ == "__main__":
    main()
