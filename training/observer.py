"""One small network that looks at pictures: segmenter, judge of attributes, and feature space.

It learns from the rendered world alone. Its class maps measure layout fidelity and turn an imported
picture into a layout; its heads say what scene, hour, weather, season and medium they see; its pooled
features carry the Fréchet distance; its maps carry the perceptual loss. Convolutions without
normalisation, so a picture is judged the same whatever its size or its companions in the batch.
"""

from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.palette import CLASS_NAMES, SCENES
from training.run import as_tuples, need_checkpoint, zero
from training.world.scene import HOURS, MEDIA, SEASONS, WEATHERS

ATTRIBUTES: dict[str, list[str]] = {
    "scene": SCENES,
    "hour": HOURS,
    "weather": WEATHERS,
    "season": SEASONS,
    "medium": MEDIA,
}
MULTIPLE = 16


@dataclass
class ObserverConfig:
    """Widths at 1/2, 1/4, 1/8 and 1/16 of the picture; `classes` counts 0, unlabelled."""

    classes: int = len(CLASS_NAMES)
    widths: tuple[int, ...] = (32, 64, 128, 192)
    blocks: tuple[int, ...] = (2, 3, 3)
    attributes: dict[str, int] = field(default_factory=lambda: {k: len(v) for k, v in ATTRIBUTES.items()})


@dataclass
class Observation:
    """What the observer sees in a batch: logits, and pooled features of unit variance over the world."""

    classes: Tensor  # [B, K + 1, H/4, W/4]
    scene: Tensor  # [B, scenes]
    hour: Tensor
    weather: Tensor
    season: Tensor
    medium: Tensor
    features: Tensor  # [B, D]


def keep_strength(layer: nn.Conv2d) -> None:
    """Start a convolution so that what passes keeps its variance, which no normalisation restores here.

    Source: He et al. 2015, for ReLU; near enough for SiLU.
    """
    nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)


class Block(nn.Module):
    """Two 3x3 convolutions around a SiLU, added to the input."""

    def __init__(self, width: int):
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        keep_strength(self.first)
        zero(self.second)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(F.silu(self.first(F.silu(x))))


class Observer(nn.Module):
    """Pictures [B, 3, H, W] in -1..1, sides multiples of 16, to an Observation."""

    feature_mean: Tensor
    feature_std: Tensor

    def __init__(self, config: ObserverConfig):
        super().__init__()
        self.config = config
        stem, *widths = config.widths
        first = nn.Conv2d(12, stem, 3, padding=1)
        self.stem = nn.Sequential(nn.PixelUnshuffle(2), first)
        self.levels = nn.ModuleList()
        for (before, width), blocks in zip(pairwise(config.widths), config.blocks, strict=True):
            shrink = nn.Conv2d(4 * before, width, 1)
            rest = [Block(width) for _ in range(blocks)]
            self.levels.append(nn.Sequential(nn.SiLU(), nn.PixelUnshuffle(2), shrink, *rest))
            keep_strength(shrink)
        # Coarse meaning is added to fine places, from 1/16 up to 1/4.
        self.lateral = nn.ModuleList([nn.Conv2d(coarse, fine, 1) for fine, coarse in pairwise(widths)])
        for layer in (first, *self.lateral):
            assert isinstance(layer, nn.Conv2d)
            keep_strength(layer)
        self.merge = nn.ModuleList([Block(width) for width in widths[:-1]])
        self.segment = nn.Conv2d(widths[0], config.classes, 1)
        self.heads = nn.ModuleDict(
            {name: nn.Linear(sum(widths), count) for name, count in config.attributes.items()}
        )
        self.register_buffer("feature_mean", torch.zeros(sum(widths)))
        self.register_buffer("feature_std", torch.ones(sum(widths)))

    def _trunk(self, picture: Tensor) -> list[Tensor]:
        """Activations at 1/2, 1/4, 1/8 and 1/16 of the picture."""
        maps = [self.stem(picture)]
        for level in self.levels:
            maps.append(level(maps[-1]))
        return maps

    def maps(self, picture: Tensor) -> list[Tensor]:
        """Activations at 1/2 to 1/16 [B, C, h, w], of unit length at every place, for perceptual losses."""
        return [F.normalize(F.silu(x).float(), dim=1) for x in self._trunk(picture)]

    @torch.no_grad()
    def _follow(self, pooled: Tensor) -> None:
        """Keep mean and deviation of the features over the last hundred or so batches of training."""
        self.feature_mean.lerp_(pooled.mean(0), 0.02)
        self.feature_std.lerp_((pooled - self.feature_mean).pow(2).mean(0).sqrt().clamp(min=1e-3), 0.02)

    def forward(self, picture: Tensor) -> Observation:
        _, *levels = self._trunk(picture)
        x = levels[-1]
        for index in reversed(range(len(self.merge))):
            wider = F.interpolate(self.lateral[index](F.silu(x)), scale_factor=2.0, mode="nearest")
            x = self.merge[index](levels[index] + wider)
        pooled = torch.cat([F.silu(level).float().mean((2, 3)) for level in levels], dim=1)
        if self.training:
            self._follow(pooled.detach())
        features = (pooled - self.feature_mean) / self.feature_std
        judged = {name: head(features) for name, head in self.heads.items()}
        return Observation(classes=self.segment(F.silu(x)), features=features, **judged)

    def state(self) -> dict[str, Any]:
        """Configuration and weights, as saved."""
        return {"config": asdict(self.config), "weights": self.state_dict()}

    @staticmethod
    def load(state: dict[str, Any]) -> "Observer":
        """The model of a saved state, in float32."""
        model = Observer(ObserverConfig(**as_tuples(state["config"])))
        model.load_state_dict(state["weights"])
        return model


def load_observer(run: Path) -> Observer:
    """The trained observer of a run folder, frozen."""
    saved = need_checkpoint(run / "observer.pt", "train_observer")
    return Observer.load(saved).eval().requires_grad_(False)
