"""Writes the table of names by which transformers reads checkpoints of other layouts.

Source: transformers 5.24, `conversion_mapping.py`. Only facts are taken: which text of a name
becomes which, which tensors of experts are stacked, which are chunks of one. Conversions that
are more than names, rows and stacks (transposes, interleaving) are left out: their tensors do not
match, and the program says so.

    python make_conversions.py > src/main/resources/org/taskvectors/checkpoint/alignment/conversions.json
"""

import json
import re

import transformers
from transformers import conversion_mapping

ROWS = {"MergeModulelist", "Concatenate"}


def pattern(source):
    found = source.replace("*.", r".*\.")
    return found + r"(?!\w)" if re.search(r"[a-zA-Z0-9]$", found) else found


def replacement(target):
    return re.sub(r"\\(\d)", r"$\1", target.replace("$", r"\$")).replace("\\.", ".")


def plain(text):
    return text.replace("\\.", ".").lstrip("^").rstrip("$")


def read(transforms):
    renames, stacks, chunks = [], [], []
    for transform in transforms:
        kind = type(transform).__name__
        operations = [type(o).__name__ for o in getattr(transform, "operations", None) or []]
        sources, targets = transform.source_patterns, transform.target_patterns
        if kind in ("WeightRenaming", "PrefixChange") and len(targets) == 1:
            renames += [[pattern(s), replacement(targets[0])] for s in sources]
        elif kind != "WeightConverter":
            continue
        elif operations and set(operations) <= ROWS and len(targets) == 1:
            dims = [o.dim for o in transform.operations]
            if all("*" in s for s in sources) and dims in ([0], [0, 1]):
                stacks.append({"single": [plain(s) for s in sources], "stacked": plain(targets[0])})
        elif operations == ["Chunk"] and transform.operations[0].dim == 0 and len(sources) == 1:
            chunks.append({"whole": plain(sources[0]), "parts": [plain(t) for t in targets]})
    return {k: v for k, v in (("renames", renames), ("stacks", stacks), ("chunks", chunks)) if v}


def main():
    mapping = conversion_mapping._build_checkpoint_conversion_mapping()
    same = conversion_mapping._MODEL_TO_CONVERSION_PATTERN
    table = {}
    for name in sorted(set(mapping) | set(same)):
        found = read(mapping.get(name) or mapping.get(same.get(name)) or [])
        if found:
            table[name] = found
    # Names by content: each conversion once, with all model types and classes that use it.
    by_content = {}
    for name, found in table.items():
        by_content.setdefault(json.dumps(found, sort_keys=True), []).append(name)
    print("[")
    rows = sorted(by_content.items(), key=lambda item: item[1])
    for i, (found, names) in enumerate(rows):
        row = json.dumps({"for": names, **json.loads(found)})
        print(" " + row + ("," if i + 1 < len(rows) else ""))
    print("]")


if __name__ == "__main__":
    assert transformers.__version__ == "5.24.0", transformers.__version__
    main()
