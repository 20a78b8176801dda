"""Small files by the real PyTorch, and what PyTorch itself reads out of files.

    python make_golden.py files  FOLDER              writes the files of the tests into FOLDER
    python make_golden.py values TABLE FILE…         writes name, dtype, shape and SHA-256 of the packed
                                                     little-endian bytes of every tensor, as PyTorch loads it
    python make_golden.py tied   FOLDER              writes two models with tied weights, and their norms
    python make_golden.py old    FOLDER              writes old.pth and old_legacy.pth of every dtype, and old.tsv
    python make_golden.py big    FOLDER              writes big.pth, most significant byte first, and big.tsv
    python make_golden.py written TABLE FILE         loads FILE, which this program wrote, with weights_only=True and writes
                                                     what PyTorch finds in it
    python make_golden.py check  VECTOR TABLE        loads VECTOR with weights_only=True and compares it with TABLE

Runs on PyTorch 1.13.1 (old, written, check) and on 2.x (all). ours.tsv is what both find in ours.pth.
"""

import collections
import hashlib
import json
import os
import sys

import torch


def tensors(value, name=""):
    """Every tensor below value, with keys joined by dots."""
    if isinstance(value, torch.Tensor):
        yield name or "tensor", value
    elif isinstance(value, torch.nn.Module):
        yield from tensors(value.state_dict(), name)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from tensors(item, f"{name}.{key}" if name else str(key))
    elif isinstance(value, (list, tuple)):
        for number, item in enumerate(value):
            yield from tensors(item, f"{name}.{number}" if name else str(number))


def packed(tensor):
    tensor = tensor.detach().cpu().contiguous()
    if tensor.numel() == 0:
        return b""
    return tensor.reshape(-1).view(torch.uint8).numpy().tobytes()


def line(name, tensor):
    shape = ",".join(str(size) for size in tensor.shape)
    digest = hashlib.sha256(packed(tensor)).hexdigest()
    return f"{name}\t{str(tensor.dtype)[6:]}\t{shape}\t{digest}"


def load(path, weights_only=False):
    kwargs = {"weights_only": weights_only}
    return torch.load(path, map_location="cpu", **kwargs)


class Tiny(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = torch.nn.Embedding(5, 4)
        self.norm = torch.nn.BatchNorm1d(4)
        self.head = torch.nn.Linear(4, 5, bias=False)
        self.head.weight = self.embed.weight
        self.blocks = torch.nn.ModuleList([torch.nn.Linear(4, 4)])
        self.register_buffer("mask", torch.arange(4), persistent=False)


def example():
    torch.manual_seed(1)
    weight = torch.randn(6, 4)
    state = collections.OrderedDict()
    state["plain"] = weight.clone()
    state["transposed"] = weight.clone().t()
    state["every_other_row"] = weight.clone()[::2]
    state["inner"] = weight.clone()[1:5, 1:3]
    state["permuted"] = torch.randn(2, 3, 4, 5).permute(3, 1, 0, 2)
    state["expanded"] = torch.randn(3, 1).expand(3, 7)
    state["parameter"] = torch.nn.Parameter(weight.clone())
    state["view_a"] = weight[0]
    state["view_b"] = weight[3:, 2:]
    state["tied"] = state["plain"]
    state["empty"] = torch.zeros(0, 3)
    state["scalar"] = torch.tensor(3.5, dtype=torch.float64)
    state["half"] = torch.randn(9).half()
    state["bfloat16"] = torch.randn(9).bfloat16()
    state["complex"] = torch.randn(3, dtype=torch.complex64)
    state["flags"] = torch.tensor([True, False, True])
    for dtype in (torch.int8, torch.uint8, torch.int16, torch.int32, torch.int64):
        state[str(dtype)[6:]] = torch.arange(-3, 4).to(dtype)
    state["größe.重み"] = torch.tensor([1.0])
    return state


def files(folder):
    state = example()
    torch.save(state, os.path.join(folder, "views.pth"))
    torch.save(state, os.path.join(folder, "views_legacy.pth"), _use_new_zipfile_serialization=False)
    torch.save(state, os.path.join(folder, "views_protocol4.pth"), pickle_protocol=4)
    torch.save(state, os.path.join(folder, "views_protocol5.pth"), pickle_protocol=5)
    model = Tiny()
    optimizer = torch.optim.AdamW(model.parameters())
    for p in model.parameters():
        p.grad = torch.ones_like(p)
    optimizer.step()
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1)
    scaler = {"scale": 65536.0, "growth_factor": 2.0, "backoff_factor": 0.5, "growth_interval": 2000, "_growth_tracker": 0}
    torch.save(model, os.path.join(folder, "module.pth"))
    torch.save(optimizer.state_dict(), os.path.join(folder, "optimizer.pt"))
    torch.save(scheduler.state_dict(), os.path.join(folder, "scheduler.pt"))
    torch.save(scaler, os.path.join(folder, "scaler.pt"))
    import numpy, random
    torch.save({"python": random.getstate(), "numpy": numpy.random.get_state(), "cpu": torch.get_rng_state()[:8].clone()},
               os.path.join(folder, "rng_state.pth"))
    torch.save({"state_dict": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 3},
               os.path.join(folder, "training.ckpt"))
    torch.save({"model": {"module": model.state_dict()}, "lr": 0.1}, os.path.join(folder, "deep.pth"))
    torch.save({"model": {"w": torch.ones(2)}, "head": {"w": torch.zeros(3)}}, os.path.join(folder, "two_parts.pth"))
    torch.save([torch.ones(2), torch.zeros(3)], os.path.join(folder, "list.pth"))
    torch.save(torch.ones(2, 2), os.path.join(folder, "alone.pth"))
    torch.save({"a": 1, "b": "text"}, os.path.join(folder, "no_tensors.pth"))
    sharded = os.path.join(folder, "sharded")
    os.makedirs(sharded, exist_ok=True)
    shards = [{"a": torch.ones(2, 2), "b": torch.zeros(3)}, {"c": torch.arange(4.0)}]
    weight_map = {}
    for number, shard in enumerate(shards, 1):
        name = f"pytorch_model-{number:05}-of-00002.bin"
        torch.save(shard, os.path.join(sharded, name))
        weight_map.update({key: name for key in shard})
    with open(os.path.join(sharded, "pytorch_model.bin.index.json"), "w") as out:
        json.dump({"metadata": {"total_size": 44}, "weight_map": weight_map}, out)
    if hasattr(torch, "float8_e4m3fn"):
        modern = {
            "e4m3": torch.randn(8).to(torch.float8_e4m3fn),
            "e5m2": torch.randn(8).to(torch.float8_e5m2),
            "uint16": torch.arange(5).to(torch.uint16),
            "uint64": torch.arange(5).to(torch.uint64),
            "complex128": torch.randn(2, dtype=torch.complex128),
            "meta": torch.ones(3, device="meta"),
            "sparse": torch.eye(3).to_sparse(),
            "plain": torch.ones(2),
        }
        torch.save(modern, os.path.join(folder, "modern.pth"))
    with open(os.path.join(folder, "values.tsv"), "w", encoding="utf-8") as out:
        for name in ("views", "views_legacy", "views_protocol4", "views_protocol5"):
            for tensor in tensors(load(os.path.join(folder, name + ".pth"))):
                print(name + ".pth", line(*tensor), sep="\t", file=out)
        for tensor in tensors(load(os.path.join(folder, "module.pth"))):
            print("module.pth", line(*tensor), sep="\t", file=out)
        chosen = {
            "training.ckpt": lambda o: o["state_dict"],
            "deep.pth": lambda o: o["model"]["module"],
            "two_parts.pth": lambda o: o,
            "list.pth": lambda o: o,
            "alone.pth": lambda o: o,
        }
        for name, choose in chosen.items():
            for tensor in tensors(choose(load(os.path.join(folder, name)))):
                print(name, line(*tensor), sep="\t", file=out)
        if os.path.exists(os.path.join(folder, "modern.pth")):
            for name, tensor in tensors(load(os.path.join(folder, "modern.pth"))):
                if name not in ("complex128", "meta", "sparse"):
                    print("modern.pth", line(name, tensor), sep="\t", file=out)


def tied(folder):
    """Two state dictionaries in which PyTorch ties weights (one storage, one offset, shape and strides)."""
    torch.manual_seed(3)
    expected = {}
    models = {}
    for name in ("tied_base", "tied_tuned"):
        state = collections.OrderedDict()
        state["model.embed_tokens.weight"] = torch.randn(7, 4)
        state["model.layers.0.self_attn.q_proj.weight"] = torch.randn(4, 4)
        state["model.layers.0.self_attn.k_proj.weight"] = state["model.layers.0.self_attn.q_proj.weight"].t()
        state["model.layers.0.self_attn.v_proj.weight"] = state["model.embed_tokens.weight"][:4]
        state["model.layers.0.self_attn.o_proj.weight"] = state["model.layers.0.self_attn.q_proj.weight"].clone()
        state["model.layers.0.input_layernorm.weight"] = torch.randn(4)
        state["model.layers.0.post_attention_layernorm.weight"] = state["model.layers.0.input_layernorm.weight"]
        state["lm_head.weight"] = state["model.embed_tokens.weight"]
        models[name] = state
        torch.save(state, os.path.join(folder, name + ".pth"))
        torch.save(state, os.path.join(folder, name + "_legacy.pth"), _use_new_zipfile_serialization=False)
        expected[name] = squares(load(os.path.join(folder, name + ".pth")))
    difference = {key: models["tied_tuned"][key] - models["tied_base"][key] for key in models["tied_base"]}
    kept = set(once(models["tied_base"]))
    expected["difference"] = squares({key: value for key, value in difference.items() if key in kept})
    with open(os.path.join(folder, "tied.json"), "w") as out:
        json.dump(expected, out, indent=1)


def bits(dtype, count):
    """That many elements whose bits are all kinds: zeros of both signs, subnormal numbers, infinities, NaN."""
    width = torch.zeros(1, dtype=dtype).element_size()
    if dtype == torch.bool:
        return torch.tensor([i % 3 == 0 for i in range(count)])
    generator = torch.Generator().manual_seed(width)
    raw = torch.randint(0, 256, (count * width,), dtype=torch.uint8, generator=generator)
    raw[:width] = 0
    raw[width : 2 * width] = 255
    raw[2 * width : 3 * width] = 0
    raw[2 * width] = 1
    raw[4 * width - 1] = 128
    return raw.view(dtype)


def every_dtype():
    state = collections.OrderedDict()
    for dtype in (torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16,
                  torch.int8, torch.uint8, torch.bool, torch.complex64):
        name = str(dtype)[6:]
        state[name] = bits(dtype, 60).reshape(3, 4, 5)
        state[name + ".turned"] = state[name].permute(2, 0, 1)
        state[name + ".part"] = state[name][1:, ::2, 1:4]
    state["tied"] = state["float32"]
    state["parameter"] = torch.nn.Parameter(bits(torch.float32, 6).reshape(2, 3))
    state["scalar"] = torch.tensor(2.5)
    state["empty"] = torch.zeros(0, 4)
    return state


def big(folder):
    """As torch.save writes on a machine of that order; PyTorch itself reads it."""
    path = os.path.join(folder, "big.pth")
    state = every_dtype()
    expected = [line(*tensor) for tensor in tensors(state)]
    for name, tensor in state.items():
        if "." not in name and name != "tied":
            tensor.untyped_storage().byteswap(tensor.dtype)
    real, sys.byteorder = sys.byteorder, "big"
    torch.save(state, path)
    sys.byteorder = real
    found = [line(*tensor) for tensor in tensors(load(path))]
    assert found == expected
    with open(os.path.join(folder, "big.tsv"), "w", encoding="utf-8") as out:
        for one in found:
            print("big.pth", one, sep="\t", file=out)


def old(folder):
    if not torch.__version__.startswith("1.13"):
        sys.exit(f"these are the files of PyTorch 1.13, this is {torch.__version__}")
    state = every_dtype()
    torch.save(state, os.path.join(folder, "old.pth"))
    torch.save(state, os.path.join(folder, "old_legacy.pth"), _use_new_zipfile_serialization=False)
    with open(os.path.join(folder, "old.tsv"), "w", encoding="utf-8") as out:
        for name in ("old.pth", "old_legacy.pth"):
            for tensor in tensors(load(os.path.join(folder, name))):
                print(name, line(*tensor), sep="\t", file=out)


def written(table, path):
    loaded = load(path, weights_only=True)
    if type(loaded) is not dict:
        sys.exit(f"a dict was expected, this is {type(loaded)}")
    with open(table, "w", encoding="utf-8") as out:
        for name, tensor in loaded.items():
            print(os.path.basename(path), line(name, tensor), sep="\t", file=out)


def once(state):
    """The names of a state dictionary, of tied ones the first."""
    seen = set()
    for name, t in state.items():
        key = (t.untyped_storage().data_ptr(), t.storage_offset(), tuple(t.shape), t.stride(), t.dtype)
        if key not in seen:
            seen.add(key)
            yield name


def squares(state):
    return {name: state[name].double().pow(2).sum().item() for name in once(state)}


def values(table, paths):
    def patched(path):
        return load(path)

    with open(table, "w", encoding="utf-8") as out:
        for path in paths:
            value = patched(path)
            if isinstance(value, dict):
                value = value.get("model_state_dict", value)
            for tensor in tensors(value):
                print(os.path.basename(path), line(*tensor), sep="\t", file=out)


def check(vector, table):
    loaded = load(vector, weights_only=True)
    if type(loaded) is not dict:
        sys.exit(f"a dict was expected, this is {type(loaded)}")
    found = [line(name, tensor) for name, tensor in loaded.items()]
    with open(table, encoding="utf-8") as wanted:
        expected = wanted.read().splitlines()
    if found != expected:
        sys.exit("\n".join(["different:"] + [f"{a}\n{b}" for a, b in zip(found, expected) if a != b]))
    print(f"PyTorch {torch.__version__}: {len(found)} tensors, bit for bit")


if __name__ == "__main__":
    command, *rest = sys.argv[1:]
    if command == "files":
        files(rest[0])
    elif command == "tied":
        tied(rest[0])
    elif command == "old":
        old(rest[0])
    elif command == "big":
        big(rest[0])
    elif command == "written":
        written(*rest)
    elif command == "values":
        values(rest[0], rest[1:])
    elif command == "check":
        check(*rest)
    else:
        sys.exit(__doc__)
