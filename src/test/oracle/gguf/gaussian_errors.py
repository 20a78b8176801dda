"""The table in GgmlType: how far llama.cpp's quantisers are from Gaussian weights, without an importance matrix.

    GGML_QUANTIZERS=…/libggmlq.so python gaussian_errors.py
"""
import gguf
import numpy as np

import ggml_quantizers

TYPES = ["Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K",
         "IQ4_NL", "IQ4_XS", "IQ3_S", "IQ3_XXS", "IQ2_S", "TQ1_0", "TQ2_0", "MXFP4"]

weights = np.random.default_rng(0).standard_normal((1024, 4096)).astype(np.float32) * np.float32(0.02)
for name in TYPES:
    kind = gguf.GGMLQuantizationType[name]
    numbers = gguf.quants.dequantize(ggml_quantizers.quantize(weights, kind), kind)
    error = np.linalg.norm((numbers - weights).astype(np.float64)) / np.linalg.norm(weights.astype(np.float64))
    print(f"{name:8} {error:.6f}", flush=True)
