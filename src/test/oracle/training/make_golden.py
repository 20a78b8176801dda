"""Trains the tiny models of golden/inference with PEFT and torch's own optimiser, and keeps what came of each step.

    python src/test/oracle/training/make_golden.py TARGET [NAME …]

TARGET is src/test/resources/golden/training; run in the project's root. Made with torch 2.7.1 (CPU, one thread, deterministic
algorithms, eager attention), transformers 5.24, PEFT 0.21.2, bitsandbytes 0.50.2. NAME is a model's folder under golden/inference
or one of the variants (VARIANTS below); all are made without it.

Everything is float32. A model's config.json may ask for dropout (GPT-2's does): it is set to 0 here. Three texts are one batch;
they run one by one, without padding. The loss is the sum of −log p over all answer tokens of the three, divided by their number.

Each NAME.numbers is in the format of safetensors:

    tokens.0, tokens.1, tokens.2     int32: the texts, 9, 14 and 6 tokens; sliding windows are shorter than the first two
    learned.0, learned.1, learned.2  int32, as long: 1 where the token belongs to an answer, so that it is predicted from those
                                     before it and its −log p is in the loss; answers of 1, of 2 and 3 (two spans), and of 2 tokens
    initial.N                        float32: a trained tensor before training, under the name N that PEFT saves it by in
                                     adapter_model.safetensors. A is normal with deviation 0.2, B with 0.05; DoRA's magnitudes are
                                     as PEFT makes them: the norms of the base's rows, for Conv1D its columns (B counts as 0 there)
    gradient.N                       float32: the loss's gradient by N before the first step, before clipping
    gradient_norm                    float64, a scalar: the norm of all these gradients together; norms[0] is the same
    losses                           float64, 20: the loss before each step's update
    rates                            float64, 20: the learning rate of each step's update
    norms                            float64, 20: the norm of all gradients of the step before clipping
    final.N                          float32: N after the 20 steps (llama, gemma2, gpt2, mistral and the variants of llama only)
    logits                           float32, 9 × vocabulary: what text 0 gives after the 20 steps, with the adapter merged in

A step is: loss, gradients, clip_grad_norm_ at 1.0 (all gradients × min(1, 1 / (norm + 1e-6))), AdamW (rate 5e-3, betas 0.9 and
0.999, epsilon 1e-8, decay 0.01 on every trained tensor), then the schedule. get_cosine_schedule_with_warmup(4, 20) is advanced
after the optimiser, as Trainer does, so the first update's rate is 0: it moves the optimiser's moments and no weight, and losses[1]
is losses[0]. The rates are 5e-3 × (0, 1/4, 1/2, 3/4, 1, …); the last, of step 19, is not yet 0.

LoRA: rank 4, alpha 8 (scale 2), no dropout, on every linear layer of the blocks. The variants differ in this:

    NAME-full             no adapter: every parameter is trained, a tied embedding once, rate 1e-3; names are the model's own
                          (named_parameters); no `initial`, which is the model, and no `final`
    llama-qv              LoRA on q_proj and v_proj only
    llama-rslora          use_rslora (scale 4)
    NAME-dora             use_dora
    llama-linear-schedule get_linear_schedule_with_warmup(4, 20); losses and rates only
    llama-nf4             the linear weights of the blocks are read from llama-nf4/, which bitsandbytes quantised (NF4, blocks of 64
                          over the flattened matrix, no double quantisation) and transformers saved; float32 from there on. `logits`
                          are those of the dequantised weights with the adapter merged in, not quantised again

peft-llama/ is an adapter as PEFT saves it: the final factors of `llama`, and their adapter_config.json. PEFT keeps target_modules as
a set, so their order differs from run to run; all else is the same bytes each time.

How far another way of adding up is from these numbers (float64 but for transformers' own float32, or the texts in reverse order;
largest difference as a share of the largest number): gradients 6e-6, gradient_norm 1e-6, logits 4e-6; each loss of its own size
1e-6, each norm 6e-6, but for llama31, whose loss falls to 0.015: 4e-5 and 7e-5.
"""

import json
import shutil
import sys
import warnings
from pathlib import Path

import torch
import transformers as t
from peft import LoraConfig, get_peft_model, get_peft_model_state_dict
from safetensors.torch import load_file, save_file

INFERENCE = Path("src/test/resources/golden/inference")
STEPS, WARM_UP = 20, 4
LENGTHS = (9, 14, 6)
ANSWERS = ((8,), (5, 6, 11, 12, 13), (4, 5))  # of each text: where its answer tokens stand
TARGETS = {
    "gpt2": ["c_attn", "c_proj", "c_fc"],
    "phi3": ["qkv_proj", "o_proj", "gate_up_proj", "down_proj"],
}
LINEAR = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
MODELS = [
    "llama", "llama31", "llama-linear", "mistral", "mistral-nemo", "qwen2", "qwen2-window", "qwen2-yarn", "qwen3", "smollm3",
    "gemma", "gemma2", "gemma3", "phi3", "gpt2"]
VARIANTS = [
    "llama-qv", "llama-rslora", "llama-dora", "gemma2-dora", "gpt2-dora", "llama-full", "gemma2-full", "gpt2-full",
    "llama-linear-schedule", "llama-nf4"]
WITH_FINAL = ("llama", "gemma2", "gpt2", "mistral", "llama-qv", "llama-rslora", "llama-dora", "llama-nf4")


def opened(name):
    """The base model in float32, without dropout."""
    model = t.AutoModelForCausalLM.from_pretrained(INFERENCE / name, dtype=torch.float32, attn_implementation="eager")
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    assert model.config.to_dict().get("attention_dropout", 0.0) == 0.0
    return model


def batch(vocabulary):
    """The three texts and their masks."""
    generator = torch.Generator().manual_seed(17)
    texts = [torch.randint(3, vocabulary, (length,), generator=generator) for length in LENGTHS]
    masks = [torch.zeros(length, dtype=torch.int32) for length in LENGTHS]
    for mask, answer in zip(masks, ANSWERS):
        mask[list(answer)] = 1
    return texts, masks


def loss_of(model, texts, masks):
    total, count = torch.zeros(()), 0
    for text, mask in zip(texts, masks):
        logs = model(input_ids=text[None], use_cache=False).logits[0].log_softmax(-1)
        at = mask.nonzero()[:, 0]
        total = total - logs[at - 1, text[at]].sum()
        count += len(at)
    return total / count


def adapted(model, targets, seed, **more):
    """The model with LoRA on it, A and B random, so that no gradient is 0."""
    config = LoraConfig(
        r=4, lora_alpha=8, lora_dropout=0.0, target_modules=targets, task_type="CAUSAL_LM",
        fan_in_fan_out=model.config.model_type == "gpt2", **more)
    model = get_peft_model(model, config)
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, factor in model.named_parameters():
            if "lora_A" in name or "lora_B" in name:
                factor.copy_(torch.randn(factor.shape, generator=generator) * (0.2 if "lora_A" in name else 0.05))
    return model


def named(model, of=lambda parameter: parameter):
    """What is trained, or its gradients, by the names that are kept: PEFT's own, or the model's."""
    values = {name: of(p).detach().clone() for name, p in model.named_parameters() if p.requires_grad}
    return get_peft_model_state_dict(model, state_dict=values) if hasattr(model, "peft_config") else values


def train(model, texts, masks, rate, schedule):
    """What was seen in 20 steps."""
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=rate, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)
    scheduler = schedule(optimiser, WARM_UP, STEPS)
    losses, rates, norms, gradients = [], [], [], None
    model.train()
    for _ in range(STEPS):
        optimiser.zero_grad()
        loss = loss_of(model, texts, masks)
        loss.backward()
        if gradients is None:
            gradients = named(model, lambda parameter: parameter.grad)
            assert all(gradient.abs().max() > 0 for gradient in gradients.values())
        norms.append(torch.nn.utils.clip_grad_norm_(trained, 1.0).item())
        losses.append(loss.item())
        rates.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        scheduler.step()
    model.eval()
    return dict(losses=losses, rates=rates, norms=norms), gradients


def write_quantized(folder):
    """The model `llama` with its blocks in NF4, as bitsandbytes and transformers save it."""
    options = t.BitsAndBytesConfig(
        load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=False, bnb_4bit_compute_dtype=torch.float32)
    model = t.AutoModelForCausalLM.from_pretrained(
        INFERENCE / "llama", quantization_config=options, dtype=torch.float32, device_map="cpu")
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)


def dequantise(model, folder):
    """Gives the model the folder's weights: quant_map[nibble] × absmax[block], high nibble first.

    By the format's formula: bitsandbytes' own kernel for the processor (0.50.2) is wrong where a row is no whole number of blocks.
    """
    stored = load_file(folder / "model.safetensors")
    for name, parameter in model.named_parameters():
        weight = stored[name]
        if name + ".absmax" in stored:
            state = json.loads(bytes(stored[name + ".quant_state.bitsandbytes__nf4"].numpy()))
            assert state["blocksize"] == 64 and tuple(state["shape"]) == tuple(parameter.shape)
            nibbles = torch.stack([weight.flatten() >> 4, weight.flatten() & 15], 1).flatten().long()
            scales = stored[name + ".absmax"].repeat_interleave(64)[: nibbles.numel()]
            weight = (stored[name + ".quant_map"][nibbles] * scales).reshape(parameter.shape)
            error = ((weight - parameter).norm() / parameter.norm()).item()
            assert 0.05 < error < 0.12, (name, error)
        with torch.no_grad():
            parameter.copy_(weight)


def write(target, name):
    base, _, variant = name.partition("-")
    if name in MODELS:
        base, variant = name, ""
    model = opened(base)
    texts, masks = batch(model.config.vocab_size)
    kept = {f"tokens.{i}": text.int() for i, text in enumerate(texts)}
    kept |= {f"learned.{i}": mask for i, mask in enumerate(masks)}
    if variant == "nf4":
        write_quantized(target / name)
        dequantise(model, target / name)
    rate = 5e-3
    if variant == "full":
        rate = 1e-3
        model.requires_grad_(True)
    else:
        targets = ["q_proj", "v_proj"] if variant == "qv" else TARGETS.get(base, LINEAR)
        # The same factors for all variants of a model.
        model = adapted(
            model, targets, 100 + MODELS.index(base), use_rslora=variant == "rslora", use_dora=variant == "dora")
        kept |= {"initial." + key: value for key, value in named(model).items()}
    linear = variant == "linear-schedule"
    schedule = t.get_linear_schedule_with_warmup if linear else t.get_cosine_schedule_with_warmup
    seen, gradients = train(model, texts, masks, rate, schedule)
    numbers = {key: torch.tensor(values, dtype=torch.float64) for key, values in seen.items()}
    if linear:
        kept = {key: numbers[key] for key in ("losses", "rates")}
    else:
        kept |= {"gradient." + key: value for key, value in gradients.items()} | numbers
        kept["gradient_norm"] = torch.tensor(seen["norms"][0], dtype=torch.float64)
        if name in WITH_FINAL:
            kept |= {"final." + key: value for key, value in named(model).items()}
        with torch.no_grad():
            if name == "llama":
                save_adapter(model, target / "peft-llama")
            plain = model(texts[0][None]).logits[0]
            merged = model if variant == "full" else model.merge_and_unload()
            kept["logits"] = merged(texts[0][None]).logits[0].clone()
        off = ((plain - kept["logits"]).abs().max() / plain.abs().max()).item()
        assert off < 1e-5, off
    save_file({key: value.contiguous() for key, value in kept.items()}, target / f"{name}.numbers")
    size = (target / f"{name}.numbers").stat().st_size
    print(f"{name}: {len(gradients)} trained, {size:,} bytes, loss {seen['losses'][0]:.4f} → {seen['losses'][-1]:.4f}, "
          f"norms {max(seen['norms']):.3f} to {min(seen['norms']):.3f}", flush=True)


def save_adapter(model, folder):
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)


def main():
    warnings.simplefilter("error", UserWarning)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[2:] or MODELS + VARIANTS:
        torch.manual_seed(0)
        write(target, name)


if __name__ == "__main__":
    main()
