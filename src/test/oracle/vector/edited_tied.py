"""What base + (fine-tuned - base) makes of each name of the two models with tied weights that `../pytorch/make_golden.py tied`
wrote, by PyTorch: name, dtype, shape and SHA-256 of the packed little-endian bytes.

Run: python edited_tied.py GOLDEN_PYTORCH_FOLDER TABLE   (PyTorch)
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "../pytorch"))
from make_golden import line, load  # noqa: E402

folder, table = Path(sys.argv[1]), Path(sys.argv[2])
base, tuned = load(folder / "tied_base.pth"), load(folder / "tied_tuned.pth")
with open(table, "w", encoding="utf-8") as out:
    for name in base:
        print(line(name, base[name] + (tuned[name] - base[name])), file=out)
