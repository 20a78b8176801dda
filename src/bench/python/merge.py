# Merges as people run them, whole processes in turn: the start script's `merge` and mergekit-yaml (mergekit 0.1.5).
#   python merge.py START_SCRIPT FOLDER [RUNS] [task_arithmetic|ties|dare_ties …]
# FOLDER should lie in memory: it gets a base and two fine-tunes of 1 GiB in bfloat16, made once, and what is merged.
import json, os, shutil, statistics, subprocess, sys, time

script, folder = sys.argv[1:3]
runs = int(sys.argv[3]) if len(sys.argv) > 3 else 3
methods = sys.argv[4:] or ["task_arithmetic"]
HIDDEN, LAYERS, INNER, TOKENS = 2048, 8, 5632, 32000


def shapes():
    yield "model.embed_tokens.weight", (TOKENS, HIDDEN)
    for layer in range(LAYERS):
        at = f"model.layers.{layer}."
        for name in "qkvo":
            yield at + f"self_attn.{name}_proj.weight", (HIDDEN, HIDDEN)
        yield at + "mlp.gate_proj.weight", (INNER, HIDDEN)
        yield at + "mlp.up_proj.weight", (INNER, HIDDEN)
        yield at + "mlp.down_proj.weight", (HIDDEN, INNER)
        yield at + "input_layernorm.weight", (HIDDEN,)
        yield at + "post_attention_layernorm.weight", (HIDDEN,)
    yield "model.norm.weight", (HIDDEN,)
    yield "lm_head.weight", (TOKENS, HIDDEN)


def make():
    if all(os.path.isfile(os.path.join(folder, which, "model.safetensors")) for which in ("base", "a", "b")):
        return
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(0)
    base = {name: (torch.randn(shape) * 0.02).bfloat16() for name, shape in shapes()}
    config = dict(architectures=["LlamaForCausalLM"], model_type="llama", hidden_size=HIDDEN, num_hidden_layers=LAYERS,
                  intermediate_size=INNER, vocab_size=TOKENS, num_attention_heads=16, num_key_value_heads=16,
                  rms_norm_eps=1e-5, torch_dtype="bfloat16", tie_word_embeddings=False, hidden_act="silu",
                  max_position_embeddings=2048)
    for which in ("base", "a", "b"):
        to = os.path.join(folder, which)
        if os.path.isfile(to + "/model.safetensors"):
            continue
        os.makedirs(to, exist_ok=True)
        model = base if which == "base" else {
            name: (tensor.float() + torch.randn(tensor.shape) * 0.002).bfloat16() for name, tensor in base.items()}
        json.dump(config, open(to + "/config.json", "w"))
        save_file(model, to + "/model.safetensors", metadata={"format": "pt"})


def timed(command, out):
    for path in (out, out + ".partial"):
        shutil.rmtree(path, ignore_errors=True)
    began = time.time()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    took = time.time() - began
    if status:
        sys.exit(f"{command[0]} failed: run it by hand: {' '.join(command)}")
    shutil.rmtree(out, ignore_errors=True)
    return took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


# In a process of its own: what this one holds would count as its children's memory.
if sys.argv[-1] == "made-apart":
    make()
    sys.exit()
subprocess.run([sys.executable, *sys.argv, "made-apart"], check=True)
at = lambda name: os.path.join(folder, name)
GIB = sum(os.path.getsize(at(which) + "/model.safetensors") for which in ("base", "a", "b")) / 2**30
for method in methods:
    density = "" if method == "task_arithmetic" else ", density: 0.2"
    model = lambda name: f"  - model: {at(name)}\n    parameters: {{weight: 0.5{density}}}\n"
    with open(at("recipe.yml"), "w") as recipe:
        recipe.write(f"merge_method: {method}\nbase_model: {at('base')}\nmodels:\n{model('a')}{model('b')}dtype: bfloat16\n")
    ours = [script, "merge", "--base", at("base"), "--model", at("a") + "=0.5", "--model", at("b") + "=0.5",
            "--method", method, *(["--density", "0.2"] if density else []), "-o", at("ours")]
    theirs = [os.path.join(os.path.dirname(sys.executable), "mergekit-yaml"), at("recipe.yml"), at("theirs")]
    found = {"ours": [], "mergekit": []}
    for _ in range(runs):
        found["ours"].append(timed(ours, at("ours")))
        found["mergekit"].append(timed(theirs, at("theirs")))
    medians = {who: [statistics.median(column) for column in zip(*rows)] for who, rows in found.items()}
    for who, (took, used, memory) in medians.items():
        print(f"{method:16} {who:9} {took:7.1f} s  {used:7.1f} s of processor  {used / GIB:6.2f} for each GiB of input  "
              f"{memory:7.0f} MiB", flush=True)
    print(f"{method:16} ratio     {medians['mergekit'][0] / medians['ours'][0]:7.1f}    memory "
          f"{medians['mergekit'][2] / medians['ours'][2]:.0f} times", flush=True)
