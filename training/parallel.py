"""Work on the CPU that is many small pieces, spread over its cores."""

import os
from collections.abc import Callable
from typing import TypeVar

import torch
from torch import Tensor
from torch import multiprocessing as mp

Piece = TypeVar("Piece")
FEW = 200


def _alone() -> None:
    torch.set_num_threads(1)


def map_to_tensor(make: Callable[[Piece], Tensor], pieces: list[Piece]) -> Tensor:
    """The tensors that `make`, a plain function, makes of the pieces, stacked in their order.

    Processes start in seconds, so a few pieces are done here.
    """
    if len(pieces) < FEW:
        return torch.stack([make(piece) for piece in pieces])
    torch.multiprocessing.set_sharing_strategy("file_system")
    with mp.get_context("spawn").Pool(os.cpu_count(), initializer=_alone) as pool:
        return torch.stack([made.clone() for made in pool.imap(make, pieces, chunksize=50)])
