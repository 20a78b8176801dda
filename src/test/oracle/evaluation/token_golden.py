"""What transformers and NumPy say of single tokens: logit lens, promoted tokens, KL and passages.

    python src/test/oracle/evaluation/token_golden.py src/test/resources/golden

Run in the project's root. Made with transformers 5.24, torch 2.15 (CPU, eager attention), NumPy 2.

evaluation/lens.numbers (in the format of safetensors): for each tiny model of golden/inference that
keeps its residual stream, NAME.tokens and NAME.logs (layers × positions × 5): the five likeliest
tokens after each layer by the model's own last norm, head and soft cap, with their natural
log-probabilities in float64.

evaluation/tokens.json: of the sample's base and of its SST-2 model over a text, with float32 logits
and everything after them in float64: KL of each position, promoted and suppressed tokens (mean of
log p_edited − log p_base over the positions, among tokens that are in the top 100 of either at
least once, with how many positions have them there), the passages with the largest mean KL, and
the same in windows of 24 tokens with a stride of 8.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
import transformers as t
from safetensors.torch import load_file, save_file

TEXT = (
    "Review: a warm and funny film that never loses its way\nSentiment: positive\n"
    "Review: the plot is dull, and the actors seem bored\nSentiment:")
TOP = 100
KEPT = 25
SPAN = 8


def log_softmax(logits):
    logits = np.asarray(logits, np.float64)
    logits = logits - logits.max(-1, keepdims=True)
    return logits - np.log(np.exp(logits).sum(-1, keepdims=True))


def lens(folder):
    model = t.AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager").eval()
    hidden = load_file(folder / "golden.numbers")["hidden"][1:]
    norm = model.transformer.ln_f if hasattr(model, "transformer") else model.model.norm
    with torch.no_grad():
        logits = model.lm_head(norm(hidden))
        cap = getattr(model.config, "final_logit_softcapping", None)
        if cap is not None:
            logits = cap * torch.tanh(logits / cap)
    logs = log_softmax(logits.numpy())
    tokens = np.argsort(-logs, -1, kind="stable")[..., :5]
    return (torch.from_numpy(tokens.astype(np.int32)),
            torch.from_numpy(np.take_along_axis(logs, tokens, -1).astype(np.float32)))


def logs_after(model, ids):
    with torch.no_grad():
        return log_softmax(model(torch.tensor([ids])).logits[0].numpy())


def kl(base, edited):
    return (np.exp(base) * (base - edited)).sum(-1)


def promoted(base, edited):
    counts = np.zeros(base.shape[1], int)
    for p, q in zip(base, edited):
        counts[sorted({*np.argsort(-p, kind="stable")[:TOP], *np.argsort(-q, kind="stable")[:TOP]})] += 1
    means = (edited - base).mean(0)
    seen = np.flatnonzero(counts)
    order = seen[np.argsort(-means[seen], kind="stable")]
    return dict(
        seen=len(seen),
        first=[dict(token=int(i), mean=float(means[i]), count=int(counts[i])) for i in order[:KEPT]],
        last=[dict(token=int(i), mean=float(means[i]), count=int(counts[i]))
              for i in order[::-1][:KEPT]])


def passages(values, count):
    """The spans of SPAN positions with the largest mean, one after the other, none overlapping."""
    free = np.ones(len(values), bool)
    found = []
    while len(found) < count:
        means = [values[i:i + SPAN].mean() if free[i:i + SPAN].all() else -1
                 for i in range(len(values) - SPAN + 1)]
        best = int(np.argmax(means))
        if means[best] < 0:
            break
        free[best:best + SPAN] = False
        found.append(dict(at=best, mean=float(means[best])))
    return found


def windowed(models, ids, length, stride):
    """Log-probabilities in windows: each reads `length` tokens at most and predicts those behind
    the window before; the last one reaches back as far as it is long."""
    rows = ([], [])
    first = 1
    while first < len(ids):
        end = min(len(ids), first + (length if first == 1 else stride))
        begin = max(0, end - 1 - length)
        for out, model in zip(rows, models):
            out.append(logs_after(model, ids[begin:end - 1])[first - 1 - begin:])
        first = end
    return [np.concatenate(out) for out in rows]


def sample(root):
    tokenizer = t.AutoTokenizer.from_pretrained(root / "base")
    ids = tokenizer(TEXT)["input_ids"]
    bare = tokenizer(TEXT, add_special_tokens=False)["input_ids"]
    prefix = ids[:len(ids) - len(bare)]
    models = [
        t.AutoModelForCausalLM.from_pretrained(
            root / name, dtype=torch.float32, attn_implementation="eager").eval()
        for name in ("base", "sst2")]
    base, edited = (logs_after(model, ids)[:-1] for model in models)
    values = kl(base, edited)
    cut = windowed(models, ids, 24, 8)
    return dict(
        text=TEXT, ids=ids, prefix=prefix, kl=values.tolist(), mean_kl=float(values.mean()),
        promoted=promoted(base, edited), span=SPAN, passages=passages(values, 3),
        windowed=dict(
            length=24, stride=8, kl=kl(*cut).tolist(), promoted=promoted(*cut)))


def main():
    golden = Path(sys.argv[1])
    target = golden / "evaluation"
    target.mkdir(exist_ok=True)
    numbers = {}
    for folder in sorted(golden.glob("inference/*/golden.numbers")):
        tokens, logs = lens(folder.parent)
        numbers[folder.parent.name + ".tokens"] = tokens.contiguous()
        numbers[folder.parent.name + ".logs"] = logs.contiguous()
    save_file(numbers, target / "lens.numbers")
    (target / "tokens.json").write_text(json.dumps(sample(Path("assets/sample"))) + "\n")


if __name__ == "__main__":
    main()
