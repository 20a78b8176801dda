"""Prompts as lm-evaluation-harness renders them: the golden file of BuiltInTemplatesTest
(src/test/resources/golden/generation/harness_prompts.json). Made with the task files of lm-eval 0.4.13.

    pip download --no-deps lm-eval==0.4.13 && unzip -q lm_eval-*.whl
    python harness_prompts.py lm_eval/tasks/glue > ../../resources/golden/generation/harness_prompts.json
"""

import importlib.util
import json
import pathlib
import sys

import jinja2
import yaml

GLUE = pathlib.Path(sys.argv[1])
SST2 = ["a gorgeous , witty film .", "{sentence} in braces\\n", " é — “q” 中 ", ""]
MNLI = [
    ("A man sleeps.", "He is awake."),
    ("No stop", "  blanks around it \n"),
    ("{hypothesis}", "two {premise} dots.."),
    ("x", "a question?"),
    ("x", ""),
]


class Loader(yaml.SafeLoader):
    """The harness's yaml, where !function names a function of a file beside it."""


def function(loader, node):
    module, name = loader.construct_scalar(node).split(".")
    spec = importlib.util.spec_from_file_location(module, GLUE / "mnli" / f"{module}.py")
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return getattr(loaded, name)


Loader.add_constructor("!function", function)


def task(name):
    return yaml.load((GLUE / name / "default.yaml").read_text(), Loader)


def render(text, doc):
    return jinja2.Environment(undefined=jinja2.StrictUndefined, keep_trailing_newline=True).from_string(text).render(**doc)


sst2, mnli = task("sst2"), task("mnli")
golden = {
    "sst2": {
        "labels": sst2["doc_to_choice"],
        "prompts": [{"sentence": s, "prompt": render(sst2["doc_to_text"], {"sentence": s})} for s in SST2],
    },
    "mnli": {
        "labels": mnli["doc_to_choice"],
        "prompts": [
            {"premise": p, "hypothesis": h, "prompt": mnli["doc_to_text"]({"premise": p, "hypothesis": h})}
            for p, h in MNLI
        ],
    },
}
print(json.dumps(golden, indent=1))
