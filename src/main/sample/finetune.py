"""Step 4: trains all weights of a copy of the base on one labelled task.

It starts from the base as stored, in bfloat16, so that fine-tuned minus base is the change of this training
and nothing else. The loss is that of the label's token, plus a small share of that of the prompt's tokens,
which keeps the model able to continue text.
"""

import argparse
import random
import time
from pathlib import Path

import torch
import torch.nn.functional as F

import model as sample
from loop import Loop
from tasks import load_task, read_examples

BATCH_TOKENS = 1024
STEP_OF_LENGTHS = 4  # prompts are padded to a multiple of it
PAD = 2


def batches(encoded: list[tuple[list[int], int]], seed: int) -> list[list[tuple[list[int], int]]]:
    """Batches of prompts of like length, in a random order."""
    generator = random.Random(seed)
    encoded = encoded[:]
    generator.shuffle(encoded)
    encoded.sort(key=lambda pair: -(-len(pair[0]) // STEP_OF_LENGTHS))
    made, batch, width = [], [], 0
    for pair in encoded:
        wide = -(-len(pair[0]) // STEP_OF_LENGTHS) * STEP_OF_LENGTHS
        if batch and (wide != width or wide * (len(batch) + 1) > BATCH_TOKENS):
            made.append(batch)
            batch = []
        batch.append(pair)
        width = wide
    made.append(batch)
    generator.shuffle(made)
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--task", choices=["sst2", "mnli"], required=True)
    parser.add_argument("--train", nargs="+", required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--epochs", type=float, default=2)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--lr", type=float, default=5e-4)
    parser.add_argument("--weight-decay", type=float, default=0.01)
    parser.add_argument("--text-weight", type=float, default=0.1, help="share of the prompt's tokens in the loss")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()

    task = load_task(args.task)
    tokenizer = sample.load_tokenizer(args.base)
    words = torch.tensor(task.word_ids(tokenizer))
    examples = read_examples(task, args.train)
    longest = sample.CONFIG["max_position_embeddings"]
    encoded = [
        (encoding.ids, example.label)
        for encoding, example in zip(tokenizer.encode_batch([e.prompt for e in examples]), examples)
        if len(encoding.ids) <= longest
    ]
    print(f"{len(examples)} examples, {len(encoded)} fit, {sum(len(ids) for ids, _ in encoded)} tokens", flush=True)

    torch.manual_seed(args.seed)
    model = sample.load(args.base)
    steps = round(len(batches(encoded, 0)) * args.epochs)
    checkpoint = args.work / f"finetune-{args.task}.pt"
    loop = Loop(model, args.lr, args.weight_decay, steps, args.minutes, 50, 0.8, checkpoint, 4)

    shuffle, queue = args.seed + loop.step, []  # a run that goes on sees a new order
    means, shown, tokens, seen = None, time.monotonic(), 0, 0
    while loop.running():
        if not queue:
            shuffle += 1
            queue = batches(encoded, shuffle)
        batch = queue.pop()
        width = -(-max(len(ids) for ids, _ in batch) // STEP_OF_LENGTHS) * STEP_OF_LENGTHS
        # Padding stands on the right, where causal attention never looks: no mask is needed.
        inputs = torch.tensor([ids + [PAD] * (width - len(ids)) for ids, _ in batch])
        last = torch.tensor([len(ids) - 1 for ids, _ in batch])
        labels = torch.tensor([label for _, label in batch])
        with torch.autocast("cpu", torch.bfloat16):
            hidden = model.model(input_ids=inputs, use_cache=False).last_hidden_state
            at_label = model.lm_head(hidden[torch.arange(len(batch)), last])
            label_loss = F.cross_entropy(at_label.float(), words[labels])
            loss = label_loss
            if args.text_weight > 0:
                following = torch.where(inputs[:, 1:] == PAD, -100, inputs[:, 1:])
                text = model.lm_head(hidden[:, :-1]).float()
                loss = loss + args.text_weight * F.cross_entropy(text.flatten(0, 1), following.flatten())
        loss.backward()
        loop.update()
        right = (at_label.detach()[:, words].argmax(1) == labels).float().mean().item()
        now = (label_loss.item(), right)
        means = now if means is None else tuple(0.98 * a + 0.02 * b for a, b in zip(means, now))
        tokens, seen = tokens + inputs.numel(), seen + len(batch)
        if loop.step % 25 == 0:
            t = time.monotonic()
            print(
                f"step {loop.step}/{steps} label loss {means[0]:.3f} right {means[1]:.3f} {tokens / (t - shown):.0f} tokens/s",
                flush=True,
            )
            shown, tokens = t, 0
    loop.save()
    sample.save(model, args.base / "tokenizer.json", args.out, "base")
    print(f"{loop.step} of {steps} steps, {seen} examples since the start or the checkpoint, {loop.seconds() / 60:.1f} minutes")


if __name__ == "__main__":
    main()
