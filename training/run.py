"""What every training loop shares: a time budget, a learning rate that ends with it, safe checkpoints."""

import json
import os
import time
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

Model = TypeVar("Model", bound=nn.Module)


class Budget:
    """Minutes to spend, across interruptions: progress runs from 0 to 1 over the whole budget."""

    def __init__(self, minutes: float, spent_seconds: float = 0.0):
        self.seconds = minutes * 60
        self._begin = time.monotonic() - spent_seconds

    @property
    def spent_seconds(self) -> float:
        return time.monotonic() - self._begin

    @property
    def progress(self) -> float:
        return min(1.0, self.spent_seconds / self.seconds)


def learning_rate(peak: float, step: int, progress: float, warmup_steps: int = 100) -> float:
    """Linear warm-up, then constant, then a linear fall to zero over the last 35 % of the budget."""
    return peak * min(1.0, (step + 1) / warmup_steps) * min(1.0, max(0.0, (1.0 - progress) / 0.35))


class MovingAverage:
    """Exponential moving average of a model's weights, kept in float32."""

    def __init__(self, model: nn.Module, decay: float):
        self.decay = decay
        self.weights = {k: v.detach().float().clone() for k, v in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model: nn.Module, step: int) -> None:
        """Move towards the model; the decay warms up so that early weights are forgotten."""
        decay = min(self.decay, (1 + step) / (10 + step))
        for key, value in model.state_dict().items():
            self.weights[key].lerp_(value.float(), 1.0 - decay)


def save_checkpoint(path: Path, state: dict[str, Any]) -> None:
    """Write atomically, so that a kill leaves the old checkpoint or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".tmp")
    with partial.open("wb") as file:
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(path)


def load_checkpoint(path: Path) -> dict[str, Any] | None:
    """The saved state, or nothing when there is none yet."""
    return torch.load(path, map_location="cpu", weights_only=True) if path.exists() else None


class Log:
    """One JSON object a line, appended, and the same as text on the terminal."""

    def __init__(self, path: Path):
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)

    def write(self, **values: float | int | str) -> None:
        rounded = {k: round(v, 5) if isinstance(v, float) else v for k, v in values.items()}
        with self.path.open("a") as file:
            file.write(json.dumps(rounded) + "\n")
        print(" ".join(f"{k}={v}" for k, v in rounded.items()), flush=True)


def as_tuples(config: dict[str, Any]) -> dict[str, Any]:
    """A configuration read from a file, with its lists as the tuples they were."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in config.items()}


def channels_last(model: Model) -> Model:
    """The model with its weights in the layout that CPU and GPU convolutions like best."""
    return model.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue] -- the stubs lack it


def zero(layer: nn.Module) -> None:
    """Start a layer as silent, so that its residual branch is the identity."""
    for parameter in layer.parameters():
        nn.init.zeros_(parameter)


def to_unit(pixels: Tensor) -> Tensor:
    """uint8 pixels to float32 in -1..1."""
    return pixels.float() / 127.5 - 1.0
