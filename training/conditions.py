"""What a scene offers as conditions, and dropping them at random so that every subset is learned."""

import random
from dataclasses import dataclass, replace

import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.palette import CLASS_NAMES, SCENES
from training.text import encode
from training.world.captions import Facts, write_caption
from training.world.scene import draw_scenes


@dataclass
class Labels:
    """Scene category, hour, weather, season and medium of each picture, and the classes it shows."""

    scene: list[int]
    hour: list[int]
    weather: list[int]
    season: list[int]
    medium: list[int]
    things: list[list[str]]

    def caption(self, index: int, dice: random.Random) -> str:
        """A fresh caption of one picture; nothing can be said of pictures that show no scene."""
        if self.scene[index] == len(SCENES):
            return ""
        facts = Facts(
            SCENES[self.scene[index]],
            self.hour[index],
            self.weather[index],
            self.season[index],
            self.medium[index],
            self.things[index],
        )
        return write_caption(facts, dice)


def visible_things(classes: Tensor) -> list[list[str]]:
    """Names of the classes that cover at least a hundredth of each map [B, H, W]."""
    least = classes.shape[1] * classes.shape[2] / 100
    counts = [torch.bincount(row.flatten().long(), minlength=len(CLASS_NAMES)) for row in classes]
    return [[CLASS_NAMES[i] for i in torch.nonzero(c >= least).flatten().tolist() if i] for c in counts]


def read_labels(seeds: list[int], classes: Tensor) -> Labels:
    """Labels of scenes by their seeds and class maps [B, H, W]."""
    scenes = draw_scenes(seeds)
    return Labels(
        scene=scenes.scene.tolist(),
        hour=scenes.hour.tolist(),
        weather=scenes.weather.tolist(),
        season=scenes.season.tolist(),
        medium=scenes.medium.tolist(),
        things=visible_things(classes),
    )


@dataclass
class Conditions:
    """A batch as the networks take it, in the order of the UNet's inputs.

    input_ids [B, T], class_labels [B], layout [B, K, h, w], inpaint_mask [B, 1, h, w], inpaint_latent and
    degraded_latent [B, C, h, w], degradation [B]. Absent: the empty string, the class after the last,
    zeros, a degradation of 1.
    """

    input_ids: Tensor
    class_labels: Tensor
    layout: Tensor
    inpaint_mask: Tensor
    inpaint_latent: Tensor
    degraded_latent: Tensor
    degradation: Tensor

    @staticmethod
    def absent(count: int, channels: int, height: int, width: int, tokenizer: Tokenizer) -> "Conditions":
        """Nothing known, for latents [count, channels, height, width]."""
        latent = torch.zeros(count, channels, height, width)
        return Conditions(
            encode(tokenizer, [""] * count),
            torch.full((count,), len(SCENES)),
            torch.zeros(count, len(CLASS_NAMES) - 1, height, width),
            torch.zeros(count, 1, height, width),
            latent,
            latent,
            torch.ones(count),
        )

    def to(self, device: torch.device) -> "Conditions":
        """The same on another device."""
        return Conditions(**{name: value.to(device) for name, value in vars(self).items()})

    def from_other(self, other: "Conditions", *names: str) -> "Conditions":
        """These conditions with the named ones taken from another batch."""
        return replace(self, **{name: getattr(other, name) for name in names})


def drop_randomly(given: Conditions, tokenizer: Tokenizer, generator: torch.Generator) -> Conditions:
    """Each condition is dropped on its own, and all of them together for one sample in thirty.

    Half of the examples have a hole and half are degraded: so three in ten teach to paint in,
    and one in five to restore.
    """
    count, channels, height, width = given.inpaint_latent.shape
    device = given.layout.device
    u = torch.rand(6, count, generator=generator).to(device)
    nothing = u[5] < 1 / 30
    text, scene, layout, inpaint, degraded = (
        (u[row] < chance) | nothing for row, chance in enumerate((0.12, 0.3, 0.2, 0.4, 0.6))
    )
    absent = Conditions.absent(count, channels, height, width, tokenizer).to(device)

    def pick(dropped: Tensor, name: str) -> Tensor:
        value = getattr(given, name)
        return torch.where(dropped.view(-1, *[1] * (value.dim() - 1)), getattr(absent, name), value)

    return Conditions(
        pick(text, "input_ids"),
        pick(scene, "class_labels"),
        pick(layout, "layout"),
        pick(inpaint, "inpaint_mask"),
        pick(inpaint, "inpaint_latent"),
        pick(degraded, "degraded_latent"),
        pick(degraded, "degradation"),
    )
