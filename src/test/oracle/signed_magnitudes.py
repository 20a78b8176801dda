"""Counts negative and positive weights of a tensor by magnitude, for SignedMagnitudesTest.

    python signed_magnitudes.py comparison/full.safetensors
"""
import sys

import numpy as np
from safetensors import safe_open

LOWEST, HIGHEST, BINS = 1e-3, 0.03, 4
with safe_open(sys.argv[1], "pt") as file:
    values = file.get_tensor("lm_head.weight").double().numpy().ravel()
edges = LOWEST * (HIGHEST / LOWEST) ** (np.arange(BINS + 1) / BINS)
print("edges", edges)
print("negative", np.histogram(-values[values < 0], edges)[0])
print("positive", np.histogram(values[values > 0], edges)[0])
