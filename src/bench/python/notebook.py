"""What a notebook does: tensor by tensor the difference and its statistics, then save all. A run for every line read."""

import sys
import time

import torch
from safetensors.torch import load_file, save_file

base_file, tuned_file, output, threads = sys.argv[1:5]
torch.set_num_threads(int(threads))

for line in sys.stdin:
    began = time.perf_counter()
    base, tuned = load_file(base_file), load_file(tuned_file)
    vector = {name: tuned[name] - base[name] for name in base}
    save_file(vector, output)
    for name, tau in vector.items():
        numbers = (tau.norm().item(), tau.abs().mean().item(), tau.abs().max().item(), (tau == 0).sum().item())
    print((time.perf_counter() - began) * 1000, flush=True)
