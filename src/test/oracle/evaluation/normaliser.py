"""Texts as SQuAD's evaluation normalises them, and which pairs lm-evaluation-harness' exact_match takes for equal: the
golden file of NormaliserTest (src/test/resources/golden/evaluation/normaliser.json). Made with lm-eval
0.4.13, whose tasks hold SQuAD's normalize_answer word for word.

    python normaliser.py > ../../resources/golden/evaluation/normaliser.json
"""

import itertools
import json

from lm_eval.api.metrics import exact_match_hf_evaluate
from lm_eval.tasks.qasper.metrics import normalize_answer

TEXTS = [
    "The Cat", "the cat", "cat", " the  cat. ", "A the an", "Theatre", "an.other", "then, the\tend\n", "don't", "dont",
    "U.S.A.", "usa", "1,000", "1000", "$5 (five)", "5 five", "É À", "é à", "“quoted”", "quoted", "the", "", " ", ".",
    "x\u00a0y", "x y", "a-b", "ab", "A's", "the_end", "ΣΑΣ", "İ", "answer: 42", "42", "a\u001cb", "la the é an",
]
OPTIONS = [
    {},
    {"ignore_case": True},
    {"ignore_punctuation": True},
    {"ignore_numbers": True},
    {"ignore_case": True, "ignore_punctuation": True, "ignore_numbers": True},
    {"regexes_to_ignore": ["answer: ", "[$,]"]},
    {"regexes_to_ignore": ["^[Tt]he "], "ignore_case": True},
]


def equal(a, b, options):
    return bool(exact_match_hf_evaluate([a], [b], **options)["exact_match"] == 1.0)


pairs = list(itertools.combinations(range(len(TEXTS)), 2))
print(json.dumps({
    "texts": TEXTS,
    "squad": [normalize_answer(text) for text in TEXTS],
    "exact_match": [
        {"options": options, "equal": [[i, j] for i, j in pairs if equal(TEXTS[i], TEXTS[j], options)]}
        for options in OPTIONS
    ],
}, ensure_ascii=False))
