"""Makes src/test/resources/golden/quantized/mxfp4: small experts in MXFP4 under the names of gpt-oss, and
mxfp4.json with the float32 numbers that they stand for, by Transformers' own dequantisation.

    python mxfp4.py

Needs torch, transformers, safetensors. Every code stands beside scales from 2^-127 to 2^127; 255, which
the specification calls not a number, is left out, since Transformers reads it as infinite.
"""

import hashlib
import json
import pathlib

import torch
import transformers
from safetensors.torch import save_file
from transformers.integrations.mxfp4 import convert_moe_packed_tensors

OUT = pathlib.Path(__file__).parents[2] / "resources" / "golden" / "quantized"
FILE = "mxfp4/model.safetensors"


def describe(values):
    values = values.contiguous()
    return {
        "shape": list(values.shape),
        "sha256": hashlib.sha256(values.numpy().tobytes()).hexdigest(),
        "first": [float(v) for v in values.reshape(-1)[:4]],
        "library": True,
    }


def main():
    torch.manual_seed(7)
    tensors, expected = {}, {}
    shapes = {"gate_up_proj": (3, 24, 2), "down_proj": (3, 20, 3)}
    for name, (experts, rows, groups) in shapes.items():
        blocks = torch.randint(0, 256, (experts, rows, groups, 16), dtype=torch.uint8)
        blocks[0, 0, 0] = torch.arange(16, dtype=torch.uint8) * 17
        scales = torch.randint(100, 140, (experts, rows, groups), dtype=torch.uint8)
        scales.view(-1)[-5:] = torch.tensor([0, 1, 127, 253, 254], dtype=torch.uint8)
        whole = f"model.layers.0.mlp.experts.{name}"
        tensors[whole + "_blocks"], tensors[whole + "_scales"] = blocks, scales
        exact = convert_moe_packed_tensors(blocks, scales, dtype=torch.float32)
        # The dtype that models are loaded in holds all of them without loss.
        half = convert_moe_packed_tensors(blocks, scales, dtype=torch.bfloat16)
        assert torch.equal(half.float(), exact)
        expected[whole] = describe(exact)
        # The model's own files: the same codes, and the tensor as it is stored.
        own = {"gate_up_proj": "block.0.mlp.mlp1_weight", "down_proj": "block.0.mlp.mlp2_weight"}[name]
        tensors[own + ".blocks"], tensors[own + ".scales"] = blocks.clone(), scales.clone()
        expected[own] = describe(exact.transpose(1, 2))
    tensors["model.layers.0.mlp.experts.gate_up_proj_bias"] = torch.randn(3, 24).bfloat16()
    tensors["model.layers.0.self_attn.q_proj.weight"] = torch.randn(8, 8).bfloat16()
    (OUT / FILE).parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, OUT / FILE)
    config = {"model_type": "gpt_oss", "quantization_config": {"quant_method": "mxfp4"}}
    (OUT / FILE).with_name("config.json").write_text(json.dumps(config) + "\n")
    versions = {"torch": torch.__version__, "transformers": transformers.__version__}
    document = {"versions": versions, "files": {FILE: expected}}
    (OUT / "mxfp4.json").write_text(json.dumps(document, indent=1) + "\n")


main()
