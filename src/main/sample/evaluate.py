"""Step 5: scores folders on the dev files, from the stored weights, and says how far each lies from the base."""

import argparse
import json
import math
from collections import Counter
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file

import model as sample
from tasks import load_task, read_examples

BATCH_TOKENS = 8192
PAD = 2


@torch.inference_mode()
def accuracy(model, tokenizer, task, examples) -> dict[str, object]:
    """The label word with the highest probability after the prompt is the answer. Products are taken in
    bfloat16, as in training, in half the time that float32 takes."""
    words = torch.tensor(task.word_ids(tokenizer))
    encoded = tokenizer.encode_batch([e.prompt for e in examples])
    order = sorted(range(len(examples)), key=lambda i: len(encoded[i].ids))
    longest = sample.CONFIG["max_position_embeddings"]
    right, free, cut, given = 0, 0, 0, Counter()
    while order:
        width = min(longest, len(encoded[order[-1]].ids))
        chosen = [order.pop() for _ in range(min(len(order), max(1, BATCH_TOKENS // width)))]
        # A prompt that is too long loses its beginning: the question stands at the end.
        rows = [encoded[i].ids if len(encoded[i].ids) <= longest else encoded[i].ids[-longest:] for i in chosen]
        cut += sum(len(encoded[i].ids) > longest for i in chosen)
        inputs = torch.tensor([ids + [PAD] * (width - len(ids)) for ids in rows])
        last = torch.tensor([len(ids) - 1 for ids in rows])
        with torch.autocast("cpu", torch.bfloat16):
            hidden = model.model(input_ids=inputs, use_cache=False).last_hidden_state
        logits = model.lm_head(hidden[torch.arange(len(rows)), last].float())
        answers = logits[:, words].argmax(1)
        labels = torch.tensor([examples[i].label for i in chosen])
        right += (answers == labels).sum().item()
        free += torch.isin(logits.argmax(1), words).sum().item()
        given.update(answers.tolist())
    most = Counter(e.label for e in examples).most_common(1)[0][1]
    return {
        "rows": len(examples),
        "accuracy": right / len(examples),
        "majority": most / len(examples),
        "a label word is the likeliest token": free / len(examples),
        "answers": {task.classes[k]: given[k] for k in range(len(task.classes))},
        "prompts cut": cut,
    }


@torch.inference_mode()
def perplexity(model, tokenizer, texts) -> dict[str, float]:
    """Over whole texts in windows of the context's length; the first token, <s>, is given and not counted."""
    longest = sample.CONFIG["max_position_embeddings"]
    loss, tokens = 0.0, 0
    for encoding in tokenizer.encode_batch(texts):
        for start in range(0, len(encoding.ids) - 1, longest - 1):
            ids = torch.tensor([encoding.ids[start : start + longest]])
            logits = model(input_ids=ids, use_cache=False).logits[0, :-1]
            loss += F.cross_entropy(logits, ids[0, 1:], reduction="sum").item()
            tokens += ids.shape[1] - 1
    size = sum(len(text.encode()) for text in texts)
    words = sum(len(text.split()) for text in texts)
    return {
        "tokens": tokens,
        "perplexity per token": math.exp(loss / tokens),
        "perplexity per word": math.exp(loss / words),
        "bits per byte": loss / math.log(2) / size,
    }


def change(base: Path, tuned: Path) -> dict[str, float]:
    a, b = load_file(base / "model.safetensors"), load_file(tuned / "model.safetensors")
    differing = sum((a[name] != b[name]).sum().item() for name in a)
    weights = sum(tensor.numel() for tensor in a.values())
    norm = math.sqrt(sum((b[name].double() - a[name].double()).square().sum().item() for name in a))
    size = math.sqrt(sum(tensor.double().square().sum().item() for tensor in a.values()))
    return {"weights": weights, "weights that differ": differing / weights, "norm": norm, "relative norm": norm / size}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", nargs="+", type=Path, required=True, help="folders to score")
    parser.add_argument("--base", type=Path, help="the folder whose distance from the others is measured")
    parser.add_argument("--sst2", nargs="*", default=[])
    parser.add_argument("--mnli", nargs="*", default=[])
    parser.add_argument("--held-out", type=Path)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    results = {}
    for folder in args.models:
        model, tokenizer = sample.load(folder).eval(), sample.load_tokenizer(folder)
        result = results[folder.name] = {}
        for name, paths in (("sst2", args.sst2), ("mnli", args.mnli)):
            if paths:
                task = load_task(name)
                result[name] = accuracy(model, tokenizer, task, read_examples(task, paths))
                print(folder.name, name, result[name], flush=True)
        if args.held_out:
            with open(args.held_out, encoding="utf-8") as file:
                rows = [json.loads(line) for line in file]
            for source in sorted({row["source"] for row in rows}):
                texts = [row["text"] for row in rows if row["source"] == source]
                result[f"held-out {source}"] = perplexity(model, tokenizer, texts)
        if args.base and folder != args.base:
            result["change from the base"] = change(args.base, folder)
        print(folder.name, json.dumps(result, indent=2), flush=True)
    if args.out:
        sample.write_json(args.out, results)


if __name__ == "__main__":
    main()
