"""Writes which tensors mergekit 0.1.5 takes from the first slice and which from the last.

    python recipe_outside.py     needs mergekit 0.1.5; writes into the golden folder

Of every architecture that mergekit has a list for and that is one module, as slices need it: the
weights before the layers (`pre_weights`), behind them (`post_weights`), and one layer's, so that the
naming can be told. phi-1 is left out: its embedding and head are numbered as layers.
"""

import json
from pathlib import Path

import mergekit._data.architectures

GOLDEN = Path(__file__).parent.parent.parent / "resources" / "golden" / "merge" / "recipes"
FOLDER = Path(mergekit._data.architectures.__file__).parent

rows = []
for file in sorted(FOLDER.glob("*.json")):
    data = json.loads(file.read_text("utf-8"))
    if data.get("kind", "module") != "module" or file.stem == "phi-1":
        continue

    def names(weights):
        return [w["name"] for w in weights]

    layer = [n for n in names(data["layer_templates"]["weights"]) if "expert" not in n]
    rows.append(
        {
            "architecture": file.stem,
            "before": names(data["pre_weights"]),
            "behind": names(data["post_weights"]),
            "layer": layer[:9],
        }
    )
(GOLDEN / "outside.json").write_text(
    "[\n" + ",\n".join(json.dumps(r) for r in rows) + "\n]\n", encoding="utf-8"
)
print(len(rows))
