"""A folder of the shape of Mistral 7B v0.3 in bitsandbytes' NF4 with double quantisation, of random numbers:
what a QLoRA base looks like on disk (about 4 GB), for trials by hand.

    python mistral_bnb4.py FOLDER [LAYERS]

Needs numpy and bitsandbytes (for its table of 256). Codes and scales are random bytes; nothing is
quantised, so it takes as long as writing does. Two shards with an index, as save_pretrained writes them.
"""

import json
import pathlib
import struct
import sys

import numpy as np
from bitsandbytes.functional import create_dynamic_map, get_4bit_type

WIDTH, HIDDEN, HEADS, KV_HEADS, VOCABULARY = 4096, 14336, 32, 8, 32768
LAYERS = int(sys.argv[2]) if len(sys.argv) > 2 else 32
OUT = pathlib.Path(sys.argv[1])
BLOCK, NESTED_BLOCK = 64, 256
RANDOM = np.random.default_rng(1)
NF4 = get_4bit_type("nf4", device="cpu").numpy().astype("<f4").tobytes()
DYNAMIC = create_dynamic_map().numpy().astype("<f4").tobytes()


def bfloat16(count, scale):
    """Gaussian weights in bfloat16, a million drawn and repeated."""
    values = (RANDOM.standard_normal(min(count, 1 << 20)) * scale).astype("<f4").view("<u4")
    upper = ((values + 0x7FFF + ((values >> 16) & 1)) >> 16).astype("<u2")
    return np.resize(upper, count).tobytes()


def module(name, rows, columns):
    """The tensors of one quantised weight, as (name, dtype, shape, bytes or a maker of bytes)."""
    weights = rows * columns
    blocks = weights // BLOCK
    state = {"quant_type": "nf4", "blocksize": BLOCK, "dtype": "bfloat16", "shape": [rows, columns],
             "nested_blocksize": NESTED_BLOCK, "nested_dtype": "float32", "nested_offset": 0.04}
    state = json.dumps(state).encode()
    outer = -(-blocks // NESTED_BLOCK)
    yield name, "U8", [weights // 2, 1], lambda: RANDOM.bytes(weights // 2)
    yield name + ".absmax", "U8", [blocks], lambda: RANDOM.bytes(blocks)
    yield name + ".nested_absmax", "F32", [outer], lambda: RANDOM.uniform(0.01, 0.02, outer).astype("<f4").tobytes()
    yield name + ".nested_quant_map", "F32", [256], lambda: DYNAMIC
    yield name + ".quant_map", "F32", [16], lambda: NF4
    yield name + ".quant_state.bitsandbytes__nf4", "U8", [len(state)], lambda: state


def plain(name, *shape):
    count = int(np.prod(shape))
    yield name, "BF16", list(shape), lambda: bfloat16(count, 0.02)


def layer(number):
    at = f"model.layers.{number}."
    head = WIDTH // HEADS
    yield from plain(at + "input_layernorm.weight", WIDTH)
    for name, rows in {"q": WIDTH, "k": KV_HEADS * head, "v": KV_HEADS * head, "o": WIDTH}.items():
        yield from module(f"{at}self_attn.{name}_proj.weight", rows, WIDTH)
    yield from plain(at + "post_attention_layernorm.weight", WIDTH)
    yield from module(at + "mlp.gate_proj.weight", HIDDEN, WIDTH)
    yield from module(at + "mlp.up_proj.weight", HIDDEN, WIDTH)
    yield from module(at + "mlp.down_proj.weight", WIDTH, HIDDEN)


def write(path, tensors):
    size = {"U8": 1, "BF16": 2, "F32": 4}
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, dtype, shape, _ in tensors:
        end = offset + int(np.prod(shape)) * size[dtype]
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for _, _, _, make in tensors:
            file.write(make())
    return offset


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    # The second shard begins within a module: its weight is in the first, its scales are not.
    tensors = list(plain("model.embed_tokens.weight", VOCABULARY, WIDTH))
    for number in range(LAYERS):
        tensors += layer(number)
    tensors += plain("model.norm.weight", WIDTH)
    tensors += plain("lm_head.weight", VOCABULARY, WIDTH)
    middle = f"model.layers.{LAYERS // 2}.mlp.up_proj.weight.absmax"
    cut = next(i for i, tensor in enumerate(tensors) if tensor[0] == middle)
    index, total = {}, 0
    for number, some in enumerate([tensors[:cut], tensors[cut:]], 1):
        shard = f"model-{number:05d}-of-00002.safetensors"
        total += write(OUT / shard, some)
        index.update({tensor[0]: shard for tensor in some})
    (OUT / "model.safetensors.index.json").write_text(
        json.dumps({"metadata": {"total_size": total}, "weight_map": index}))
    (OUT / "config.json").write_text(json.dumps({
        "_name_or_path": "mistralai/Mistral-7B-v0.3", "architectures": ["MistralForCausalLM"],
        "model_type": "mistral", "hidden_size": WIDTH, "intermediate_size": HIDDEN, "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS, "num_key_value_heads": KV_HEADS, "vocab_size": VOCABULARY,
        "head_dim": WIDTH // HEADS, "rope_theta": 1000000.0, "max_position_embeddings": 32768,
        "rms_norm_eps": 1e-05, "tie_word_embeddings": False, "torch_dtype": "bfloat16",
        "quantization_config": {"quant_method": "bitsandbytes", "load_in_4bit": True, "load_in_8bit": False,
                                "bnb_4bit_quant_type": "nf4", "bnb_4bit_use_double_quant": True,
                                "bnb_4bit_compute_dtype": "bfloat16", "bnb_4bit_quant_storage": "uint8"}}, indent=1))
    print(f"{OUT}: {total:,} bytes of tensors")


main()
