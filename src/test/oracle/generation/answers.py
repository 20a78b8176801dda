"""What transformers answers with the sample's SST-2 model in float32, and how likely it finds each label, with tokens
split as lm-evaluation-harness 0.4.13 splits them: the golden file of ModelAnswersTest
(src/test/resources/golden/generation/answers.json). Made with torch 2.15, transformers 5.24.

    python answers.py ../../../../assets/sample/sst2 > ../../resources/golden/generation/answers.json
"""

import json
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

PROMPTS = ["Review: a gorgeous , witty , seductive movie .\nSentiment:", "She looked at him and", "The old house in the north "]
LABELS = [[" negative", " positive"], [" said", " smiled happily", " s"], ["of", "was burnt"]]

torch.set_num_threads(1)
tokenizer = AutoTokenizer.from_pretrained(sys.argv[1])
model = AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype=torch.float32)


def split(context, continuation):
    """TemplateLM._encode_pair of lm_eval/api/model.py, for a causal model."""
    spaces = len(context) - len(context.rstrip())
    if spaces > 0:
        continuation = context[-spaces:] + continuation
        context = context[:-spaces]
    whole, before = tokenizer.encode(context + continuation), tokenizer.encode(context)
    return before, whole[len(before):]


golden = []
for prompt, labels in zip(PROMPTS, LABELS):
    ids = tokenizer(prompt, return_tensors="pt").input_ids
    with torch.no_grad():
        greedy = model.generate(ids, do_sample=False, max_new_tokens=30)[0, ids.shape[1]:].tolist()
        penalised = model.generate(ids, do_sample=False, max_new_tokens=30, repetition_penalty=1.3)[0, ids.shape[1]:].tolist()
        first = model(ids).logits[0, -1].double().log_softmax(-1)
        scored = []
        for label in labels:
            before, own = split(prompt, label)
            logs = model(torch.tensor([before + own])).logits[0].double().log_softmax(-1)
            total = sum(logs[len(before) + i - 1, token].item() for i, token in enumerate(own))
            scored.append({"label": label, "tokens": own, "log_likelihood": total})
    golden.append({
        "prompt": prompt, "ids": ids[0].tolist(), "greedy": greedy, "penalised": penalised,
        "text": tokenizer.decode(greedy, skip_special_tokens=True),
        "entropy": -(first.exp() * first).sum().item(),
        "top": first.topk(20).indices.tolist(), "labels": scored,
    })
print(json.dumps(golden, indent=1, ensure_ascii=False))
