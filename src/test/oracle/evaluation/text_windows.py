"""Writes how likely transformers finds story.txt with the sample's models in float32, window by window:
src/test/resources/golden/evaluation/text_windows.json.

    python text_windows.py        needs torch, transformers

A window reads at most `window` tokens. The first predicts as many, each further one `stride`, and the
last one reaches back as far as it is long. The text's tokens begin with the one that the tokenizer puts there.
lm-evaluation-harness puts it there a second time, so its figures (lm_eval.json) are of another text.
"""

import json
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

ROOT = Path(__file__).parents[4]
GOLDEN = ROOT / "src/test/resources/golden/evaluation"
TEXT = (GOLDEN / "story.txt").read_text(encoding="utf-8")


def windows(count, window, stride):
    first = 1
    while first < count:
        end = min(count, first + (window if first == 1 else stride))
        yield max(0, end - 1 - window), first, end
        first = end


out = {"cases": []}
for name in ("base", "sst2"):
    tokenizer = AutoTokenizer.from_pretrained(ROOT / "assets/sample" / name)
    model = AutoModelForCausalLM.from_pretrained(ROOT / "assets/sample" / name, dtype=torch.float32)
    ids = tokenizer(TEXT)["input_ids"]
    for window, stride in ((512, 512), (512, 128), (100, 100), (64, 16)):
        sums = []
        for begin, first, end in windows(len(ids), window, stride):
            with torch.no_grad():
                logits = model(torch.tensor([ids[begin : end - 1]])).logits[0].double()
            logs = torch.log_softmax(logits, -1)[first - end :]
            sums.append(float(logs.gather(1, torch.tensor(ids[first:end])[:, None]).sum()))
        out["cases"].append({"model": name, "window": window, "stride": stride, "tokens": len(ids), "log_likelihoods": sums})
(GOLDEN / "text_windows.json").write_text(json.dumps(out) + "\n")
