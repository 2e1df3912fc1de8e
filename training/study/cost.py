"""What a network costs in arithmetic, and whether a stage of training has spent its budget."""

from collections.abc import Callable
from pathlib import Path

import torch
from torch.utils.flop_counter import FlopCounterMode

from training.run import load_checkpoint


def gflop(call: Callable[[], object]) -> float:
    """Billions of operations of the matrix products and convolutions in a call, without gradients.

    A multiplication and the addition after it are two operations. On a CPU the products inside attention, one
    in a hundred of the networks here, are not seen by the counter.
    """
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        call()
    return counter.get_total_flops() / 1e9


def is_spent(path: Path, minutes: float, max_steps: int | None = None) -> bool:
    """Whether the stage that keeps its checkpoint at `path` has nothing left to train."""
    saved = load_checkpoint(path)
    return saved is not None and (saved["seconds"] >= minutes * 60 or saved["step"] == max_steps)
