"""What transformers' logits processors leave to sample from, and torch's distributions: the golden file of SamplerTest
and LogitsTest (src/test/resources/golden/generation/sampling.json). Made with torch 2.15, transformers 5.24.

    python sampling.py > ../../resources/golden/generation/sampling.json
"""

import json

import torch
from transformers.generation.logits_process import (
    LogitsProcessorList,
    MinPLogitsWarper,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

SETTINGS = [
    # temperature, top-k, top-p, min-p, repetition penalty
    (1.0, 0, 1.0, 0.0, 1.0),
    (0.7, 0, 1.0, 0.0, 1.3),
    (1.0, 5, 1.0, 0.0, 1.0),
    (1.0, 0, 0.9, 0.0, 1.0),
    (0.5, 0, 0.95, 0.0, 1.0),
    (2.5, 0, 0.5, 0.0, 1.0),
    (1.0, 0, 1.0, 0.1, 1.0),
    (1.5, 0, 1.0, 0.02, 1.2),
    (0.8, 40, 0.9, 0.05, 1.1),
    (0.05, 10, 0.9, 0.01, 0.8),
    (1.0, 1, 1.0, 0.0, 1.0),
    (1.0, 0, 0.0001, 0.0, 1.0),
    (1.0, 0, 1.0, 1.0, 1.0),
    (3.0, 1000, 0.99, 0.0, 1.0),
]


def processors(temperature, top_k, top_p, min_p, penalty):
    """In the order of GenerationMixin._get_logits_processor."""
    found = LogitsProcessorList()
    if penalty != 1.0:
        found.append(RepetitionPenaltyLogitsProcessor(penalty=penalty))
    if temperature != 1.0:
        found.append(TemperatureLogitsWarper(temperature))
    if top_k != 0:
        found.append(TopKLogitsWarper(top_k=top_k))
    if top_p < 1.0:
        found.append(TopPLogitsWarper(top_p=top_p))
    if min_p > 0.0:
        found.append(MinPLogitsWarper(min_p=min_p))
    return found


def logits():
    generator = torch.Generator().manual_seed(12)
    yield torch.randn(150, generator=generator) * 3
    yield torch.randn(150, generator=generator) * 0.3 - 40
    peaked = torch.randn(150, generator=generator)
    peaked[17] = 25
    yield peaked
    # Steps of a half: equals at every border of top-k. No top-p is asked of it, where equals are in no order.
    yield torch.round(torch.randn(150, generator=generator) * 4) / 2


def main():
    cases = []
    tables = list(logits())
    for which, table in enumerate(tables):
        text = [3, 17, 17, 60, which]
        for setting in SETTINGS:
            if which == 3 and setting[2] < 1.0:
                continue
            scores = processors(*setting)(torch.tensor([text]), table[None].clone())[0]
            probabilities = scores.softmax(-1)
            kept = [i for i in range(len(table)) if scores[i] != -float("inf")]
            cases.append({
                "logits": which, "text": text, "temperature": setting[0], "top_k": setting[1], "top_p": setting[2],
                "min_p": setting[3], "penalty": setting[4], "kept": kept,
                "probabilities": [float(f"{probabilities[i].item():.6g}") for i in kept],
            })
    distributions = []
    for table in tables:
        log = table.double().log_softmax(-1)
        other = tables[0].double().log_softmax(-1)
        distributions.append({
            "log": log.tolist()[:30], "entropy": torch.distributions.Categorical(logits=table.double()).entropy().item(),
            "kl_from_first": torch.nn.functional.kl_div(log, other, reduction="sum", log_target=True).item(),
            "top": log.sort(descending=True, stable=True).indices[:20].tolist(),
        })
    print(json.dumps({"logits": [t.tolist() for t in tables], "cases": cases, "distributions": distributions}))


main()
