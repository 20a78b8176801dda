"""What pretraining and fine-tuning share: the optimizer, the schedule, and checkpoints to go on from."""

import time
from pathlib import Path

import torch


class Loop:
    """Steps under a schedule that ends at a number of steps or of minutes, whichever comes first.

    The learning rate rises over the warm-up, stays, and falls to zero over the last part. An interrupted run
    started again with the same arguments goes on from its last checkpoint.
    """

    def __init__(self, model, lr, weight_decay, steps, minutes, warmup, decay_share, checkpoint: Path, every_minutes):
        self.model, self.lr, self.steps, self.minutes = model, lr, steps, minutes
        self.warmup, self.decay_share = warmup, decay_share
        self.checkpoint, self.every = checkpoint, every_minutes * 60
        decayed = [p for p in model.parameters() if p.dim() >= 2]
        plain = [p for p in model.parameters() if p.dim() < 2]
        self.optimizer = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": weight_decay}, {"params": plain, "weight_decay": 0.0}],
            lr=lr,
            betas=(0.9, 0.95),
        )
        self.step, self.before = 0, 0.0
        if checkpoint.exists():
            state = torch.load(checkpoint)
            model.load_state_dict(state["model"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.step, self.before = state["step"], state["seconds"]
            print(f"going on from step {self.step}", flush=True)
        self.start = self.saved = time.monotonic()

    def seconds(self) -> float:
        return self.before + time.monotonic() - self.start

    def progress(self) -> float:
        return max(self.step / self.steps, self.seconds() / (self.minutes * 60))

    def running(self) -> bool:
        return self.progress() < 1

    def update(self) -> None:
        """One optimizer step on the gradients that lie there."""
        fall = min(1.0, max(0.0, (1 - self.progress()) / self.decay_share))
        rate = self.lr * min(1.0, (self.step + 1) / self.warmup) * fall
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.step += 1
        if time.monotonic() - self.saved > self.every:
            self.save()

    def save(self) -> None:
        state = {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "seconds": self.seconds(),
        }
        temporary = self.checkpoint.with_suffix(".new")
        torch.save(state, temporary)
        temporary.replace(self.checkpoint)
        self.saved = time.monotonic()
