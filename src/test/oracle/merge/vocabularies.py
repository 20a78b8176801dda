"""Writes what mergekit 0.1.5 makes of embeddings whose tokenizers differ.

    python vocabularies.py       needs mergekit 0.1.5, transformers; writes into the golden folder

Small tokenizers are written into a temporary folder, mergekit's `build_tokenizer` reads them, and its
`PermutedVocabulary` lays the models' embeddings side by side. Rows are compared by token: in which
order a union stands is no one's business but the tokenizer's that is written with it.
"""

import json
import logging
import tempfile
from pathlib import Path

import torch
import transformers
import yaml
from tokenizers import AddedToken, Tokenizer
from tokenizers.models import WordLevel

from mergekit.config import MergeConfiguration
from mergekit.tokenizer.build import build_tokenizer
from mergekit.tokenizer.embed import PermutedVocabulary

logging.disable(logging.CRITICAL)
OUT = Path(__file__).parent.parent.parent / "resources" / "golden" / "merge" / "vocabulary"

MODELS = {
    "base": (["<s>", "</s>", "a", "b", "c", "d"], [], 6),
    "math": (["<s>", "</s>", "a", "c", "b", "e", "f"], ["<m>"], 8),
    "chat": (["<s>", "</s>", "a", "b", "c", "d"], ["<|im_start|>", "<|im_end|>"], 8),
    # More rows than tokens.
    "wide": (["<s>", "</s>", "a", "b", "c", "d"], ["<|im_end|>", "<m>"], 12),
}
CASES = {
    "union": ("base math chat", "base", "tokenizer_source: union"),
    "union-no-base": ("math chat wide", None, "tokenizer_source: union"),
    "base": ("base math chat", "base", "tokenizer_source: base"),
    "of-model": ("base math chat", "base", "tokenizer_source: chat"),
    "wide": ("base wide", "base", "tokenizer: {source: wide, pad_to_multiple_of: 8}"),
    "padded": ("base chat", "base", "tokenizer: {source: union, pad_to_multiple_of: 16}"),
    "tokens": (
        "base math chat",
        "base",
        """
tokenizer:
  source: union
  tokens:
    <|im_start|>: {source: {kind: zero}}
    <m>: {source: {kind: model_token, model: base, token: a}}
    <|im_end|>: {source: {kind: model_token, model: math, token_id: 5}, force: true}
    a: {source: chat, force: true}
    <new>: {source: {kind: model_token, model: base, token: </s>}}
    <other>: {source: {kind: zero}}
""",
    ),
}


def folder(root, name, tokens, added, rows):
    path = root / name
    path.mkdir()
    tokenizer = Tokenizer(WordLevel({t: i for i, t in enumerate(tokens)}, unk_token="<s>"))
    tokenizer.add_tokens([AddedToken(t, special=True) for t in added])
    transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer).save_pretrained(path)
    config = transformers.LlamaConfig(vocab_size=rows)
    config.architectures = ["LlamaForCausalLM"]
    config.save_pretrained(path)
    return path


def case(paths, weights, names, base, text):
    models = "".join(f"\n- model: {paths[n]}" for n in names)
    written = text
    for n in MODELS:
        written = written.replace(f"model: {n},", f"model: {paths[n]},")
        written = written.replace(f"source: {n},", f"source: {paths[n]},")
        written = written.replace(f"_source: {n}", f"_source: {paths[n]}") if n != "base" else written
    recipe = f"merge_method: linear\nparameters: {{weight: 1}}\nmodels:{models}\n{written}\n"
    cfg = MergeConfiguration.model_validate(yaml.safe_load(recipe))
    references = [m.model for m in cfg.models]
    source = cfg.tokenizer.source if cfg.tokenizer else cfg.tokenizer_source
    tokens = (cfg.tokenizer.tokens or {}) if cfg.tokenizer else {}
    of_base = references[names.index(base)] if base else None
    info = build_tokenizer(of_base, references, source, False, tuple(tokens))
    task = PermutedVocabulary.model_construct(
        gather_tensors=None,
        tokenizer_task=None,
        tokens=tokens,
        pad_to_multiple_of=cfg.tokenizer.pad_to_multiple_of if cfg.tokenizer else None,
        base_model=of_base,
        vocabulary_axis=0,
    )
    result = task.execute(info, {r: weights[n] for r, n in zip(references, names)})
    vocabulary = info.tokenizer.get_vocab()
    return {
        "models": names,
        "base": base,
        "tokenizer": text,
        "rows": {
            n: {t: result[r][i].tolist() for t, i in sorted(vocabulary.items())}
            for r, n in zip(references, names)
        },
        "padding": {n: result[r][len(vocabulary) :].tolist() for r, n in zip(references, names)},
    }


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    generator = torch.Generator().manual_seed(3)
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        paths, weights, models = {}, {}, {}
        for name, (tokens, added, rows) in MODELS.items():
            paths[name] = folder(root, name, tokens, added, rows)
            weights[name] = torch.randint(-64, 64, (rows, 2), generator=generator).float() / 8
            models[name] = {"tokens": tokens + added, "embedding": weights[name].tolist()}
        cases = {
            name: case(paths, weights, names.split(), base, text)
            for name, (names, base, text) in CASES.items()
        }
    (OUT / "vocabularies.json").write_text(
        json.dumps({"models": models, "cases": cases}, indent=1) + "\n", encoding="utf-8"
    )
    print(len(cases))


main()
