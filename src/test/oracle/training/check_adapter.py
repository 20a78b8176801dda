"""Says whether the real PEFT takes an adapter that the program wrote. For use by hand.

    python src/test/oracle/training/check_adapter.py BASE ADAPTER [NUMBERS]

BASE is a model's folder, ADAPTER one with adapter_config.json and adapter_model.safetensors. Used with torch 2.7.1, transformers
5.24, PEFT 0.21.2, in float32 on the processor. A base that bitsandbytes quantised has to be given dequantised: bitsandbytes'
own kernel for the processor (0.50.2) is wrong where a row is no whole number of blocks.

Ends with 1 where anything of this fails:
- the folder is loaded without a warning: no unknown property of the configuration, no missing and no unexpected tensor;
- what PEFT then holds, saved again, is the file's tensors, name by name and bit by bit (rounded to the file's type);
- the model answers otherwise than its base, with finite logits;
- merged into the weights, it answers as it did before to 1e-4 of the largest logit;
- with NUMBERS (a file with `tokens.0` and `logits`, as make_golden.py writes): the merged logits are those to 1e-4.
"""

import sys
import warnings
from pathlib import Path

import torch
from peft import PeftModel, get_peft_model_state_dict
from peft.tuners.tuners_utils import BaseTunerLayer
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

ENOUGH = 1e-4


def logits(model, ids):
    with torch.no_grad():
        return model(ids[None]).logits[0].double()


def apart(left, right):
    """The largest difference, as a share of the largest on the right."""
    return ((left - right).abs().max() / right.abs().max()).item()


def main():
    base_folder, folder = map(Path, sys.argv[1:3])
    numbers = load_file(sys.argv[3]) if len(sys.argv) > 3 else None
    wrong = []

    def expect(holds, what):
        print("ok   " if holds else "WRONG", what)
        if not holds:
            wrong.append(what)

    base = AutoModelForCausalLM.from_pretrained(base_folder, dtype=torch.float32, attn_implementation="eager").eval()
    vocabulary = base.get_input_embeddings().weight.shape[0]
    ids = torch.randint(3, vocabulary, (24,), generator=torch.Generator().manual_seed(1))
    ids = ids if numbers is None else numbers["tokens.0"].long()
    plain = logits(base, ids)

    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        model = PeftModel.from_pretrained(base, folder).eval()
        seen = model.load_adapter(folder, adapter_name="default")  # Once more: from_pretrained keeps what it found to itself.
    for message in {str(warning.message) for warning in said if issubclass(warning.category, UserWarning)}:
        expect(False, f"PEFT warned: {message}")
    expect(not seen.missing_keys, f"missing tensors: {seen.missing_keys or 'none'}")
    expect(not seen.unexpected_keys, f"unexpected tensors: {seen.unexpected_keys or 'none'}")

    stored = load_file(folder / "adapter_model.safetensors")
    held = get_peft_model_state_dict(model, save_embedding_layers=False)
    expect(held.keys() == stored.keys(), f"{len(stored)} tensors in the file, {len(held)} as PEFT would save; "
           f"names in one alone: {sorted(held.keys() ^ stored.keys()) or 'none'}")
    other = [name for name in held.keys() & stored.keys() if not torch.equal(held[name].to(stored[name].dtype), stored[name])]
    expect(not other, f"tensors that PEFT holds otherwise than the file: {sorted(other) or 'none'}")

    weights = {name: weight.clone() for name, weight in base_weights(base_folder).items()}
    adapted = logits(model, ids)
    layers = sum(isinstance(module, BaseTunerLayer) for module in model.modules())
    merged_model = model.merge_and_unload()
    changed = [name for name, weight in merged_model.state_dict().items() if name in weights and not torch.equal(weight, weights[name])]
    merged = logits(merged_model, ids)
    expect(layers > 0, f"modules that PEFT puts the adapter on: {layers}")
    expect(bool(changed), f"tensors of the base that merging changes: {len(changed)} of {len(weights)}")
    expect(bool(adapted.isfinite().all()), "logits are finite")
    expect(apart(adapted, plain) > 0, f"the base's logits are {apart(adapted, plain):.3g} from the adapter's")
    expect(apart(merged, adapted) < ENOUGH, f"merged, they are {apart(merged, adapted):.3g} from unmerged")
    if numbers is not None:
        off = apart(merged, numbers["logits"].double())
        expect(off < ENOUGH, f"merged, they are {off:.3g} from those of {sys.argv[3]}")
    sys.exit(1 if wrong else 0)


def base_weights(folder):
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).state_dict()


if __name__ == "__main__":
    main()
