"""Writes what statsmodels, SciPy and scikit-learn say of answers that were made up.

    python answers.py        needs numpy, scipy, statsmodels, scikit-learn; writes
                             src/test/resources/golden/evaluation/answers.json
"""

import json
from pathlib import Path

import numpy as np
from scipy.stats import binomtest
from sklearn.metrics import confusion_matrix, recall_score
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportion_confint

GOLDEN = Path(__file__).parents[2] / "resources/golden/evaluation"


def wilson():
    for rows, hits in [(1, 0), (1, 1), (10, 0), (10, 10), (10, 3), (872, 716), (9815, 4834)]:
        low, high = proportion_confint(hits, rows, alpha=0.05, method="wilson")
        yield {"rows": rows, "hits": hits, "low": low, "high": high}


def tests():
    for gained, lost in [(0, 1), (3, 0), (5, 5), (12, 4), (214, 32), (40, 61), (900, 850)]:
        p = mcnemar([[0, gained], [lost, 0]], exact=True).pvalue
        assert abs(p - binomtest(gained, gained + lost).pvalue) < 1e-9
        yield {"gained": gained, "lost": lost, "p": min(1.0, p)}


def ece(confidence, right, bins=10):
    """Guo et al. 2017: the weighted mean distance of accuracy and confidence over equal bins."""
    edges = np.linspace(0, 1, bins + 1)
    total = 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            total += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return total


def answers():
    rng = np.random.default_rng(13)
    rows, labels = 60, 3
    truth = rng.integers(0, labels, rows)
    scores = np.round(rng.normal(size=(rows, labels)) * 2 + np.eye(labels)[truth], 6)
    answer = scores.argmax(1)
    shares = np.exp(scores - scores.max(1, keepdims=True))
    shares /= shares.sum(1, keepdims=True)
    confidence = shares.max(1)
    lengths = np.array([3, 11, 5])
    return {
        "truth": truth.tolist(),
        "log_likelihoods": scores.tolist(),
        "accuracy": float((answer == truth).mean()),
        "accuracy_per_byte": float(((scores / lengths).argmax(1) == truth).mean()),
        "recall": recall_score(truth, answer, average=None).tolist(),
        "confusion": confusion_matrix(truth, answer).tolist(),
        "calibration_error": float(ece(confidence, (answer == truth).astype(float))),
        "log_likelihood": float(scores[np.arange(rows), truth].mean()),
    }


out = {"wilson": list(wilson()), "mcnemar": list(tests()), "answers": answers()}
(GOLDEN / "answers.json").write_text(json.dumps(out, indent=1) + "\n")
