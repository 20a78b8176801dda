"""Golden files of numbers: types.gguf with a tensor of each type that is read, types.safetensors with what the Python package gguf
makes of them (llama.cpp itself for Q8_K, which the package lacks), names.tsv with what is listed of the others.

    GGML_QUANTIZERS=…/libggmlq.so python tensor_types.py ../../resources/golden/gguf

Each quantised tensor has three rows of 512: Gaussian numbers as llama.cpp quantises them, then two rows of random bytes with random
scales, among them zero, the smallest and the largest float16, and negative ones.
"""
import sys
from pathlib import Path

import gguf
import numpy as np
from gguf import GGMLQuantizationType as T
from safetensors.numpy import save_file

import ggml_quantizers

OUT = Path(sys.argv[1])
READ = [T.Q4_0, T.Q4_1, T.Q5_0, T.Q5_1, T.Q8_0, T.Q2_K, T.Q3_K, T.Q4_K, T.Q5_K, T.Q6_K, T.Q8_K]
LISTED = [T.IQ2_XXS, T.IQ2_XS, T.IQ3_XXS, T.IQ1_S, T.IQ4_NL, T.IQ3_S, T.IQ2_S, T.IQ4_XS, T.IQ1_M, T.TQ1_0, T.TQ2_0, T.MXFP4, T.NVFP4,
          T.Q1_0]
# Where the float16 scales lie in a block.
SCALES = {T.Q4_0: [0], T.Q4_1: [0, 2], T.Q5_0: [0], T.Q5_1: [0, 2], T.Q8_0: [0], T.Q2_K: [80, 82], T.Q3_K: [108], T.Q4_K: [0, 2],
          T.Q5_K: [0, 2], T.Q6_K: [208]}
random = np.random.default_rng(7)
writer = gguf.GGUFWriter(OUT / "types.gguf", "types")
expected = {}


def halves(count):
    values = random.standard_normal(count).astype(np.float16) * np.float16(0.1)
    values[random.random(count) < 0.3] *= np.float16(6e-5)
    special = np.array([0, -0.0, 6e-8, -6e-8, 65504, -65504], np.float16)
    chosen = random.random(count) < 0.15
    values[chosen] = random.choice(special, chosen.sum())
    return values


def blocks(kind):
    block, size = gguf.GGML_QUANT_SIZES[kind]
    row = 512 // block * size
    raw = random.integers(0, 256, (2, row), dtype=np.uint8).reshape(-1, size)
    if kind == T.Q8_K:
        raw[:, :4] = (random.standard_normal(len(raw)).astype(np.float32) * 0.01).view(np.uint8).reshape(-1, 4)
    for at in SCALES.get(kind, []):
        raw[:, at:at + 2] = halves(len(raw)).view(np.uint8).reshape(-1, 2)
    gaussian = random.standard_normal((1, 512)).astype(np.float32) * np.float32(0.02)
    if kind == T.Q8_K:
        return raw.reshape(2, row)
    return np.concatenate([ggml_quantizers.quantize(gaussian, kind), raw.reshape(2, row)])


for kind in READ:
    raw = blocks(kind)
    name = kind.name
    numbers = ggml_quantizers.dequantize(raw, kind) if kind == T.Q8_K else gguf.quants.dequantize(raw, kind)
    if kind != T.Q8_K:
        assert np.array_equal(numbers, ggml_quantizers.dequantize(raw, kind)), kind
    expected[name] = numbers
    writer.add_tensor(name, raw, raw_dtype=kind)

weights = random.standard_normal((3, 5)).astype(np.float32)
for kind, values in {
        T.F32: weights, T.F16: weights.astype(np.float16), T.F64: weights.astype(np.float64) / 3,
        T.I8: np.arange(-3, 4, dtype=np.int8), T.I16: np.arange(-300, 300, 100, dtype=np.int16),
        T.I32: np.array([-2**31, 2**31 - 1], np.int32), T.I64: np.array([-2**63, 2**63 - 1], np.int64)}.items():
    expected[kind.name] = values
    writer.add_tensor(kind.name, values)
bf16 = gguf.quants.quantize(weights, T.BF16)
writer.add_tensor("BF16", bf16, raw_dtype=T.BF16)
expected["BF16"] = gguf.quants.dequantize(bf16, T.BF16)

writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
save_file(expected, OUT / "types.safetensors")

with open(OUT / "listed.tsv", "w") as file:
    for kind in LISTED:
        block, size = gguf.GGML_QUANT_SIZES[kind]
        print(int(kind), kind.name, block, size, sep="\t", file=file)
