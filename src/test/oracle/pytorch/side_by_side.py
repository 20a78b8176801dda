"""Files with several dictionaries of tensors side by side, as training runs leave them.

python side_by_side.py ../../resources/golden/pytorch   (PyTorch 2.15)
"""

import sys
from pathlib import Path

import torch

folder = Path(sys.argv[1])


def state(value):
    return {
        "layers.0.q_proj.weight": torch.full((2, 3), value),
        "layers.1.q_proj.weight": torch.full((2, 3), value + 0.5),
    }


run = {
    "epoch": 3,
    "model": state(1.0),
    "ema": {"decay": 0.999, "module": state(2.0)},
    "optimizer": {"state": {0: {"exp_avg": torch.zeros(2, 3)}}, "param_groups": [{"lr": 0.1}]},
}
torch.save(run, folder / "side_by_side.pth")
torch.save(run, folder / "side_by_side_legacy.pth", _use_new_zipfile_serialization=False)
torch.save({"student": state(3.0), "teacher": state(4.0)}, folder / "student_teacher.pth")
