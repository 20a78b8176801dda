# Peers of org.taskvectors.bench.AnswerBenchmark: one more run for each line that is read, milliseconds a token are printed.
#   python answers.py llamacpp FILE.gguf decode|prefill     (xllamacpp, llama.cpp's own code)
#   python answers.py transformers FOLDER decode|prefill [float32]
import json, sys, time

kind, path, what = sys.argv[1:4]
PROMPT, LONG, STEPS = 16, 1000, 32
short = list(range(300, 300 + PROMPT))
long = [300 + i * 7 % 1000 for i in range(LONG)]
if kind == "llamacpp":
    import xllamacpp as x

    p = x.CommonParams()
    p.model.path = path
    p.n_ctx, p.n_parallel, p.verbosity, p.cache_prompt, p.cache_ram_mib = 2048, 1, 0, False, 0
    p.cpuparams.n_threads = p.cpuparams_batch.n_threads = 2
    server = x.Server(p)

    def run():
        asked = dict(prompt=short if what == "decode" else long, n_predict=STEPS if what == "decode" else 1,
                     ignore_eos=True, temperature=0, cache_prompt=False)
        answer = server.handle_completions(asked)
        times = (answer if isinstance(answer, dict) else json.loads(answer))["timings"]
        return 1000 / times["predicted_per_second" if what == "decode" else "prompt_per_second"]
else:
    import torch
    from transformers import AutoModelForCausalLM

    torch.set_num_threads(2)
    dtype = torch.float32 if "float32" in sys.argv else torch.bfloat16
    model = AutoModelForCausalLM.from_pretrained(path, dtype=dtype).eval()

    @torch.inference_mode()
    def run():
        if what == "prefill":
            began = time.time()
            model(torch.tensor([long]), logits_to_keep=1, use_cache=True)
            return 1000 * (time.time() - began) / LONG
        out = model(torch.tensor([short]), use_cache=True, logits_to_keep=1)
        began = time.time()
        for i in range(STEPS):
            out = model(torch.tensor([[400 + i]]), past_key_values=out.past_key_values, use_cache=True)
        return 1000 * (time.time() - began) / STEPS

real = sys.stdout
for _ in sys.stdin:
    print(run(), file=real, flush=True)
