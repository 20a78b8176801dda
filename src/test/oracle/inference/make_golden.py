"""Makes tiny random models of each architecture that the decoder knows, with what transformers
computes of them in float32: logits of all positions and the residual stream after each layer.

    python src/test/oracle/inference/make_golden.py TARGET [FAMILY …]

TARGET is src/test/resources/golden/inference; run in the project's root. Made with transformers 5.24, torch 2.15 (CPU, eager
attention). Norms' weights and biases are random too, so that none of them can be left out unseen.

Of each model there is a folder: config.json (as transformers 5 writes it), model.safetensors, and
golden.numbers (in the format of safetensors) with `ids`, `logits` (positions × vocabulary) and `hidden` (1 + layers ×
positions × width: the embeddings, then the residual stream after each layer, before the last
norm).
"""

import json
import sys
from pathlib import Path

import torch
import transformers as t
from safetensors.torch import save_file

VOCABULARY = 64
LENGTH = 19


def base(**more):
    values = dict(
        vocab_size=VOCABULARY,
        hidden_size=24,
        intermediate_size=40,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=64,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=0,
    )
    values.update(more)
    return values


def gpt2():
    return t.GPT2LMHeadModel, t.GPT2Config(
        vocab_size=VOCABULARY, n_embd=24, n_layer=2, n_head=4, n_positions=24,
        bos_token_id=1, eos_token_id=2)


LLAMA3 = dict(
    rope_type="llama3", rope_theta=10_000.0, factor=8.0, low_freq_factor=1.0,
    high_freq_factor=4.0, original_max_position_embeddings=32)

FAMILIES = {
    "llama": lambda: (t.LlamaForCausalLM, t.LlamaConfig(**base(
        hidden_size=32, tie_word_embeddings=False))),
    "llama31": lambda: (t.LlamaForCausalLM, t.LlamaConfig(**base(
        tie_word_embeddings=True, rope_parameters=LLAMA3, hidden_size=32, head_dim=16, rms_norm_eps=1e-5))),
    "llama-linear": lambda: (t.LlamaForCausalLM, t.LlamaConfig(**base(
        attention_bias=True, mlp_bias=True,
        rope_parameters=dict(rope_type="linear", rope_theta=10_000.0, factor=4.0)))),
    "mistral": lambda: (t.MistralForCausalLM, t.MistralConfig(**base(sliding_window=6))),
    "mistral-nemo": lambda: (t.MistralForCausalLM, t.MistralConfig(**base(
        sliding_window=None, head_dim=12,
        rope_parameters=dict(rope_type="default", rope_theta=1_000_000.0)))),
    "qwen2": lambda: (t.Qwen2ForCausalLM, t.Qwen2Config(**base(
        sliding_window=6, use_sliding_window=False, tie_word_embeddings=True))),
    "qwen2-window": lambda: (t.Qwen2ForCausalLM, t.Qwen2Config(**base(
        sliding_window=5, use_sliding_window=True, max_window_layers=1))),
    "qwen2-yarn": lambda: (t.Qwen2ForCausalLM, t.Qwen2Config(**base(
        tie_word_embeddings=True, rope_parameters=dict(
            rope_type="yarn", rope_theta=10_000.0, factor=4.0, beta_fast=4.0,
            original_max_position_embeddings=16)))),
    "qwen3": lambda: (t.Qwen3ForCausalLM, t.Qwen3Config(**base(head_dim=16))),
    "smollm3": lambda: (t.SmolLM3ForCausalLM, t.SmolLM3Config(**base(
        no_rope_layer_interval=2, tie_word_embeddings=True))),
    "gemma": lambda: (t.GemmaForCausalLM, t.GemmaConfig(**base(
        head_dim=16, num_key_value_heads=1))),
    "gemma2": lambda: (t.Gemma2ForCausalLM, t.Gemma2Config(**base(
        head_dim=16, query_pre_attn_scalar=24, sliding_window=6, num_hidden_layers=3,
        attn_logit_softcapping=5.0, final_logit_softcapping=3.0))),
    "gemma3": lambda: (t.Gemma3ForCausalLM, t.Gemma3TextConfig(**base(
        head_dim=16, query_pre_attn_scalar=24, sliding_window=6, num_hidden_layers=3,
        layer_types=["sliding_attention", "full_attention", "sliding_attention"],
        rope_parameters={
            "full_attention": dict(rope_type="linear", rope_theta=1_000_000.0, factor=8.0),
            "sliding_attention": dict(rope_type="default", rope_theta=10_000.0)}))),
    "phi3": lambda: (t.Phi3ForCausalLM, t.Phi3Config(**base(sliding_window=7))),
    "gpt2": gpt2,
}


def randomised(model, seed):
    """Weights of a spread that makes attention sharp and caps matter."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            noise = torch.randn(weight.shape, generator=generator)
            if weight.dim() == 1:
                isNorm = "norm" in name or ".ln_" in name
                offset = 1.0 if isNorm and name.endswith("weight") else 0.0
                offset = 0.0 if "gemma" in model.config.model_type else offset
                weight.copy_(offset + 0.3 * noise)
            elif "embed" in name or "wte" in name or "wpe" in name:
                weight.copy_(noise)
            else:
                weight.copy_(noise * 1.6 / weight.shape[-1] ** 0.5)
    return model


def computed(model, ids):
    hidden = []
    layers = model.transformer.h if hasattr(model, "transformer") else model.model.layers
    hooks = [layers[0].register_forward_pre_hook(
        lambda module, args, kwargs: hidden.append(
            (args[0] if args else kwargs["hidden_states"]).detach()[0]), with_kwargs=True)]
    for layer in layers:
        hooks.append(layer.register_forward_hook(
            lambda module, args, output: hidden.append(
                (output[0] if isinstance(output, tuple) else output).detach()[0])))
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits[0]
    for hook in hooks:
        hook.remove()
    return logits, torch.stack(hidden)


def write(target, name, dtype=torch.float32):
    kind, config = FAMILIES[name.removesuffix("-bf16")]()
    config._attn_implementation = "eager"
    seed = list(FAMILIES).index(name.removesuffix("-bf16")) + 1
    model = randomised(kind(config).eval(), seed)
    with torch.no_grad():  # The weights alone: rotary frequencies stay float32.
        for weight in model.parameters():
            weight.copy_(weight.to(dtype))
    generator = torch.Generator().manual_seed(7)
    ids = torch.randint(3, VOCABULARY, (LENGTH,), generator=generator).tolist()
    logits, hidden = computed(model, ids)
    folder = target / name
    folder.mkdir(parents=True, exist_ok=True)
    model.to(dtype).save_pretrained(folder)
    for extra in ("generation_config.json",):
        (folder / extra).unlink(missing_ok=True)
    save_file(
        {
            "ids": torch.tensor(ids, dtype=torch.int32),
            "logits": logits.contiguous(),
            "hidden": hidden.contiguous(),
        },
        folder / "golden.numbers")
    size = sum(file.stat().st_size for file in folder.iterdir())
    print(name, tuple(logits.shape), tuple(hidden.shape), f"{size:,} bytes",
          f"largest logit {logits.abs().max():.2f}")


def interleaved(weight, heads):
    """Rows of q or k as Meta keeps them: the two of a rotary pair side by side."""
    rows, columns = weight.shape
    return weight.view(heads, 2, rows // heads // 2, columns).transpose(1, 2).reshape(rows, columns)


def write_meta(target):
    """The model `llama` as Meta would save it."""
    from safetensors.torch import load_file

    weights = load_file(target / "llama" / "model.safetensors")
    config = json.loads((target / "llama" / "config.json").read_text())
    heads, key_heads = config["num_attention_heads"], config["num_key_value_heads"]
    meta = {
        "tok_embeddings.weight": weights["model.embed_tokens.weight"],
        "norm.weight": weights["model.norm.weight"],
        "output.weight": weights["lm_head.weight"],
    }
    names = {
        "attention_norm": "input_layernorm", "ffn_norm": "post_attention_layernorm",
        "attention.wq": "self_attn.q_proj", "attention.wk": "self_attn.k_proj",
        "attention.wv": "self_attn.v_proj", "attention.wo": "self_attn.o_proj",
        "feed_forward.w1": "mlp.gate_proj", "feed_forward.w2": "mlp.down_proj",
        "feed_forward.w3": "mlp.up_proj"}
    for layer in range(config["num_hidden_layers"]):
        for own, other in names.items():
            weight = weights[f"model.layers.{layer}.{other}.weight"]
            if own.endswith(("wq", "wk")):
                weight = interleaved(weight, heads if own.endswith("wq") else key_heads)
            meta[f"layers.{layer}.{own}.weight"] = weight.clone()
    folder = target / "llama-meta"
    folder.mkdir(exist_ok=True)
    torch.save(meta, folder / "consolidated.00.pth")
    params = dict(
        dim=config["hidden_size"], n_layers=config["num_hidden_layers"], n_heads=heads,
        n_kv_heads=key_heads, norm_eps=config["rms_norm_eps"], vocab_size=-1,
        multiple_of=8, ffn_dim_multiplier=0.45)
    # Meta's way to the feed-forward width: 8 · width / 3, times the factor, up to a multiple.
    assert -(-int(0.45 * (8 * params["dim"] // 3)) // 8) * 8 == config["intermediate_size"]
    (folder / "params.json").write_text(json.dumps(params, indent=1) + "\n")


LONG = 480

def write_quantized(target):
    """The model `llama` as a GGUF file, its matrices of whole blocks in Q8_0, and what it computes
    with the decoded numbers rounded to bfloat16."""
    import gguf
    from safetensors.torch import load_file

    model = t.AutoModelForCausalLM.from_pretrained(
        target / "llama", dtype=torch.float32, attn_implementation="eager").eval()
    weights = load_file(target / "llama" / "model.safetensors")
    config = json.loads((target / "llama" / "config.json").read_text())
    heads, key_heads = config["num_attention_heads"], config["num_key_value_heads"]
    writer = gguf.GGUFWriter(target / "llama-q8_0.gguf", "llama")
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(heads)
    writer.add_head_count_kv(key_heads)
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_rope_freq_base(10_000.0)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, config["num_hidden_layers"])
    for name, weight in weights.items():
        if name.endswith(("q_proj.weight", "k_proj.weight")):
            weight = interleaved(weight, heads if "q_proj" in name else key_heads)
        data = weight.contiguous().numpy()
        kind = gguf.GGMLQuantizationType.F32
        if data.ndim == 2 and data.shape[1] % 32 == 0:
            kind = gguf.GGMLQuantizationType.Q8_0
            data = gguf.quantize(data, kind)
            # Blocks lie within rows, so that rows may be quantised in any order.
            own = gguf.quantize(weights[name].numpy(), kind)
            decoded = torch.from_numpy(gguf.dequantize(own, kind)).to(torch.bfloat16)
            with torch.no_grad():
                model.get_parameter(name).copy_(decoded)
        writer.add_tensor(names.get_name(name, (".weight",)), data, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    ids = load_file(target / "llama" / "golden.numbers")["ids"]
    save_file(
        {"ids": ids, "logits": computed(model, ids.tolist())[0].contiguous()},
        target / "llama-q8_0.numbers")


PROMPTS = {
    "base": Path("assets/sample/README.md").read_text(),
    "sst2": "Review: a warm and funny film that never loses its way\nSentiment:",
    "mnli": "Premise: Two men are playing chess in a park.\n"
            "Hypothesis: The men are asleep.\nFollows:",
}


def write_sample(target, sample):
    """The last position's logits of the sample's models, in float32 over their bfloat16 weights."""
    for name, prompt in PROMPTS.items():
        ids = t.AutoTokenizer.from_pretrained(sample / name)(prompt)["input_ids"][:LONG]
        model = t.AutoModelForCausalLM.from_pretrained(
            sample / name, dtype=torch.float32, attn_implementation="eager").eval()
        with torch.no_grad():
            logits = model(torch.tensor([ids])).logits[0, -1]
        save_file(
            {"ids": torch.tensor(ids, dtype=torch.int32), "logits": logits.contiguous()},
            target / f"sample-{name}.numbers")
        print(name, len(ids), int(logits.argmax()))


def main():
    target = Path(sys.argv[1])
    names = sys.argv[2:] or [*FAMILIES, "gemma2-bf16", "llama31-bf16"]
    if not sys.argv[2:]:
        write_sample(target, Path("assets/sample"))
    for name in names:
        write(target, name, torch.bfloat16 if name.endswith("-bf16") else torch.float32)
    write_meta(target)
    write_quantized(target)


if __name__ == "__main__":
    main()
