"""Makes tiny random models of each architecture that the decoder knows, with what transformers
computes of them in float32: logits of all positions and the residual stream after each layer.

    python make_golden.py TARGET [FAMILY …]

TARGET is src/test/resources/golden/inference. Made with transformers 5.24, torch 2.15 (CPU, eager
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
    model = randomised(kind(config).eval(), seed=sorted(FAMILIES).index(
        name.removesuffix("-bf16")) + 1)
    model = model.to(dtype).to(torch.float32)
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


def main():
    target = Path(sys.argv[1])
    names = sys.argv[2:] or [*FAMILIES, "gemma2-bf16", "llama31-bf16"]
    for name in names:
        write(target, name, torch.bfloat16 if name.endswith("-bf16") else torch.float32)


if __name__ == "__main__":
    main()
