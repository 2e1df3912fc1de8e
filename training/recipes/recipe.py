"""A whole training as stages that each end in a checkpoint: what, how large and for how many minutes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.autoencoder import AutoencoderConfig
from training.data import RenderedWorld, World, fill_cache
from training.denoiser import Guidance
from training.observer import ObserverConfig
from training.painted import paint_again
from training.run import best_device
from training.train_autoencoder import train as train_autoencoder
from training.train_decoder import train as train_decoder
from training.train_observer import train as train_observer
from training.train_student import train as train_student
from training.train_unet import train as train_unet
from training.unet import UNetConfig


@dataclass
class Recipe:
    """`worlds`: how many pictures of each size (height, width), the native size first; `others`: of other
    things; `painted`: latents that the UNet paints for the decoder to learn from. `minutes` and `batch` by
    stage; `steps` end a stage early, for rehearsals.
    """

    worlds: dict[tuple[int, int], int]
    others: int
    minutes: dict[str, float]
    batch: dict[str, int]
    painted: int
    autoencoder: AutoencoderConfig = field(default_factory=AutoencoderConfig)
    observer: ObserverConfig = field(default_factory=ObserverConfig)
    unet: UNetConfig = field(default_factory=UNetConfig)
    guidance: Guidance = field(default_factory=Guidance)
    crop: int = 128
    text_layers: int = 2
    caption_steps: int = 500
    steps: dict[str, int] = field(default_factory=dict)
    peak: dict[str, float] = field(default_factory=dict)

    def open_worlds(self, run: Path) -> Sequence[World]:
        """The rendered pictures: from the disk on a CPU, made anew on a GPU."""
        if best_device().type == "cuda":
            return [RenderedWorld(count, *size) for size, count in self.worlds.items()]
        minutes = self.minutes["world"]
        return [fill_cache(run / "world", count, minutes, *size) for size, count in self.worlds.items()]

    def run(self, run: Path, stages: Sequence[str] = ()) -> None:
        """Train the named stages, or all that are not finished, in their order."""
        worlds = self.open_worlds(run)
        for stage in stages or STAGES:
            print(f"== {stage}", flush=True)
            STAGES[stage](self, worlds, run)

    def _common(self, stage: str) -> dict[str, Any]:
        common = {"batch": self.batch[stage], "max_steps": self.steps.get(stage)}
        return common | ({"peak": self.peak[stage]} if stage in self.peak else {})


def _observer(r: Recipe, worlds: Sequence[World], run: Path) -> None:
    common = r._common("observer")
    train_observer(worlds[0], run, r.minutes["observer"], r.observer, crop=r.crop, **common)


def _autoencoder(r: Recipe, worlds: Sequence[World], run: Path) -> None:
    pictures, _ = worlds[0].load()
    minutes, common = r.minutes["autoencoder"], r._common("autoencoder")
    train_autoencoder(pictures, run, minutes, r.autoencoder, crop=r.crop, others=r.others, **common)


def _unet(r: Recipe, worlds: Sequence[World], run: Path) -> None:
    minutes, common = r.minutes["unet"], r._common("unet")
    words = {"text_layers": r.text_layers, "caption_steps": r.caption_steps}
    train_unet(worlds, run, minutes, r.unet, others=r.others, **words, **common)


def _decoder(r: Recipe, worlds: Sequence[World], run: Path) -> None:
    pictures, classes = worlds[0].load()
    chosen = slice(0, r.painted)
    painted = paint_again(run, pictures[chosen], classes[chosen], worlds[0].seeds[chosen])
    common = r._common("decoder")
    minutes = r.minutes["decoder"]
    train_decoder(pictures, run, minutes, crop=r.crop, others=r.others, painted=painted, **common)


def _student(r: Recipe, worlds: Sequence[World], run: Path) -> None:
    common = r._common("student")
    train_student(worlds, run, r.minutes["student"], r.guidance, others=r.others, **common)


STAGES: dict[str, Callable[[Recipe, Sequence[World], Path], None]] = {
    "observer": _observer,
    "autoencoder": _autoencoder,
    "unet": _unet,
    "decoder": _decoder,
    "student": _student,
}
