"""What every training loop shares: a time budget, a learning rate that ends with it, safe checkpoints."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

Model = TypeVar("Model", bound=nn.Module)


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

    def restore(self, weights: dict[str, Tensor]) -> None:
        """Go on from saved averages, on the device that the model is on."""
        self.weights = {k: v.to(self.weights[k].device) for k, v in weights.items()}

    def applied_to(self, model: Model) -> Model:
        """The given model with the averaged weights, ready to be used."""
        model.load_state_dict(self.weights)
        return model.eval()


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
    """The saved state, on the CPU, or nothing when there is none yet."""
    return torch.load(path, map_location="cpu", weights_only=True) if path.exists() else None


def need_checkpoint(path: Path, made_by: str) -> dict[str, Any]:
    """The saved state of an earlier stage; `made_by` is the module that makes it."""
    state = load_checkpoint(path)
    if state is None:
        raise FileNotFoundError(f"{path} is missing: run training.{made_by} first")
    return state


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


class Loop:
    """The steps of one stage of training, until its minutes or its steps are spent.

    Iterating yields step numbers; after each the averages follow the model, and every `save_seconds` the
    checkpoint at `path` is renewed. Started again with the same path it goes on where it stopped, and the
    minutes that were spent before count; a checkpoint that came out of a pack holds weights alone, and it
    begins with these. `kept` are the modules and optimisers that belong to the state; the first is the model
    that `average` follows.
    """

    def __init__(
        self,
        path: Path,
        minutes: float,
        max_steps: int | None,
        kept: dict[str, nn.Module | torch.optim.Optimizer],
        average: MovingAverage,
        generator: torch.Generator,
        described: dict[str, Any],
        save_seconds: float = 60,
    ):
        self.path, self.seconds, self.max_steps = path, minutes * 60, max_steps
        self.kept, self.average, self.generator, self.described = kept, average, generator, described
        self.save_seconds, self.step, self.samples, before = save_seconds, 0, 0, 0.0
        self.followed: dict[str, float] = {}
        self._log = Log(path.with_suffix(".jsonl"))
        saved = load_checkpoint(path)
        if saved and "kept" in saved:
            for name, part in kept.items():
                part.load_state_dict(saved["kept"][name])
            average.restore(saved["weights"])
            generator.set_state(saved["generator"])
            torch.set_rng_state(saved["randomness"])
            self.step, self.samples, before = saved["step"], saved["samples"], saved["seconds"]
            self.followed = saved["followed"]
        elif saved:
            next(iter(kept.values())).load_state_dict(saved["weights"])
            average.restore(saved["weights"])
        self._begin = time.monotonic() - before
        self._ending = self.progress >= 1 or self.step == max_steps

    @property
    def progress(self) -> float:
        """From 0 to 1 over the minutes, across interruptions."""
        return min(1.0, (time.monotonic() - self._begin) / self.seconds)

    def __iter__(self) -> Iterator[int]:
        model = next(iter(self.kept.values()))
        assert isinstance(model, nn.Module)
        last_save = time.monotonic()
        while not self._ending:
            yield self.step
            self.average.update(model, self.step)
            self.step += 1
            self._look_at_the_end(self.step)
            if self._ending or time.monotonic() - last_save > self.save_seconds:
                last_save = time.monotonic()
                self.save()

    def save(self) -> None:
        """Renew the checkpoint: the averaged weights and all that going on needs."""
        state = {name: part.state_dict() for name, part in self.kept.items()}
        state = {"kept": state, "weights": self.average.weights, "generator": self.generator.get_state()}
        state |= {"randomness": torch.get_rng_state()}
        state |= {
            "followed": self.followed,
            "step": self.step,
            "samples": self.samples,
            "seconds": time.monotonic() - self._begin,
        }
        save_checkpoint(self.path, state | self.described)

    def set_rate(self, peak: float, *optimizers: torch.optim.Optimizer) -> None:
        """Give the optimisers the learning rate of this step, or the share of it that a group names."""
        for optimizer in optimizers:
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(peak, self.step, self.progress) * group.get("share", 1.0)

    def is_due(self, every: int) -> bool:
        """Whether this step, once done, is one of every so many, or the last."""
        self._look_at_the_end(self.step + 1)
        return (self.step + 1) % every == 0 or self._ending

    def follow(self, **losses: float) -> None:
        """Smooth losses from step to step, to be logged."""
        for name, value in losses.items():
            smooth = self.followed.get(name, value)
            self.followed[name] = smooth + 0.02 * (value - smooth)

    def log(self, **values: float) -> None:
        """Write down how far training is, the smoothed losses and these values."""
        seconds, losses = time.monotonic() - self._begin, self.followed
        self._log.write(step=self.step + 1, seconds=seconds, samples=self.samples, **losses, **values)

    def _look_at_the_end(self, step: int) -> None:
        self._ending = self._ending or self.progress >= 1 or step == self.max_steps


def as_tuples(config: dict[str, Any]) -> dict[str, Any]:
    """A configuration read from a file, with its lists as the tuples they were."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in config.items()}


def best_device() -> torch.device:
    """The GPU where there is one, otherwise the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def _has_fast_bfloat16() -> bool:
    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def half_precision(device: torch.device) -> torch.autocast:
    """bfloat16 for what bears it, where the device computes in it and does not only imitate it.

    A processor without AVX-512 imitates, and encodes pictures seven times slower than in float32.
    """
    return torch.autocast(device.type, torch.bfloat16, enabled=device.type != "cpu" or _has_fast_bfloat16())


def channels_last(model: Model) -> Model:
    """The model with its weights in the layout that CPU and GPU convolutions like best."""
    return model.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue] -- the stubs lack it


def descend(loss: Tensor, model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    """One step down the loss, with gradients of the model clipped to a norm of 1."""
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()


def zero(layer: nn.Module) -> None:
    """Start a layer as silent, so that its residual branch is the identity."""
    for parameter in layer.parameters():
        nn.init.zeros_(parameter)


def to_unit(pixels: Tensor) -> Tensor:
    """uint8 pixels to float32 in -1..1."""
    return pixels.float() / 127.5 - 1.0


def from_unit(x: Tensor) -> Tensor:
    """Pictures in -1..1, clamped, to 0..1."""
    return (x.float().clamp(-1, 1) + 1) / 2
