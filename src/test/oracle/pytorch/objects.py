"""Pickled objects that keep tensors in their attributes, as notebooks save them.

python objects.py ../../resources/golden/pytorch/objects   (PyTorch 2.15)
"""

import collections
import sys
import types
from pathlib import Path

import torch

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
module = sys.modules["src_task_vectors"] = types.ModuleType("src_task_vectors")


def cls(made):
    made.__module__ = "src_task_vectors"
    setattr(module, made.__name__, made)
    return made


TaskVector = cls(type("TaskVector", (), {}))
Slotted = cls(type("Slotted", (), {"__slots__": ["vector"]}))
Pair = cls(collections.namedtuple("Pair", ["vector", "accuracy"]))


def state(value):
    return {
        "layers.0.q_proj.weight": torch.full((2, 3), value),
        "layers.1.q_proj.weight": torch.full((2, 3), value + 0.5),
    }


def made(**attributes):
    one = TaskVector()
    one.__dict__.update(attributes)
    return one


cyclic = made(vector=state(2.0), base=state(3.0), name="sst2")
cyclic.self = cyclic
slotted = Slotted()
slotted.vector = state(5.0)
files = {
    "vector": made(vector=state(1.0)),
    "base_beside_it": cyclic,
    "state_dict": made(state_dict=state(4.0)),
    "slots": slotted,
    "tuple": Pair(state(6.0), 0.9),
    "in_dictionary": {"tv": made(vector=state(7.0)), "accuracy": 0.9},
    "beside_model": {"model": state(8.0), "tv": made(vector=state(9.0))},
    "attributes": made(weight=torch.full((2, 3), 10.0), bias=torch.full((3,), 11.0)),
    "none": made(accuracy=0.9),
}
for name, value in files.items():
    torch.save(value, folder / f"{name}.pt")
torch.save(made(vector=state(1.0)), folder / "legacy.pt", _use_new_zipfile_serialization=False)
