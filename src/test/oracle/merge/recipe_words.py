"""Writes what mergekit 0.1.5 makes of recipes whose models have different tokens.

    PYTHONHASHSEED=0 python recipe_words.py      needs mergekit 0.1.5, transformers

into golden/merge/words.

Four tiny random Llama models: `base`; `chat` with two tokens more and another chat template; `math`
with the same tokens in another order, one more, and rows that only fill up; and `tied`, which is
`base` without a head. Each recipe is run by mergekit's own `run_merge`. Rows are compared by token:
in which order a union stands is no one's business but the tokenizer's that is written with it.
"""

import json
import logging
import shutil
import tempfile
from pathlib import Path

import torch
import transformers
import yaml
from safetensors.torch import load_file, save_file
from tokenizers import AddedToken, Tokenizer, decoders, pre_tokenizers
from tokenizers.models import BPE

from mergekit.config import MergeConfiguration
from mergekit.merge import run_merge
from mergekit.options import MergeOptions

from recipe_models import CONFIG, HIDDEN, shapes

logging.disable(logging.CRITICAL)
GOLDEN = Path(__file__).parent.parent.parent / "resources" / "golden" / "merge" / "words"

WORDS = ["<s>", "</s>", "a", "b", "c", "d", "Ġ", "ab", "cd"]
OTHERS = ["<s>", "</s>", "b", "a", "d", "Ġ", "c", "cd", "ab"]
CHAT = ["<|im_start|>", "<|im_end|>"]
MODELS = {
    # tokens, added tokens, rows, EOS, chat template
    "base": (WORDS, [], 9, "</s>", "{{ messages[0].content }}"),
    "chat": (WORDS, CHAT, 11, "<|im_end|>", "<|im_start|>{{ messages[0].content }}<|im_end|>\n"),
    "math": (OTHERS, ["<m>"], 12, "</s>", "{{ messages[0].content }}"),
}

ON_BASE = """
merge_method: task_arithmetic
base_model: ./base
models:
  - model: ./chat
    parameters: {weight: 0.6}
  - model: ./math
    parameters: {weight: 0.3}
dtype: float32
"""
MIXED = """
merge_method: linear
models:
  - model: ./base
    parameters: {weight: 0.5}
  - model: ./chat
    parameters: {weight: 0.2}
  - model: ./math
    parameters: {weight: 0.9}
dtype: float32
"""
RECIPES = {
    "union": ON_BASE + "tokenizer_source: union\n",
    "base": ON_BASE + "tokenizer_source: base\nchat_template: auto\n",
    "of-chat": ON_BASE + "tokenizer_source: ./chat\n",
    "of-math": ON_BASE + "tokenizer_source: ./math\n",
    # The embedding of a model without a head counts as its head.
    "head": MIXED.replace("./chat", "./tied") + "tokenizer_source: union\n",
    "ties": ON_BASE.replace("task_arithmetic", "ties") + "tokenizer_source: union\n",
    "mixed": MIXED.replace("models:", "base_model: ./base\nmodels:") + "tokenizer_source: union\n",
    "slerp": """
merge_method: slerp
base_model: ./chat
models:
  - model: ./chat
  - model: ./math
parameters: {t: 0.4}
dtype: float32
tokenizer: {source: union, pad_to_multiple_of: 8}
chat_template: "{% for m in messages %}{{ m.content }}{% endfor %}"
""",
    "tokens": ON_BASE
    + """
tokenizer:
  source: union
  tokens:
    <|im_start|>: {source: {kind: zero}}
    <m>: {source: {kind: model_token, model: ./base, token: a}}
    <|im_end|>: {source: {kind: model_token, model: ./math, token_id: 5}, force: true}
    a: {source: ./chat, force: true}
    <new>: {source: {kind: model_token, model: ./base, token: </s>}}
  pad_to_multiple_of: 5
""",
}


def models():
    generator = torch.Generator().manual_seed(29)
    base = {n: torch.randn(s, generator=generator) * 0.3 for n, s in shapes().items() if ".2." not in n}
    rows = {t: torch.randn((2, HIDDEN), generator=generator) * 0.3 for t in WORDS + CHAT + ["<m>"]}
    for name, (words, added, count, eos, template) in MODELS.items():
        place = GOLDEN / name
        place.mkdir(parents=True)
        tensors = {n: t + torch.randn(t.shape, generator=generator) * 0.05 for n, t in base.items()}
        spread = {t: r + torch.randn(r.shape, generator=generator) * 0.05 for t, r in rows.items()}
        for which, tensor in enumerate(("model.embed_tokens.weight", "lm_head.weight")):
            known = [spread[t][which] for t in words + added]
            more = torch.randn((count - len(known), HIDDEN), generator=generator)
            tensors[tensor] = torch.cat([torch.stack(known), more])
        save_file({n: t.contiguous() for n, t in tensors.items()}, place / "model.safetensors", {"format": "pt"})
        tokenizer = Tokenizer(BPE({t: i for i, t in enumerate(words)}, [("a", "b"), ("c", "d")]))
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        tokenizer.decoder = decoders.ByteLevel()
        tokenizer.add_special_tokens([AddedToken(t, special=True) for t in ["<s>", "</s>"] + added])
        whole = transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<s>", eos_token=eos)
        whole.chat_template = template
        whole.save_pretrained(place)
        ids = whole.get_vocab()
        config = dict(
            CONFIG,
            num_hidden_layers=2,
            vocab_size=count,
            bos_token_id=ids["<s>"],
            eos_token_id=ids[eos],
            torch_dtype="float32",
        )
        (place / "config.json").write_text(json.dumps(config, indent=2) + "\n")
        if name == "base":
            shutil.copytree(place, GOLDEN / "tied")
            del tensors["lm_head.weight"]
            save_file({n: t.contiguous() for n, t in tensors.items()}, GOLDEN / "tied" / "model.safetensors", {"format": "pt"})
            config["tie_word_embeddings"] = True
            (GOLDEN / "tied" / "config.json").write_text(json.dumps(config, indent=2) + "\n")


def main():
    if GOLDEN.exists():
        shutil.rmtree(GOLDEN)
    models()
    for name, text in RECIPES.items():
        text = text.lstrip()
        (GOLDEN / f"{name}.yml").write_text(text)
        # mergekit looks for paths from the working directory.
        config = MergeConfiguration.model_validate(yaml.safe_load(text.replace("./", f"{GOLDEN}/")))
        with tempfile.TemporaryDirectory() as out:
            run_merge(config, out, MergeOptions(cuda=False))
            found = {}
            for part in sorted(Path(out).glob("*.safetensors")):
                found.update(load_file(part))
            written = transformers.AutoTokenizer.from_pretrained(out)
            whole = json.loads((Path(out) / "config.json").read_text())
        save_file(found, GOLDEN / f"{name}.expected.safetensors")
        said = {
            "rows": dict(sorted(written.get_vocab().items(), key=lambda one: one[1])),
            "vocab_size": whole["vocab_size"],
            "special": sorted(t.content for t in written.added_tokens_decoder.values() if t.special),
            "chat_template": written.chat_template,
            "encoded": written.tokenize("abcd<|im_end|>ba<m>c"),
        }
        (GOLDEN / f"{name}.expected.json").write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n")
    print(len(RECIPES))


if __name__ == "__main__":
    main()
