"""PyTorch at its best: two flat arrays in mapped files, in chunks that fit the cache, stored into an existing mapped file, with
the same five statistics. The first line read tries several chunk sizes; the best one is kept. A run for every line read."""

import os
import sys
import time

import torch

base_file, tuned_file, output, threads = sys.argv[1:5]
torch.set_num_threads(int(threads))
count = os.path.getsize(base_file) // 2
base = torch.from_file(base_file, shared=False, size=count, dtype=torch.bfloat16)
tuned = torch.from_file(tuned_file, shared=False, size=count, dtype=torch.bfloat16)
with open(output + ".flat", "wb") as file:
    file.truncate(count * 2)
out = torch.from_file(output + ".flat", shared=True, size=count, dtype=torch.bfloat16)
os.unlink(output + ".flat")
# The headers are no weights; a few kilobytes of a gigabyte, zeroed so that they do not count.


def run(chunk):
    squares = torch.zeros((), dtype=torch.float64)
    magnitudes = torch.zeros((), dtype=torch.float64)
    base_squares = torch.zeros((), dtype=torch.float64)
    largest, zeros = 0.0, 0
    for at in range(0, count, chunk):
        b = base[at : at + chunk].float()
        tau = (tuned[at : at + chunk].float() - b).bfloat16()
        out[at : at + chunk] = tau
        wide = tau.float()
        magnitude = wide.abs()
        squares += wide.square().sum()
        magnitudes += magnitude.sum()
        largest = max(largest, magnitude.max().item())
        zeros += int((tau == 0).sum())
        base_squares += b.square().sum()
    return squares.item(), magnitudes.item(), largest, zeros, base_squares.item()


best = None
for line in sys.stdin:
    if best is None:
        timed = []
        for chunk in (1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24):
            run(chunk)
            began = time.perf_counter()
            run(chunk)
            timed.append((time.perf_counter() - began, chunk))
        best = min(timed)[1]
        print("best chunk: %d elements" % best, file=sys.stderr, flush=True)
    began = time.perf_counter()
    run(best)
    print((time.perf_counter() - began) * 1000, flush=True)
