# The peer of org.taskvectors.bench.EvaluateBenchmark: transformers reads many texts of different lengths, sorted by length and
# padded in batches, and makes the logits that follow the last token of each. One more run for each line that is read; the
# milliseconds a token (padding not counted) are printed.
#   python ragged.py FOLDER TEXTS [batch=16] [threads=2] [float32] [unsorted] (torch and transformers; 2.15 and 5.24 were used)
# TEXTS: one text a line, its tokens. CPU=1 counts the processor's seconds instead of the clock's.
import os, sys, time
import torch
from transformers import AutoModelForCausalLM

folder, path = sys.argv[1:3]
rest = sys.argv[3:]
size = next((int(word[6:]) for word in rest if word.startswith("batch=")), 16)
torch.set_num_threads(next((int(word[8:]) for word in rest if word.startswith("threads=")), 2))
model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32 if "float32" in rest else torch.bfloat16).eval()
now = (lambda: sum(os.times()[:2])) if os.environ.get("CPU") else time.time
texts = [list(map(int, line.split())) for line in open(path)]
if "unsorted" not in rest:
    texts.sort(key=len)
count = sum(map(len, texts))


@torch.inference_mode()
def run():
    began = now()
    for at in range(0, len(texts), size):
        batch = texts[at : at + size]
        longest = max(map(len, batch))
        ids = torch.zeros(len(batch), longest, dtype=torch.long)
        mask = torch.zeros(len(batch), longest, dtype=torch.long)
        for row, text in enumerate(batch):
            ids[row, longest - len(text) :] = torch.tensor(text)
            mask[row, longest - len(text) :] = 1
        positions = (mask.cumsum(1) - 1).clamp(min=0)
        model(ids, attention_mask=mask, position_ids=positions, logits_to_keep=1, use_cache=False).logits.float().numpy()
    return 1000 * (now() - began) / count


for _ in sys.stdin:
    print(run(), flush=True)
