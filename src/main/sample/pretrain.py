"""Step 3: trains the base model from nothing to continue text, in float32 with bfloat16 products."""

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch

import model as sample
from loop import Loop

SHORT, LONG = 256, 512  # tokens a row; the last part of the run sees whole contexts
LONG_SHARE = 0.1
BATCH_TOKENS = 4096
# The books are most of the text and the least like the tasks: the rest is seen twice as often.
REPEATS = {"wikitext": 2, "books": 1, "sst2": 2, "mnli": 2}


def packed(documents: list[list[int]], length: int, seed: int) -> np.ndarray:
    """The documents in a shuffled order, one after the other, cut into rows, which are shuffled too."""
    generator = random.Random(seed)
    order = list(range(len(documents)))
    generator.shuffle(order)
    stream = np.concatenate([np.asarray(documents[i], dtype=np.int64) for i in order])
    rows = stream[: len(stream) // length * length].reshape(-1, length)
    return rows[generator.sample(range(len(rows)), len(rows))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", required=True, type=Path)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--init", type=Path, help="a stored base to go on from, instead of from nothing")
    parser.add_argument("--steps", type=int, default=3000, help=f"of {BATCH_TOKENS} tokens")
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--lr", type=float, default=2e-3)
    parser.add_argument("--weight-decay", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--compile", action="store_true", help="faster steps for about a minute's compilation")
    args = parser.parse_args()

    tokenizer = sample.load_tokenizer(args.work)
    with open(args.work / "documents.jsonl", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    texts = [row["text"] for row in rows for _ in range(REPEATS[row["source"]])]
    end = tokenizer.token_to_id("</s>")
    documents = [encoding.ids + [end] for encoding in tokenizer.encode_batch(texts)]
    print(f"{len(documents)} documents, {sum(map(len, documents))} tokens a round", flush=True)

    model = sample.build(args.seed) if args.init is None else sample.load(args.init)
    loop = Loop(model, args.lr, args.weight_decay, args.steps, args.minutes, 100, 0.5, args.work / "pretrain.pt", 4)

    def loss_of(rows):
        return model(input_ids=rows, labels=rows, use_cache=False).loss

    compiled = torch.compile(loss_of, dynamic=False) if args.compile else loss_of
    rows, shown, tokens, mean = [], time.monotonic(), 0, None
    length, shuffle = 0, args.seed + loop.step  # a run that goes on sees a new order
    while loop.running():
        wanted = LONG if loop.progress() > 1 - LONG_SHARE else SHORT
        if not rows or wanted != length:
            length, shuffle = wanted, shuffle + 1
            rows = list(packed(documents, length, shuffle))
        batch = [rows.pop() for _ in range(min(len(rows), BATCH_TOKENS // length))]
        if len(batch) < BATCH_TOKENS // length:
            continue
        with torch.autocast("cpu", torch.bfloat16):
            # The long rows come too late in the run to be worth a compilation of their own.
            loss = (compiled if length == SHORT else loss_of)(torch.from_numpy(np.stack(batch)))
        loss.backward()
        loop.update()
        tokens += BATCH_TOKENS
        mean = loss.item() if mean is None else 0.98 * mean + 0.02 * loss.item()
        if loop.step % 25 == 0:
            now = time.monotonic()
            print(f"step {loop.step} loss {mean:.3f} {tokens / (now - shown):.0f} tokens/s", flush=True)
            shown, tokens = now, 0
    loop.save()
    sample.save(model, args.work / "tokenizer.json", args.out, None)
    print(f"{loop.step} steps, {loop.step * BATCH_TOKENS} tokens, {loop.seconds() / 60:.1f} minutes")


if __name__ == "__main__":
    main()
