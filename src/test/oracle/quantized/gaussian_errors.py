"""The relative error ||q - w|| / ||w|| of each format on Gaussian weights, by the real quantisers.

    python gaussian_errors.py > gaussian_errors.tsv

Needs torch and bitsandbytes. The table of checkpoint.quantized.GaussianErrors is what this prints;
GaussianErrorsTest holds the two together. 2^24 weights a line (2^22 for the slow ones), float32, seed 1.
"""

import bitsandbytes as bnb
import torch
from bitsandbytes.functional import QuantState

torch.manual_seed(1)
COLUMNS = 4096
WEIGHTS = torch.randn(1 << 12, COLUMNS)


def error(quantised, weights=WEIGHTS):
    q, w = quantised.double(), weights.double()
    return float((q - w).norm() / w.norm())


def four_bits(kind, block, nested):
    flat = WEIGHTS.reshape(1, -1)  # see make_golden.py: bitsandbytes' CPU kernel takes rows for themselves
    packed, state = bnb.functional.quantize_4bit(flat, blocksize=block, quant_type=kind, compress_statistics=nested)
    return error(bnb.functional.dequantize_4bit(packed, state).reshape(WEIGHTS.shape))


def int8(columns):
    weights = WEIGHTS.reshape(-1)[: (WEIGHTS.numel() // columns) * columns].reshape(-1, columns)
    codes, scale, _ = bnb.functional.int8_vectorwise_quant(weights.clone())
    return error(bnb.functional.int8_vectorwise_dequant(codes, scale), weights)


def fp8(dtype, rows, columns):
    """Scales as Transformers' Fp8Quantize sets them: a block's largest magnitude becomes the format's."""
    blocks = WEIGHTS.reshape(WEIGHTS.shape[0] // rows, rows, COLUMNS // columns, columns)
    scale = blocks.abs().amax(dim=(1, 3), keepdim=True) / torch.finfo(dtype).max
    return error(((blocks / scale).to(dtype).float() * scale).reshape(WEIGHTS.shape))


for kind in ["nf4", "fp4"]:
    for nested in [False, True]:
        for block in [32, 64, 128, 256, 512, 1024, 2048, 4096]:
            print(f"{kind}\t{block}\t{'nested' if nested else 'plain'}\t{four_bits(kind, block, nested):.4f}", flush=True)
for power in range(6, 17):
    print(f"int8\t{1 << power}\trow\t{int8(1 << power):.5f}", flush=True)
for dtype in [torch.float8_e4m3fn, torch.float8_e5m2]:
    for rows, columns in [(128, 128), (1, COLUMNS), (WEIGHTS.shape[0], COLUMNS)]:
        print(f"{str(dtype)[6:]}\t{rows}x{columns}\tscale\t{fp8(dtype, rows, columns):.4f}", flush=True)
