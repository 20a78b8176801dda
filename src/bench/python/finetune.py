# The peer of the benchmarks of training: PEFT and transformers fine-tune with LoRA on the processor.
#   python finetune.py step BASE        one batch again and again: --rows texts of --length tokens, the loss on the last one
#   python finetune.py ragged BASE      the same with prompts of 20 to 50 tokens, lengths by java.util.Random(9), padded on the left
#   python finetune.py rows OUT TEMPLATE.json DEV.tsv TRAIN.tsv …   SST-2 as OUT/train.jsonl (shuffled by --seed) and OUT/dev.jsonl
#   python finetune.py run BASE --rows-file train.jsonl --evaluate dev.jsonl     a whole fine-tune, and what it is worth
# train.jsonl: {"prompt": …, "answer": …} a line, taken in the file's order; dev.jsonl: {"prompt": …, "choices": […], "truth": i}.
# step and ragged with --lines: one more step for each line that is read; the milliseconds a token are printed. Without it they print
# the best and the median of the steps after the first two, and the processor's seconds of the best. Tokens are real ones, padding
# is not counted. run prints one line of JSON. While other programs run, two threads wait for each other, busily, and the seconds of
# both clocks grow several times over.
# As people do it: a base in bfloat16 under autocast, LoRA in float32, batches in data order padded to their longest text, the model's
# own loss over all logits (--logits answer: only the logits that the loss needs). torch 2.7.1, transformers 5.24, PEFT 0.21.2 were used.
import argparse, json, os, random, resource, statistics, sys, time
from contextlib import nullcontext
from pathlib import Path

LINEAR = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]

parser = argparse.ArgumentParser()
parser.add_argument("mode", choices=["step", "ragged", "rows", "run"])
parser.add_argument("paths", nargs="+")
parser.add_argument("--dtype", choices=["bfloat16", "float32"], default="bfloat16")
parser.add_argument("--targets", choices=["qv", "all"], help="default: qv for step and ragged, all linear layers for run")
parser.add_argument("--logits", choices=["answer", "all"], help="default: answer for step and ragged, all for run")
parser.add_argument("--attention", default="sdpa", help="sdpa (transformers' default) or eager")
parser.add_argument("--padding", choices=["left", "right"], default="right")
parser.add_argument("--rows", type=int, default=16)
parser.add_argument("--length", type=int, default=35)
parser.add_argument("--rank", type=int, default=8)
parser.add_argument("--alpha", type=float, default=16)
parser.add_argument("--steps", type=int, help="default: 8 for step and ragged, 500 for run")
parser.add_argument("--rate", type=float, help="default: 1e-3 for step and ragged, 2e-4 for run")
parser.add_argument("--warm-up", type=int, default=25)
parser.add_argument("--decay", type=float, default=0.01)
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--rows-file")
parser.add_argument("--evaluate")
parser.add_argument("--before", action="store_true", help="run: the base's accuracy too")
parser.add_argument("--lines", action="store_true", help="step and ragged: one step for each line that is read")
parser.add_argument("--save", help="run: a folder for the adapter")
args = parser.parse_args()
whole = args.mode == "run"

if args.mode == "rows":
    out, template, dev, *train = map(Path, args.paths)
    form = json.loads(template.read_text())["sst2"]
    words = {str(label["value"]): label["word"] for label in form["labels"]}

    def read(files):
        lines = [line.split("\t") for file in files for line in file.read_text(encoding="utf-8").splitlines()[1:]]
        return [(form["prompt"].replace("{sentence}", sentence.strip()), label) for sentence, label in lines]

    out.mkdir(parents=True, exist_ok=True)
    rows = read(train)
    random.Random(args.seed).shuffle(rows)
    with open(out / "train.jsonl", "w", encoding="utf-8") as file:
        file.writelines(json.dumps({"prompt": prompt, "answer": words[label]}) + "\n" for prompt, label in rows)
    order = sorted(words)
    with open(out / "dev.jsonl", "w", encoding="utf-8") as file:
        file.writelines(json.dumps({"prompt": prompt, "choices": [words[key] for key in order], "truth": order.index(label)}) + "\n"
                        for prompt, label in read([dev]))
    sys.exit()

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer, get_cosine_schedule_with_warmup

torch.set_num_threads(args.threads)
torch.manual_seed(args.seed)
dtype = getattr(torch, args.dtype)
base = AutoModelForCausalLM.from_pretrained(args.paths[0], dtype=dtype, attn_implementation=args.attention)
targets = LINEAR if (args.targets or ("all" if whole else "qv")) == "all" else ["q_proj", "v_proj"]
model = get_peft_model(base, LoraConfig(
    r=args.rank, lora_alpha=args.alpha, lora_dropout=0.0, target_modules=targets, task_type="CAUSAL_LM"))
trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
steps = args.steps or (500 if whole else 8)
optimiser = torch.optim.AdamW(trained, lr=args.rate or (2e-4 if whole else 1e-3), weight_decay=args.decay)
all_logits = (args.logits or ("all" if whole else "answer")) == "all"
cast = lambda: torch.autocast("cpu", dtype=dtype) if dtype != torch.float32 else nullcontext()
largest = lambda: round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
processor = lambda: sum(os.times()[:2])


def loss_of(ids, mask, labels):
    """The mean of −log p over the labels that are not −100."""
    with cast():
        if all_logits:
            return model(input_ids=ids, attention_mask=mask, labels=labels, use_cache=False).loss
        # The logits from the first position that a label follows to the last, the same for all rows.
        wanted = (labels[:, 1:] != -100).any(0).nonzero()[:, 0]
        logits = model(input_ids=ids, attention_mask=mask, logits_to_keep=wanted, use_cache=False).logits
        return torch.nn.functional.cross_entropy(logits.float().flatten(0, 1), labels[:, wanted + 1].flatten())


class JavaRandom:
    """java.util.Random, so that both sides have the same lengths."""

    def __init__(self, seed):
        self.seed = (seed ^ 0x5DEECE66D) & ((1 << 48) - 1)

    def bits(self, count):
        self.seed = (self.seed * 0x5DEECE66D + 11) & ((1 << 48) - 1)
        return self.seed >> (48 - count)

    def below(self, bound):
        if bound & (bound - 1) == 0:
            return (bound * self.bits(31)) >> 31
        while True:
            drawn = self.bits(31)
            if drawn - drawn % bound + bound - 1 < 1 << 31:
                return drawn % bound


def measure():
    lengths = [args.length] * args.rows
    if args.mode == "ragged":
        drawn = JavaRandom(9)
        lengths = [20 + drawn.below(31) for _ in range(args.rows)]
    longest, count = max(lengths), sum(lengths)
    ids = torch.randint(3, base.config.vocab_size, (args.rows, longest))
    mask = torch.stack([(torch.arange(longest) >= longest - length).long() for length in lengths])
    labels = torch.full_like(ids, -100)
    labels[:, -1] = ids[:, -1]
    model.train()

    def step():
        began, busy = time.perf_counter(), processor()
        # Where all rows are as long there is nothing to mask.
        loss_of(ids, mask if min(lengths) < longest else None, labels).backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        optimiser.zero_grad()
        return time.perf_counter() - began, processor() - busy

    if args.lines:
        for _ in sys.stdin:
            print(1000 * step()[0] / count, flush=True)
        return
    took = [step() for _ in range(max(3, steps))]
    best, busy = min(took[2:])
    middle = statistics.median(seconds for seconds, _ in took[2:])
    print(f"{args.mode} {args.dtype} {args.attention} {'all linear' if targets is LINEAR else 'q, v'} "
          f"{'all logits' if all_logits else 'logits of the answer'}, {count} tokens in {args.rows} × {longest}: best {best:.3f} s "
          f"({count / best:.0f} tokens/s), median {middle:.3f} s ({count / middle:.0f}), processor {busy:.2f} s, {largest()} MB")


def padded(texts, filler, left):
    longest = max(map(len, texts))
    fill = lambda text: [filler] * (longest - len(text))
    return torch.tensor([fill(text) + text if left else text + fill(text) for text in texts])


def accuracy(tokenizer, rows, size=32):
    """The share of rows whose true choice has the highest log-probability after the prompt."""
    choices = [[tokenizer(choice, add_special_tokens=False)["input_ids"] for choice in row["choices"]] for row in rows]
    prompts = [tokenizer(row["prompt"])["input_ids"] for row in rows]
    # A text for each choice but for its last token, which is only looked up; choices of one token share the prompt's.
    asked = {}
    for at, prompt in enumerate(prompts):
        for which, choice in enumerate(choices[at]):
            asked.setdefault((at, tuple(choice[:-1])), []).append(which)
    order = sorted(asked, key=lambda key: len(prompts[key[0]]) + len(key[1]))
    scores = [[0.0] * len(each) for each in choices]
    model.eval()
    for first in range(0, len(order), size):
        part = order[first : first + size]
        texts = [prompts[at] + list(rest) for at, rest in part]
        mask = padded([[1] * len(text) for text in texts], 0, True)
        keep = max(len(rest) for _, rest in part) + 1
        with torch.inference_mode(), cast():
            logs = model(input_ids=padded(texts, 0, True), attention_mask=mask, position_ids=(mask.cumsum(1) - 1).clamp(min=0),
                         logits_to_keep=keep, use_cache=False).logits.float().log_softmax(-1)
        for row, (at, rest) in enumerate(part):
            for which in asked[at, rest]:
                choice = choices[at][which]
                places = range(keep - len(choice), keep)
                scores[at][which] = sum(logs[row, place, token].item() for place, token in zip(places, choice))
    right = [max(range(len(score)), key=score.__getitem__) == row["truth"] for score, row in zip(scores, rows)]
    return sum(right) / len(right)


def lines(path):
    return [json.loads(line) for line in open(path, encoding="utf-8")]


def fine_tune():
    tokenizer = AutoTokenizer.from_pretrained(args.paths[0])
    rows = lines(args.rows_file)
    evaluated = lines(args.evaluate) if args.evaluate else []
    facts = {"base": args.paths[0], "dtype": args.dtype, "attention": args.attention, "logits": "all" if all_logits else "answer",
             "padding": args.padding, "trained": sum(parameter.numel() for parameter in trained), "steps": steps, "rows": args.rows}
    if args.before and evaluated:
        facts["accuracy before"] = accuracy(tokenizer, evaluated)
    schedule = get_cosine_schedule_with_warmup(optimiser, args.warm_up, steps)
    left = args.padding == "left"
    read = padding = 0
    losses = []
    model.train()
    began, busy = time.perf_counter(), processor()
    for step in range(steps):
        batch = [rows[(step * args.rows + row) % len(rows)] for row in range(args.rows)]
        prompts = [tokenizer(row["prompt"])["input_ids"] for row in batch]
        answers = [tokenizer(row["answer"], add_special_tokens=False)["input_ids"] for row in batch]
        texts = [prompt + answer for prompt, answer in zip(prompts, answers)]
        ids = padded(texts, tokenizer.pad_token_id or 0, left)
        mask = padded([[1] * len(text) for text in texts], 0, left)
        labels = padded([[-100] * len(prompt) + answer for prompt, answer in zip(prompts, answers)], -100, left)
        loss = loss_of(ids, mask, labels)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        read += int(mask.sum())
        padding += mask.numel() - int(mask.sum())
        losses.append(loss.item())
        if step % 50 == 49:
            seen = f"step {step + 1}: loss {statistics.mean(losses[-50:]):.4f}, {time.perf_counter() - began:.0f} s"
            print(seen, file=sys.stderr, flush=True)
    took = time.perf_counter() - began
    facts |= {"seconds": round(took, 1), "processor": round(processor() - busy, 1), "tokens": read, "padding": padding,
              "tokens/s": round(read / took), "loss of the last 50": round(statistics.mean(losses[-50:]), 4), "MB in training": largest()}
    if evaluated:
        began = time.perf_counter()
        facts |= {"accuracy": accuracy(tokenizer, evaluated), "of": len(evaluated), "evaluation": round(time.perf_counter() - began, 1)}
    if args.save:
        model.save_pretrained(args.save)
    print(json.dumps(facts | {"MB": largest()}))


fine_tune() if whole else measure()
