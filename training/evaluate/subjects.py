"""What is painted and compared: held-out renders with what is true of them, other pictures, photographs."""

import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from training.conditions import Labels, read_labels
from training.data import HELD_OUT_SEED, render_uint8
from training.palette import SCENES
from training.run import best_device
from training.world.layouts import hand_like
from training.world.other import other_picture
from training.world.scene import HOURS, MEDIA, SEASONS, WEATHERS

# Renders of other seeds, to compare the compared with: what another draw of the world would score.
OTHER_DRAW = HELD_OUT_SEED + 100_000

_SCENE = {"mountains": "mountains", "desert": "a desert", "forest": "a forest", "village": "a village"}
_HOUR = {"dawn": "at dawn", "day": "by day", "dusk": "at dusk", "night": "at night"}
_WEATHER = {
    "clear": "clear sky",
    "cloudy": "cloudy sky",
    "misty": "misty",
    "rain": "in the rain",
    "snow": "in falling snow",
}
_MEDIUM = {
    "photograph": "a photograph of",
    "watercolour": "a watercolour of",
    "ink": "an ink drawing of",
    "oil": "an oil painting of",
    "pastel": "a pastel drawing of",
}


def full_prompt(scene: int, hour: int, weather: int, season: int, medium: int) -> str:
    """Plain words that leave nothing out; captions of the training grammar leave out what they like."""
    name = SCENES[scene]
    subject = f"{_MEDIUM[MEDIA[medium]]} {_SCENE.get(name, 'a ' + name)}"
    return f"{subject} {_HOUR[HOURS[hour]]}, {_WEATHER[WEATHERS[weather]]}, in {SEASONS[season]}"


@dataclass
class Subjects:
    """Held-out renders, in the order of their seeds, and what a painter is told about them."""

    pictures: Tensor  # [N, 3, H, W] float32 in 0..1
    classes: Tensor  # [N, H, W] uint8
    hands: Tensor  # [N, H/4, W/4] uint8, the same maps as people might have painted them
    labels: Labels
    captions: list[str]
    prompts: list[str]

    def __len__(self) -> int:
        return len(self.pictures)

    def attribute(self, name: str) -> Tensor:
        """What is true of each picture, int64 [N]: its scene, hour, weather, season or medium."""
        return torch.tensor(getattr(self.labels, name))


def render_pictures(first_seed: int, count: int, size: int) -> tuple[Tensor, Tensor]:
    """Pictures [N, 3, size, size] in 0..1 and class maps [N, size, size] of consecutive seeds, on the CPU."""
    seeds = list(range(first_seed, first_seed + count))
    pictures, classes = (part.cpu() for part in render_uint8(seeds, size, size, best_device()))
    return pictures.float() / 255, classes


def held_out(count: int, size: int) -> Subjects:
    """The first `count` held-out scenes."""
    pictures, classes = render_pictures(HELD_OUT_SEED, count, size)
    labels = read_labels(list(range(HELD_OUT_SEED, HELD_OUT_SEED + count)), classes)
    generator = torch.Generator().manual_seed(5)
    hands = torch.stack([hand_like(row[2::4, 2::4], generator) for row in classes])
    facts = zip(labels.scene, labels.hour, labels.weather, labels.season, labels.medium, strict=True)
    return Subjects(
        pictures=pictures,
        classes=classes,
        hands=hands,
        labels=labels,
        captions=[labels.caption(i, random.Random(i)) for i in range(count)],
        prompts=[full_prompt(*each) for each in facts],
    )


def other_pictures(count: int, size: int) -> Tensor:
    """Held-out pictures of everything besides landscapes, [N, 3, size, size] in 0..1."""
    seeds = range(HELD_OUT_SEED, HELD_OUT_SEED + count)
    return torch.stack([other_picture(seed, size) for seed in seeds]).clamp(0, 1)


def read_photographs(folder: Path, size: int) -> Tensor:
    """The middle square of every picture file at size x size, by name, [N, 3, size, size] in 0..1."""
    files = sorted(p for p in folder.iterdir() if p.suffix.lower() in {".png", ".jpg", ".jpeg"})
    if not files:
        raise FileNotFoundError(f"no pictures in {folder}")
    return torch.stack([_middle_square(path, size) for path in files])


def _middle_square(path: Path, size: int) -> Tensor:
    with Image.open(path) as image:
        picture = image.convert("RGB")
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    square = picture.crop((left, top, left + side, top + side)).resize((size, size), Image.Resampling.LANCZOS)
    return torch.from_numpy(np.array(square)).permute(2, 0, 1).float() / 255
