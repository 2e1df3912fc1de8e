"""Upscaling and restoring: the painters beside bicubic interpolation and a regression network."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from training.degrade import blur, degradation_level, shrink_and_enlarge
from training.denoiser import PLAIN
from training.evaluate.painter import Painter, load_autoencoder, restore
from training.evaluate.reconstruction import measure_restored
from training.observer import Observer
from training.world.__main__ import sheet

STEPS = {"teacher": 16, "student": 4, "regression": 1}


@dataclass(frozen=True)
class Damage:
    """Pictures [N, 3, H, W] in -1..1 made worse; `blur` in pixels and `noise` of 0..1 give the level."""

    spoil: Callable[[Tensor], Tensor]
    blur: float
    noise: float = 0.0

    @property
    def level(self) -> float:
        """As the networks are told it."""
        return degradation_level(self.blur, self.noise)


def _grain(pictures: Tensor) -> Tensor:
    noise = torch.randn(pictures.shape, generator=torch.Generator().manual_seed(6))
    return (pictures + 2 * 0.06 * noise).clamp(-1, 1)


DAMAGES = {
    "upscaling x2": Damage(lambda x: shrink_and_enlarge(x, 2.0), 1.0),
    "upscaling x4": Damage(lambda x: shrink_and_enlarge(x, 4.0), 2.0),
    "blur of 3 pixels": Damage(lambda x: blur(x, 3.0), 3.0),
    # The networks learn noise on top of a softness of at least half a pixel.
    "noise of 0.06": Damage(lambda x: _grain(blur(x, 0.5)), 0.5, 0.06),
}


def measure_restoring(
    run: Path, sets: dict[str, Tensor], observer: Observer | None, out: Path
) -> dict[str, object]:
    """Every damage to every set of pictures [N, 3, H, W] in 0..1, undone by all that a run has.

    `damaged` is the degraded picture itself, which for upscaling is bicubic interpolation; `latent` is the
    undamaged picture through the autoencoder, which nothing that paints latents can surpass.
    """
    painters = [Painter.load(run, network) for network in Painter.available(run)]
    result: dict[str, object] = {}
    for name, originals in sets.items():
        whole = restore(load_autoencoder(run), originals)
        rows = [originals[:8]]
        measured: dict[str, dict[str, dict[str, float]]] = {}
        for title, damage in DAMAGES.items():
            damaged = (damage.spoil(originals * 2 - 1) + 1) / 2
            restored = {"damaged": damaged, "latent": whole}
            for painter in painters:
                count, height, width = len(originals), *originals.shape[2:]
                given = painter.conditions(count, height, width, degraded=(damaged, damage.level))
                restored[painter.network] = painter.paint(given, STEPS[painter.network], PLAIN)
            measured[title] = {
                who: measure_restored(pictures, originals, observer) for who, pictures in restored.items()
            }
            rows += [pictures[:8] for who, pictures in restored.items() if who != "latent"]
        sheet(rows).save(out / f"restoring-{name.replace(' ', '-')}.png")
        result[name] = measured
    return result
