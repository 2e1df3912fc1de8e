"""What a scene offers as conditions, and dropping them at random so that every subset is learned."""

import random
from dataclasses import dataclass

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
        """A fresh caption of one picture."""
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
    """A batch as the networks take it: token ids [B, T], class labels [B], layout [B, K, h, w]."""

    input_ids: Tensor
    class_labels: Tensor
    layout: Tensor


def drop_randomly(
    captions: list[str], scenes: list[int], layout: Tensor, tokenizer: Tokenizer, generator: torch.Generator
) -> Conditions:
    """Each condition is dropped on its own, and all of them together for one sample in thirty."""
    count = len(captions)
    u = torch.rand(4, count, generator=generator)
    nothing = u[3] < 1 / 30
    without_text = (u[0] < 0.15) | nothing
    texts = ["" if dropped else text for text, dropped in zip(captions, without_text.tolist(), strict=True)]
    labels = torch.where((u[1] < 0.3) | nothing, len(SCENES), torch.tensor(scenes))
    keep = (~((u[2] < 0.12) | nothing)).float()[:, None, None, None]
    return Conditions(encode(tokenizer, texts), labels, layout * keep)
