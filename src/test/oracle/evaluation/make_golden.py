"""What lm-evaluation-harness 0.4.13 finds with the sample's models in float32: the golden files in
src/test/resources/golden/evaluation. Made with lm-eval 0.4.13, datasets, torch 2.15, transformers 5.24, on a CPU.

    python make_golden.py own REPOSITORY              # lm_eval.json, of the files that lie beside it
    python make_golden.py glue REPOSITORY DATA        # sst2_dev.json and mnli_dev.json, numbers of rows only

DATA is a folder with sst2/dev.tsv and mnli/dev_matched.jsonl as GLUE has them, sentences with the blank at their ends.

Log-likelihoods are natural logarithms, in the order of the choices, rounded to 6 decimals. `predicted` is the choice
of the greatest log-likelihood, `acc_norm` divides it by the choice's characters and `acc_bytes` by its bytes in UTF-8,
both without the blank before it. The
first row is row 0. `bos` says whether the harness' tokens of a prompt begin with the beginning of
sequence, as these tokenizers add it by themselves. A text is read in windows of `max_length` tokens; each token is
predicted once; the first window has `prefix_token` before it, the others the last token of the window before
(loglikelihood_rolling with context_len 1). These tokenizers put the beginning of sequence before the text as well, so
that it is there twice, the second is the first token that is predicted, and `tokens` counts it.
"""

import csv
import json
import os
import pathlib
import sys
import tempfile

os.environ["HF_HUB_OFFLINE"] = os.environ["HF_DATASETS_OFFLINE"] = "1"

import lm_eval
import torch
from lm_eval.models.huggingface import HFLM
from lm_eval.utils import get_rolling_token_windows

MODELS = ["base", "sst2", "mnli"]
torch.set_num_threads(2)
repository = pathlib.Path(sys.argv[2])
golden = repository / "src/test/resources/golden/evaluation"
scratch = pathlib.Path(tempfile.mkdtemp())
os.environ["HF_HOME"] = str(scratch / "home")


def tsv(path):
    with open(path, encoding="utf-8", newline="") as file:
        return [{**row, "label": int(row["label"])} for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def jsonl(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def task(name, rows, config):
    data = scratch / f"{name}.jsonl"
    data.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return {
        "task": name, "dataset_path": "json", "dataset_kwargs": {"data_files": {"validation": str(data)}},
        "validation_split": "validation", "output_type": "multiple_choice",
        "metric_list": [{"metric": metric} for metric in ("acc", "acc_norm", "acc_bytes")], **config,
    }


def sst2(rows):
    return task("sst2_sample", rows, {
        "doc_to_text": "Review: {{sentence}}\nSentiment:", "doc_to_target": "label",
        "doc_to_choice": ["negative", "positive"],
    })


def mnli(rows):
    names = ["entailment", "neutral", "contradiction"]
    return task("mnli_sample", [{**row, "label": names.index(row["label"])} for row in rows], {
        "doc_to_text": "Premise: {{premise}}\nHypothesis: {{hypothesis}}\nFollows:", "doc_to_target": "label",
        "doc_to_choice": ["yes", "maybe", "no"],
    })


def choices(rows):
    return task("choices", rows, {
        "doc_to_text": "{{question}}", "doc_to_target": "answer", "doc_to_choice": "choices",
    })


def text(path):
    return task("story", [{"text": path.read_text(encoding="utf-8")}], {
        "output_type": "loglikelihood_rolling", "doc_to_text": "", "doc_to_target": "text",
        "metric_list": [{"metric": metric} for metric in ("word_perplexity", "byte_perplexity", "bits_per_byte")],
    })


def model(name):
    return HFLM(pretrained=str(repository / "assets/sample" / name), dtype="float32", device="cpu", batch_size=64)


def run(lm, config):
    result = lm_eval.simple_evaluate(model=lm, tasks=[config], bootstrap_iters=0, log_samples=True)
    name = config["task"]
    return result["results"][name], sorted(result["samples"][name], key=lambda sample: sample["doc_id"])


def scored(lm, config):
    metrics, samples = run(lm, config)
    rows = [[round(float(one[0]), 6) for one in sample["filtered_resps"]] for sample in samples]
    return {
        "rows": len(rows),
        "acc": metrics["acc,none"], "acc_norm": metrics["acc_norm,none"], "acc_bytes": metrics["acc_bytes,none"],
        "target": [int(sample["target"]) for sample in samples],
        "predicted": [max(range(len(row)), key=row.__getitem__) for row in rows],
        "right_norm": [int(sample["acc_norm"]) for sample in samples],
        "right_bytes": [int(sample["acc_bytes"]) for sample in samples],
        "log_likelihoods": rows,
    }


def perplexity(lm, path):
    metrics, samples = run(lm, text(path))
    tokens = lm.tok_encode(path.read_text(encoding="utf-8"))
    windows = list(get_rolling_token_windows(tokens, lm.prefix_token_id, lm.max_length, 1))
    log_likelihood = float(samples[0]["filtered_resps"][0])
    return {
        "log_likelihood": round(log_likelihood, 6),
        "word_perplexity": metrics["word_perplexity,none"], "byte_perplexity": metrics["byte_perplexity,none"],
        "bits_per_byte": metrics["bits_per_byte,none"],
        "tokens": len(tokens), "tokens_begin": tokens[:3], "windows": [len(predicted) for _, predicted in windows],
        "prefix_token": lm.prefix_token_id, "max_length": lm.max_length,
        "token_perplexity": float(torch.tensor(-log_likelihood / len(tokens), dtype=torch.float64).exp()),
    }


def bos(lm, prompt):
    begin = lm._encode_pair(prompt, " x")[0][0]
    return {"bos": begin == lm.tokenizer.bos_token_id, "bos_token": lm.tokenizer.bos_token_id}


def write(name, value):
    (golden / name).write_text(json.dumps(value, ensure_ascii=False) + "\n", encoding="utf-8")


def numbers(result):
    """What of a long data set is kept."""
    return {key: result[key] for key in ("rows", "acc", "acc_norm", "acc_bytes", "log_likelihoods")}


MADE = {"lm_eval": lm_eval.__version__, "dtype": "float32"}
if sys.argv[1] == "own":
    result = {**MADE, "models": {}}
    for name in MODELS:
        lm = model(name)
        result["models"][name] = {
            **bos(lm, "Review: a\nSentiment:"),
            "reviews.tsv": scored(lm, sst2(tsv(golden / "reviews.tsv"))),
            "pairs.jsonl": scored(lm, mnli(jsonl(golden / "pairs.jsonl"))),
            "choices.jsonl": scored(lm, choices(jsonl(golden / "choices.jsonl"))),
            "story.txt": perplexity(lm, golden / "story.txt"),
        }
    write("lm_eval.json", result)
else:
    data = pathlib.Path(sys.argv[3])
    result = {**MADE, "models": {}}
    for name in MODELS:
        lm = model(name)
        made = scored(lm, sst2(tsv(data / "sst2/dev.tsv")))
        result["target"] = made["target"]
        result["models"][name] = {**bos(lm, "Review: a\nSentiment:"), **numbers(made)}
    write("sst2_dev.json", result)
    lm = model("mnli")
    made = scored(lm, mnli(jsonl(data / "mnli/dev_matched.jsonl")[:400]))
    write(
        "mnli_dev.json",
        {**MADE, "target": made["target"], "models": {"mnli": {**bos(lm, "Premise: a"), **numbers(made)}}},
    )
