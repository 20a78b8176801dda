# Adapters as people extract them, whole processes in turn: the start script's `lora`, and mergekit-extract-lora (mergekit 0.1.5).
#   python lora.py START_SCRIPT FOLDER [RUNS] [white|falling]
# FOLDER should lie in memory: it gets a base and a fine-tune of SmolLM2-135M's shape in bfloat16, made once, whose difference is
# white noise, or has singular values that fall as k^-0.8; their vector in float32; and both adapters, whose kept energy is measured
# against the optimum by NumPy's eigenvalues.
import json, os, shutil, statistics, subprocess, sys, time

script, folder = sys.argv[1:3]
runs = int(sys.argv[3]) if len(sys.argv) > 3 else 3
kind = sys.argv[4] if len(sys.argv) > 4 and sys.argv[4] != "made-apart" else "white"
HIDDEN, KEYS, INNER, LAYERS, TOKENS, RANK = 576, 192, 1536, 30, 49152, 16
MATRICES = {"self_attn.q_proj": (HIDDEN, HIDDEN), "self_attn.k_proj": (KEYS, HIDDEN), "self_attn.v_proj": (KEYS, HIDDEN),
            "self_attn.o_proj": (HIDDEN, HIDDEN), "mlp.gate_proj": (INNER, HIDDEN), "mlp.up_proj": (INNER, HIDDEN),
            "mlp.down_proj": (HIDDEN, INNER)}
at = lambda name: os.path.join(folder, name)


def make():
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(1)
    shapes = {"model.embed_tokens.weight": (TOKENS, HIDDEN), "model.norm.weight": (HIDDEN,)}
    for layer in range(LAYERS):
        shapes |= {f"model.layers.{layer}.{name}.weight": shape for name, shape in MATRICES.items()}
        shapes |= {f"model.layers.{layer}.{name}_layernorm.weight": (HIDDEN,) for name in ("input", "post_attention")}
    base = {name: (torch.randn(s) * 0.05 if len(s) == 2 else torch.ones(s)).bfloat16() for name, s in shapes.items()}

    def change(name, shape):
        if "proj" not in name:
            return torch.randn(shape) * 1e-3
        if kind == "white":
            return torch.randn(shape) * 1e-2
        side = min(shape)
        left, right = (torch.linalg.qr(torch.randn(long, side))[0] for long in shape)
        return (left * torch.arange(1, side + 1).float() ** -0.8) @ right.T * 0.3

    config = dict(architectures=["LlamaForCausalLM"], model_type="llama", hidden_size=HIDDEN, num_hidden_layers=LAYERS,
                  intermediate_size=INNER, vocab_size=TOKENS, num_attention_heads=9, num_key_value_heads=3, head_dim=64,
                  rms_norm_eps=1e-5, torch_dtype="bfloat16", tie_word_embeddings=True, hidden_act="silu",
                  max_position_embeddings=8192)
    for which in ("base", kind):
        os.makedirs(at(which), exist_ok=True)
        model = base if which == "base" else {n: (t.float() + change(n, t.shape)).bfloat16() for n, t in base.items()}
        json.dump(config, open(at(which) + "/config.json", "w"))
        save_file(model, at(which) + "/model.safetensors", metadata={"format": "pt"})


def timed(command, out):
    shutil.rmtree(out, ignore_errors=True)
    began = time.time()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command[0]} failed: run it by hand: {' '.join(command)}")
    return time.time() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def kept(adapter):
    import numpy as np
    from safetensors import safe_open

    vector = safe_open(at(kind + ".safetensors"), "np")
    factors = safe_open(adapter + "/adapter_model.safetensors", "pt")
    found = optimum = everything = 0.0
    for layer in range(0, LAYERS, 6):
        for name in MATRICES:
            module = f"model.layers.{layer}.{name}"
            tau = vector.get_tensor(module + ".weight").astype(np.float64)
            a, b = (factors.get_tensor(f"base_model.model.{module}.lora_{f}.weight").double().numpy() for f in "AB")
            values = np.linalg.eigvalsh(tau @ tau.T if tau.shape[0] <= tau.shape[1] else tau.T @ tau)
            everything += (tau**2).sum()
            found += (tau**2).sum() - ((tau - b @ a) ** 2).sum()
            optimum += values[-RANK:].sum()
    return f"keeps {100 * found / everything:.5f} % of {100 * optimum / everything:.5f} %, {1 - found / optimum:.1e} less"


# In a process of its own: what this one holds would count as its children's memory.
if sys.argv[-1] == "made-apart":
    make()
    sys.exit()
if not os.path.isfile(at(kind) + "/model.safetensors"):
    subprocess.run([sys.executable, *sys.argv[:3], str(runs), kind, "made-apart"], check=True)
    vector = at(kind + ".safetensors")
    subprocess.run([script, "extract", "--base", at("base"), "--tuned", at(kind), "--dtype", "float32", "-o", vector], check=True)
ours = [script, "lora", at(kind + ".safetensors"), "--rank", str(RANK), "-o", at("ours")]
theirs = [os.path.join(os.path.dirname(sys.executable), "mergekit-extract-lora"), "--model", at(kind), "--base-model", at("base"),
          "--max-rank", str(RANK), "--out-path", at("theirs")]
found = {"ours": [], "mergekit": []}
for _ in range(runs):
    found["ours"].append(timed(ours, at("ours")))
    found["mergekit"].append(timed(theirs, at("theirs")))
for who, out in (("ours", "ours"), ("mergekit", "theirs")):
    seconds, processor, memory = (statistics.median(values) for values in zip(*found[who]))
    print(f"{kind} {who}: {seconds:.1f} s, {processor:.1f} s of processor, {memory:.0f} MB; {kept(at(out))}")
