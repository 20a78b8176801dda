"""Writes what mergekit 0.1.5 makes of the recipes in golden/merge/recipes.

    python recipe_plans.py       needs mergekit 0.1.5; writes into the golden folder

Nothing of it is computed here: mergekit's own `MergeConfiguration` reads each recipe (with PyYAML),
its own `MergePlanner` plans it, with its own list of each architecture's weights; only what would
open files is replaced (the models' configurations, and the names of their tensors). For each tensor
of the result the parameters are written that mergekit hands to the method, and for each input the
name of its tensor and its parameters. Tensors that differ in nothing but their names stand together;
an input's tensor is the output's but for its layer, or it is written out.

Beside the plans it writes what the methods take (methods.json, from mergekit's registry), and what
mergekit reads out of the program's own writing of each recipe is compared here: the files in
`written` have to mean what the recipes mean.
"""

import json
import re
import sys
from pathlib import Path

import transformers
import yaml

import mergekit.plan
from mergekit import merge_methods
from mergekit.architecture.json_definitions import NAME_TO_ARCH
from mergekit.common import ModelReference
from mergekit.config import MergeConfiguration
from mergekit.merge import _model_out_config
from mergekit.merge_methods.base import BasePolicy
from mergekit.options import MergeOptions
from mergekit.plan import MergePlanner

HERE = Path(__file__).parent
GOLDEN = HERE.parent.parent / "resources" / "golden" / "merge" / "recipes"

LLAMA, GPT2, GEMMA = "LlamaForCausalLM", "GPT2LMHeadModel", "GemmaForCausalLM"
# Architecture, layers, weights that are left out of the checkpoint.
MODELS = {
    "org/deep": (LLAMA, 8, []),
    "org/deep-chat": (LLAMA, 8, []),
    "org/gpt2": (GPT2, 3, ["lm_head.weight"]),
    "org/gpt2-news": (GPT2, 3, ["lm_head.weight"]),
    "org/tied": (LLAMA, 3, ["lm_head.weight"]),
    "org/tied-math": (LLAMA, 3, ["lm_head.weight"]),
}
OTHERS = (LLAMA, 4, [])


def about(reference):
    return MODELS.get(reference.model.path, OTHERS)


def config(reference, trust_remote_code=False):
    arch, layers, _ = about(reference)
    made = {LLAMA: transformers.LlamaConfig, GPT2: transformers.GPT2Config}[arch]()
    made.num_hidden_layers = layers
    made.architectures = [reference.override_architecture or arch]
    return made


def stored(reference):
    arch, _, absent = about(reference)
    weights = NAME_TO_ARCH[arch][0].all_weights(config(reference))
    return [w.name for w in weights if w.name not in absent and not is_buffer(w.name)]


def is_buffer(name):
    return name.endswith((".inv_freq", ".attn.bias", ".masked_bias"))


class Names:
    def __init__(self, reference):
        self.index = type("Index", (), {"tensor_paths": {n: "file" for n in stored(reference)}})


class Cache:
    def get(self, reference):
        return Names(reference)


ModelReference.config = config
mergekit.plan.LoaderCache = Cache


def gathered(task):
    return getattr(task, "gather_tensors", task)



def tensors(text):
    cfg = MergeConfiguration.model_validate(yaml.safe_load(text))
    first = cfg.base_model or cfg.referenced_models()[0]
    arch = NAME_TO_ARCH[config(first).architectures[0]][0]
    planner = MergePlanner(
        cfg, arch, MergeOptions(), _model_out_config(cfg, arch)
    )
    planner._plan()
    for weight, task in planner._tensors:
        if is_buffer(weight.name):
            continue
        names = dict(gathered(task.gather_tensors).weight_info.items())
        inputs = []
        for model in task.model_order:
            parameters = task.input_parameters[model]
            inputs.append(
                (
                    model,
                    names[model].name,
                    model == task.base_model,
                    {k: v for k, v in parameters.items() if v is not None},
                )
            )
        yield weight.name, dict(task.parameters.items()), inputs


LAYER = re.compile(r"\.(\d+)\.")


def relative(output, name):
    """How an input's name follows from the output's: the shift of the layer, or the name itself."""
    there, here = LAYER.search(name), LAYER.search(output)
    if there and here:
        if LAYER.sub(".{}.", name, count=1) == LAYER.sub(".{}.", output, count=1):
            return int(there[1]) - int(here[1])
    return 0 if name == output else name


def plan(text):
    groups = {}
    for name, shared, inputs in tensors(text):
        listed = [
            [reference(model), relative(name, of), is_base, values]
            for model, of, is_base, values in inputs
        ]
        key = json.dumps([shared, listed])
        groups.setdefault(key, []).append(name)
    return [
        {"names": names, "values": json.loads(key)[0], "inputs": json.loads(key)[1]}
        for key, names in groups.items()
    ]


def reference(model):
    return str(model) + (f" as {model.override_architecture}" if model.override_architecture else "")


def methods():
    found = []
    for method in merge_methods.registered_methods():
        spec, contract = method.spec, method.spec.contract
        parameters = []
        for p in spec.parameters:
            kind = {"float": "NUMBER", "int": "WHOLE", "bool": "FLAG"}.get(
                getattr(p.value_type, "__name__", ""), "NUMBER"
            )
            parameters.append(
                {
                    "name": p.name,
                    "kind": kind,
                    "scope": {"shared": "SHARED", "input": "INPUT", "non_base": "OTHER_INPUT"}[
                        p.scope.value
                    ],
                    "required": p.required,
                    "fallback": None if p.required else p.default,
                }
            )
        found.append(
            {
                "id": spec.name,
                "parameters": parameters,
                "base": contract.base.name,
                "least": contract.min_inputs,
                "most": contract.max_inputs,
                "leastOthers": contract.min_non_base,
                "mostOthers": contract.max_non_base,
                "whereAbsent": spec.optional_tensor_policy.name,
            }
        )
    return found


def main():
    models, plans = {}, {}
    for file in sorted(GOLDEN.glob("*.yml")):
        text = file.read_text(encoding="utf-8")
        try:
            plans[file.stem] = plan(text)
        except Exception as e:  # whatever it is, it is mergekit's refusal
            plans[file.stem] = {"error": f"{type(e).__name__}: {e}".split("\n")[0][:200]}
            if not file.stem.startswith("error-"):
                raise
            continue
        if file.stem.startswith("error-"):
            sys.exit(f"mergekit takes {file.stem}")
        cfg = MergeConfiguration.model_validate(yaml.safe_load(text))
        for model in cfg.referenced_models():
            models[reference(model)] = stored(model)
        written = GOLDEN / "written" / file.name
        if written.exists():
            again = MergeConfiguration.model_validate(yaml.safe_load(written.read_text("utf-8")))
            if dump(again) != dump(cfg):
                sys.exit(f"{written} means something else:\n{again}\n{cfg}")
        else:
            print("not written yet:", file.name)
    kinds = {}
    for model, names in models.items():
        kinds.setdefault(json.dumps(names), []).append(model)
    (GOLDEN / "plans.json").write_text(
        json.dumps(
            {
                "models": [
                    {"references": sorted(of), "tensors": json.loads(names)}
                    for names, of in sorted(kinds.items())
                ],
                "plans": plans,
            },
            separators=(",", ":"),
        )
        .replace('},{"names"', '},\n{"names"')
        .replace('],"', '],\n"')
        + "\n",
        encoding="utf-8",
    )
    (GOLDEN / "methods.json").write_text(
        json.dumps(methods(), indent=1) + "\n", encoding="utf-8"
    )


def dump(cfg):
    """A condition alone and a list of one condition are evaluated alike."""
    dumped = cfg.model_dump()

    def same(value):
        if isinstance(value, dict):
            if set(value) == {"value", "filter"}:
                return [value]
            return {k: same(v) for k, v in value.items()}
        if isinstance(value, list):
            return [v if isinstance(v, dict) and set(v) == {"value", "filter"} else same(v) for v in value]
        return value

    return same(dumped)


if __name__ == "__main__":
    main()
