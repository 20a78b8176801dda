"""Makes src/test/resources/golden/quantized: small quantised checkpoints, as the real bitsandbytes and
transformers save them, and the float32 numbers that they stand for.

    python make_golden.py

Needs torch, transformers, accelerate, bitsandbytes, safetensors, numpy. The expected numbers are
computed in NumPy from the stored bytes by the format's formula in float32, and held against
bitsandbytes' (and for float8 Transformers') own dequantisation here: `library` in expected.json says
whether it gave the same bits, null where it cannot do it.
"""

import hashlib
import json
import pathlib
import shutil
import tempfile

import bitsandbytes as bnb
import numpy as np
import torch
import transformers
from bitsandbytes.functional import QuantState
from safetensors import safe_open
from transformers.integrations.finegrained_fp8 import Fp8Dequantize
from safetensors.torch import load_file, save_file

OUT = pathlib.Path(__file__).parents[2] / "resources" / "golden" / "quantized"
BLOCK_SIZES = [32, 64, 128, 256, 512, 1024, 2048, 4096]


def numbers(tensor):
    """The exact float32 numbers of a stored tensor."""
    return tensor.to(torch.float32).numpy()


def four_bits(tensors, name):
    """quant_map[nibble] * absmax[block], high nibble first, every step rounded to float32."""
    key = next(k for k in tensors if k.startswith(name + ".quant_state.bitsandbytes__"))
    state = json.loads(bytes(tensors[key].numpy()).decode())
    packed = tensors[name].view(torch.uint8).numpy().reshape(-1)
    nibbles = np.stack([packed >> 4, packed & 15], axis=1).reshape(-1)
    count = int(np.prod(state["shape"]))
    values = numbers(tensors[name + ".quant_map"])[nibbles[:count]]
    absmax = tensors[name + ".absmax"]
    if name + ".nested_absmax" in tensors:
        codes = absmax.numpy()
        outer = np.repeat(numbers(tensors[name + ".nested_absmax"]), state["nested_blocksize"])
        scale = numbers(tensors[name + ".nested_quant_map"])[codes] * outer[: codes.size]
        scale = scale + np.float32(state["nested_offset"])
    else:
        scale = numbers(absmax)
    assert scale.dtype == np.float32
    return (values * np.repeat(scale, state["blocksize"])[:count]).reshape(state["shape"])


def four_bits_of_bitsandbytes(tensors, name):
    parts = {k[len(name) + 1 :]: v for k, v in tensors.items() if k.startswith(name + ".")}
    state = QuantState.from_dict(dict(parts), torch.device("cpu"))
    state.dtype = torch.float32
    # Blocks run over the flattened tensor: so bitsandbytes quantises, and so its CUDA kernels and its
    # kernels in Python read. Its CPU kernel (0.50.2) takes each row by itself and is wrong where a row
    # is no whole number of blocks; it is right for the same numbers as one row.
    shape, state.shape = state.shape, torch.Size([1, state.shape.numel()])
    return bnb.functional.dequantize_4bit(tensors[name], state).numpy().reshape(shape)


def eight_bits(tensors, name):
    """(int8 * SCB[row]) * float32(1 / 127)."""
    scale = numbers(tensors[name.removesuffix("weight") + "SCB"])
    return tensors[name].numpy().astype(np.float32) * scale[:, None] * np.float32(7.874015718698502e-3)


def eight_bits_of_bitsandbytes(tensors, name):
    scale = tensors[name.removesuffix("weight") + "SCB"]
    return bnb.functional.int8_vectorwise_dequant(tensors[name], scale).numpy()


def float8_of_transformers(tensors, name, scale):
    """Transformers' Fp8Dequantize; it knows grids that divide the tensor evenly, and takes 130 rows under
    two rows of scales for blocks of 65, though its own quantiser and kernels mean 128 and 2: there it
    gives other numbers (`blocks.130.weight`, the only line that differs)."""
    weight, scales = tensors[name], tensors[scale]
    grid = scales.shape if scales.ndim == weight.ndim else (1, 1)
    if weight.ndim != 2 or scales.ndim == 1 or any(w % g for w, g in zip(weight.shape, grid)):
        return None
    scales = scales.reshape(1, 1) if scales.ndim == 0 else scales
    return Fp8Dequantize(None)._dequantize_one(weight, scales, torch.float32).numpy()


def describe(expected, file, name, values, theirs=None):
    assert values.dtype == np.float32
    if theirs is not None:
        assert theirs.dtype == np.float32
    expected.setdefault(file, {})[name] = {
        "shape": list(values.shape),
        "sha256": hashlib.sha256(values.tobytes()).hexdigest(),
        "first": [float(v) for v in values.reshape(-1)[:4]],
        "library": None if theirs is None else bool(np.array_equal(values, theirs)),
    }


def describe_all(expected, file):
    tensors = load_file(OUT / file)
    for key in tensors:
        if ".quant_state.bitsandbytes__" in key:
            name = key[: key.index(".quant_state.")]
            describe(expected, file, name, four_bits(tensors, name), four_bits_of_bitsandbytes(tensors, name))
        elif key.endswith(".SCB"):
            name = key.removesuffix("SCB") + "weight"
            describe(expected, file, name, eight_bits(tensors, name), eight_bits_of_bitsandbytes(tensors, name))


def relative_error(expected, kind):
    """||q - w|| / ||w|| over the quantised tensors, in float64 over float32 differences."""
    plain = load_file(OUT / "llama-plain.safetensors")
    stored = load_file(OUT / f"llama-{kind}/model.safetensors")
    by = eight_bits if kind == "int8" else four_bits
    difference = norm = 0.0
    for name in expected[f"llama-{kind}/model.safetensors"]:
        w = numbers(plain[name])
        d = (by(stored, name) - w).astype(np.float64)
        difference += float((d * d).sum())
        norm += float((w.astype(np.float64) ** 2).sum())
    return (difference / norm) ** 0.5


def llama():
    torch.manual_seed(5)
    config = transformers.LlamaConfig(
        vocab_size=24, hidden_size=32, intermediate_size=56, num_hidden_layers=1, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=64)
    return transformers.LlamaForCausalLM(config).to(torch.bfloat16)


def saved_by_transformers(expected):
    options = {
        "nf4-nested": dict(load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=True,
                           bnb_4bit_compute_dtype=torch.bfloat16),
        "fp4": dict(load_in_4bit=True, bnb_4bit_quant_type="fp4"),
        "nf4-storage-bf16": dict(load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=True,
                                 bnb_4bit_quant_storage=torch.bfloat16),
        "int8": dict(load_in_8bit=True),
    }
    with tempfile.TemporaryDirectory() as plain:
        llama().save_pretrained(plain)
        shutil.copy(pathlib.Path(plain) / "model.safetensors", OUT / "llama-plain.safetensors")
        for name, option in options.items():
            model = transformers.AutoModelForCausalLM.from_pretrained(
                plain, quantization_config=transformers.BitsAndBytesConfig(**option), dtype=torch.bfloat16,
                device_map="cpu")
            folder = OUT / ("llama-" + name)
            shutil.rmtree(folder, ignore_errors=True)
            model.save_pretrained(folder)
            (folder / "generation_config.json").unlink(missing_ok=True)
            describe_all(expected, f"llama-{name}/model.safetensors")


def gpt2(expected):
    """Conv1D modules: Transformers turns their weights round before quantising, and saves them so."""
    torch.manual_seed(9)
    config = transformers.GPT2Config(vocab_size=24, n_embd=32, n_layer=1, n_head=4, n_positions=16,
                                     bos_token_id=0, eos_token_id=0)
    with tempfile.TemporaryDirectory() as plain:
        transformers.GPT2LMHeadModel(config).save_pretrained(plain)
        weights = load_file(pathlib.Path(plain) / "model.safetensors")
        for kind, option in {"nf4": dict(load_in_4bit=True, bnb_4bit_quant_type="nf4"),
                             "int8": dict(load_in_8bit=True)}.items():
            model = transformers.AutoModelForCausalLM.from_pretrained(
                plain, quantization_config=transformers.BitsAndBytesConfig(**option), device_map="cpu")
            folder = OUT / ("gpt2-" + kind)
            shutil.rmtree(folder, ignore_errors=True)
            model.save_pretrained(folder)
            (folder / "generation_config.json").unlink(missing_ok=True)
            file = f"gpt2-{kind}/model.safetensors"
            stored = load_file(OUT / file)
            for name, weight in weights.items():
                if ".c_" in name and name.endswith(".weight"):
                    values = four_bits(stored, name) if kind == "nf4" else eight_bits(stored, name)
                    values = np.ascontiguousarray(values.T)
                    error = np.linalg.norm(values - weight.numpy()) / np.linalg.norm(weight.numpy())
                    assert error < 0.1, (name, error)
                    describe(expected, file, name, values)


def every_block_size(expected):
    """One tensor a block size, a kind and with or without nested statistics; lengths that end within
    a block and within a byte."""
    torch.manual_seed(7)
    tensors = {}
    for kind in ["nf4", "fp4"]:
        for nested in [False, True]:
            for size in BLOCK_SIZES:
                shape = (3, 2 * size // 3 * 2 + 1) if size < 4096 else (2, 4097)
                weight = torch.randn(shape) * 0.02
                packed, state = bnb.functional.quantize_4bit(
                    weight, blocksize=size, quant_type=kind, compress_statistics=nested)
                name = f"{kind}.{'nested' if nested else 'plain'}.{size}.weight"
                tensors[name] = packed
                for key, value in state.as_dict(packed=True).items():
                    tensors[f"{name}.{key}"] = value
    # Many blocks of the statistics themselves: more than one nested block.
    weight = torch.randn(20, 1024) * 0.02
    packed, state = bnb.functional.quantize_4bit(weight, blocksize=64, quant_type="nf4", compress_statistics=True)
    tensors["long.weight"] = packed
    for key, value in state.as_dict(packed=True).items():
        tensors[f"long.weight.{key}"] = value
    save_file({k: v.contiguous() for k, v in tensors.items()}, OUT / "blocks.safetensors")
    describe_all(expected, "blocks.safetensors")


def fp8(expected):
    """float8 with scales: by blocks of 128 x 128 (edges that are no whole block), for the tensor, by
    row, by group of a row, and one expert's matrix among several."""
    torch.manual_seed(11)

    def quantise(weight, scale):
        return (weight / scale).clamp(-448, 448).to(torch.float8_e4m3fn)

    tensors, formula = {}, {}

    def add(name, weight, scale, grown, suffix, dtype=torch.float32):
        tensors[name] = quantise(weight, grown)
        tensors[name + suffix] = scale.to(dtype).clone()
        formula[name] = numbers(tensors[name]) * np.broadcast_to(
            numbers(grown.to(dtype) if dtype != torch.float32 else grown), tuple(weight.shape))

    def grid(rows, cols, block):
        scale = torch.rand(-(-rows // block), -(-cols // block)) * 1e-4 + 1e-5
        grown = scale.repeat_interleave(block, 0)[:rows].repeat_interleave(block, 1)[:, :cols]
        return scale, grown

    for rows, cols in [(130, 200), (128, 256), (64, 96)]:
        scale, grown = grid(rows, cols, 128)
        add(f"blocks.{rows}.weight", torch.randn(rows, cols) * 0.02, scale, grown, "_scale_inv")
    scale = torch.tensor(1.5e-4)
    add("scalar.weight", torch.randn(5, 7) * 0.02, scale, scale, "_scale")
    add("single.weight", torch.randn(5, 7) * 0.02, scale.reshape(1), scale.reshape(1), "_scale")
    scale = torch.rand(6, 1) * 1e-4 + 1e-5
    add("rows.weight", torch.randn(6, 10) * 0.02, scale, scale, "_scale")
    add("flat.weight", torch.randn(6, 10) * 0.02, scale.reshape(6), scale, "_scale")
    add("half.weight", torch.randn(6, 10) * 0.02, scale, scale, "_scale", torch.bfloat16)
    scale = torch.rand(6, 3) * 1e-4 + 1e-5
    add("groups.weight", torch.randn(6, 12) * 0.02, scale, scale.repeat_interleave(4, 1), "_scale")
    scale = torch.rand(3, 1, 8) * 1e-4 + 1e-5
    add("experts.gate_up_proj", torch.randn(3, 4, 8) * 0.02, scale, scale, "_scale")
    tensors["blocks.130.input_scale"] = torch.tensor(0.5)
    tensors["norm.weight"] = torch.ones(8, dtype=torch.bfloat16)
    # Scales that are powers of two, one byte each.
    codes = torch.tensor([[110, 113], [117, 111]], dtype=torch.uint8)
    power = torch.exp2(codes.float() - 127)
    grown = power.repeat_interleave(4, 0).repeat_interleave(6, 1)
    tensors["powers.weight"] = quantise(torch.randn(8, 12) * 0.02, grown)
    tensors["powers.weight_scale_inv"] = codes.view(torch.float8_e8m0fnu)
    formula["powers.weight"] = numbers(tensors["powers.weight"]) * numbers(grown)
    save_file({k: v.contiguous() for k, v in tensors.items()}, OUT / "fp8.safetensors")
    for name, values in formula.items():
        scale = next(k for k in [name + "_scale_inv", name + "_scale"] if k in tensors)
        describe(expected, "fp8.safetensors", name, np.ascontiguousarray(values, dtype=np.float32),
                 float8_of_transformers(tensors, name, scale))


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    expected = {}
    saved_by_transformers(expected)
    gpt2(expected)
    every_block_size(expected)
    fp8(expected)
    for file, tensors in expected.items():
        same = [t["library"] for t in tensors.values()]
        print(file, len(tensors), "tensors; same bits as the library:", same.count(True), "not:", same.count(False))
        for name, facts in tensors.items():
            if facts["library"] is False:
                print("   differs:", name)
    expected = {"versions": {"torch": torch.__version__, "transformers": transformers.__version__,
                             "bitsandbytes": bnb.__version__},
                "errors": {kind: relative_error(expected, kind) for kind in ["nf4-nested", "fp4", "int8"]},
                "files": expected}
    (OUT / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


main()
