"""Models whose vocabulary grew (or shrank) in fine-tuning, the vector of the rows that both sides have, by PyTorch, and its
numbers by NumPy in float64.

Run: python grown_vocabulary.py OUTPUT_FOLDER   (PyTorch, transformers, safetensors, NumPy)

Each case is a folder: base/ and tuned/ as transformers' `save_pretrained` writes them after `resize_token_embeddings` (in
`tied-stored-*` the head is stored beside the embedding that it is, as older programs wrote it), vector.safetensors,
applied.safetensors (base + vector: rows that the vector does not hold are the base's) and expected.json. The rows that only one side has hold a NaN and an infinity: nothing may come of them but another fingerprint.
Fingerprints are computed here from their description (`checkpoint.Fingerprint`, `tensor.Checksum`), with NumPy and hashlib.
"""

import hashlib
import json
import shutil
import struct
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from transformers import LlamaConfig, LlamaForCausalLM

out = Path(sys.argv[1])
shutil.rmtree(out, ignore_errors=True)
out.mkdir(parents=True)
torch.manual_seed(20)

NAMES = {torch.bfloat16: "BF16", torch.float32: "F32"}
EMBEDDING, HEAD = "model.embed_tokens.weight", "lm_head.weight"
WIDTH = 6

# name: rows of the base, rows of the fine-tuned model, tied, dtype of the base, of the fine-tuned model
# 11 rows of 6 bfloat16 end in the middle of an 8-byte word of the checksum, 12 do not.
CASES = {
    "untied-bf16": (11, 16, False, torch.bfloat16, torch.bfloat16),
    "untied-f32": (11, 14, False, torch.float32, torch.float32),
    "tied-bf16": (12, 17, True, torch.bfloat16, torch.bfloat16),
    "tied-f32": (11, 12, True, torch.float32, torch.float32),
    "tied-stored-bf16": (11, 16, True, torch.bfloat16, torch.bfloat16),
    "tied-stored-f32": (12, 13, True, torch.float32, torch.float32),
    "wider-tuned": (11, 16, False, torch.bfloat16, torch.float32),
    "fewer-rows": (14, 11, False, torch.float32, torch.float32),
}


def checksum(tensor):
    """sum of mix(w_i + (i + 1) * phi) over 8-byte words, modulo 2^64"""
    raw = tensor.contiguous().view(torch.uint8).numpy().tobytes()
    raw += b"\0" * (-len(raw) % 8)
    words = np.frombuffer(raw, "<u8")
    with np.errstate(over="ignore"):
        keyed = words + np.arange(1, len(words) + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        folded = (keyed ^ (keyed >> np.uint64(32))) * np.uint64(0xFF51AFD7ED558CCD)
        return int((folded ^ (folded >> np.uint64(32))).sum(dtype=np.uint64))


def fingerprint(tensors):
    digest = hashlib.sha256()
    text = lambda s: digest.update(struct.pack("<Q", len(s.encode())) + s.encode())
    for name in sorted(tensors):
        text(name)
        text(NAMES[tensors[name].dtype])
        digest.update(struct.pack("<Q", tensors[name].dim()))
        for size in tensors[name].shape:
            digest.update(struct.pack("<Q", size))
        digest.update(struct.pack("<Q", checksum(tensors[name])))
    return digest.hexdigest()


def numbers(stored, a, b):
    """of one tensor: τ as it is stored, θ0 and θ over the same weights"""
    x, y, t = (v.to(torch.float64).numpy().ravel() for v in (stored, a, b))
    back = (a.to(torch.float32) + stored.to(torch.float32)).to(b.dtype)
    raw = lambda v: v.contiguous().view(torch.uint8).numpy().reshape(v.numel(), -1)
    error = np.abs(back.to(torch.float64).numpy().ravel() - t)
    m = np.abs(x)
    return {
        "dtype": NAMES[stored.dtype],
        "shape": list(stored.shape),
        "zeros": int((m == 0).sum()),
        "sumMagnitude": float(m.sum()),
        "sumSquares": float((m * m).sum()),
        "largest": float(m.max()),
        "baseSquares": float((y * y).sum()),
        "roundTripSame": int((raw(back) == raw(b)).all(axis=1).sum()),
        "roundTripError": float(error.max()),
        "upTo": {str(e): int((m <= e).sum()) for e in (0.0, 1e-3, 2.5e-3)},
    }


for case, (rows, tuned_rows, tied, base_type, tuned_type) in CASES.items():
    folder = out / case
    config = LlamaConfig(
        vocab_size=rows, hidden_size=WIDTH, intermediate_size=10, num_hidden_layers=1, num_attention_heads=1,
        num_key_value_heads=1, max_position_embeddings=8, tie_word_embeddings=tied, bos_token_id=1, eos_token_id=2,
    )
    model = LlamaForCausalLM(config).to(base_type)
    model.save_pretrained(folder / "base")
    model = model.to(tuned_type)
    model.resize_token_embeddings(tuned_rows, mean_resizing=False)
    seen = set()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.data_ptr() not in seen:
                seen.add(parameter.data_ptr())
                parameter += torch.randn(parameter.shape) * 0.004 * (torch.rand(parameter.shape) < 0.7)
        shared = min(rows, tuned_rows)
        for table in {id(p): p for p in (model.get_input_embeddings().weight, model.get_output_embeddings().weight)}.values():
            table[shared:, 0] = float("nan")
            table[shared:, 1] = float("-inf")
    model.save_pretrained(folder / "tuned")

    base, tuned = load_file(folder / "base/model.safetensors"), load_file(folder / "tuned/model.safetensors")
    if rows > tuned_rows:
        # Of rows that go, the base holds what must not count.
        for name in (EMBEDDING, HEAD):
            base[name][shared:, 0] = float("nan")
        save_file(base, folder / "base/model.safetensors", {"format": "pt"})
    if "stored" in case:
        for side, tensors in (("base", base), ("tuned", tuned)):
            assert HEAD not in tensors
            tensors[HEAD] = tensors[EMBEDDING].clone()
            save_file(tensors, folder / side / "model.safetensors", {"format": "pt"})
    for side in ("base", "tuned"):
        (folder / side / "generation_config.json").unlink()

    vector, held, applied = {}, {}, {}
    for name, a in base.items():
        if tied and name == HEAD:
            continue
        applied[name] = a.clone()
        b = tuned[name]
        n = min(a.shape[0], b.shape[0])
        a, b = a[:n].clone(), b[:n].clone()
        kind = base_type if base_type == tuned_type else torch.float32
        vector[name] = (b.to(torch.float32) - a.to(torch.float32)).to(kind)
        held[name] = numbers(vector[name], a, b)
        applied[name][:n] = (a.to(torch.float32) + vector[name].to(torch.float32)).to(a.dtype)
    if tied and HEAD in base:
        applied[HEAD] = applied[EMBEDDING].clone()
    save_file(applied, folder / "applied.safetensors", {"format": "pt"})
    save_file(vector, folder / "vector.safetensors", {"format": "pt"})

    n = sum(t.numel() for t in vector.values())
    total = lambda key: sum(t[key] for t in held.values())
    expected = {
        "grown": [EMBEDDING] if tied else [EMBEDDING, HEAD],
        "base": fingerprint(base),
        "tuned": fingerprint(tuned),
        "vector": fingerprint(vector),
        "tensors": held,
        "all": {
            "weights": n,
            "l2_norm": total("sumSquares") ** 0.5,
            "relative_norm": (total("sumSquares") / total("baseSquares")) ** 0.5,
            "exact_zeros": total("zeros") / n,
            "largest": max(t["largest"] for t in held.values()),
            "round_trip": total("roundTripSame") / n,
            "round_trip_error": max(t["roundTripError"] for t in held.values()),
        },
    }
    (folder / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
