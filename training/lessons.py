"""All that a denoiser is trained on, encoded once: the world in every cached size, and everything else."""

import random
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.autoencoder import Autoencoder
from training.conditions import Conditions, Labels, read_labels
from training.data import World, draw_others
from training.examples import Examples, draw_batch, encode_examples
from training.palette import SCENES
from training.run import best_device, load_checkpoint, save_checkpoint


class Lessons:
    """Examples of several sizes with the latent statistics they share; the first are of the native size."""

    def __init__(self, examples: list[Examples], shares: list[float], mean: Tensor, std: Tensor):
        self.examples, self.shares, self.mean, self.std = examples, shares, mean, std

    def batch(
        self, count: int, tokenizer: Tokenizer, generator: torch.Generator
    ) -> tuple[Tensor, Conditions]:
        """Latents and conditions of one size, drawn by the shares; larger pictures come fewer at a time."""
        which = int(torch.multinomial(torch.tensor(self.shares), 1, generator=generator))
        chosen, native = self.examples[which], self.examples[0].latents[0, 0].numel()
        count = max(1, count * native // chosen.latents[0, 0].numel())
        return draw_batch(chosen, count, tokenizer, generator)

    def caption(self, dice: random.Random) -> str:
        """A fresh caption of a random picture of the native size."""
        return self.examples[0].labels.caption(dice.randrange(len(self.examples[0])), dice)


def no_labels(count: int) -> Labels:
    """Labels of pictures that show no scene."""
    unknown = [0] * count
    return Labels([len(SCENES)] * count, unknown, unknown, unknown, unknown, [[] for _ in range(count)])


def prepare(worlds: Sequence[World], autoencoder: Autoencoder, path: Path, others: int = 1500) -> Lessons:
    """Encode the worlds, the native size first, and other things, or read what an earlier run has encoded."""
    device = best_device()
    counts = [len(world) for world in worlds]
    stored = load_checkpoint(path)
    if not stored or stored["counts"] != [*counts, others]:
        parts, statistics = [], None
        for number, world in enumerate(worlds):
            pictures, classes = (part.to(device) for part in world.load())
            labels = read_labels(world.seeds, classes)
            part, statistics = encode_examples(autoencoder, pictures, classes, labels, statistics, number)
            parts.append(vars(part) | {"labels": vars(labels)})
        pictures = draw_others(10**6, others).to(device)
        part, statistics = encode_examples(autoencoder, pictures, None, no_labels(others), statistics, 99)
        parts.append(vars(part) | {"labels": vars(part.labels)})
        stored = {"counts": [*counts, others], "parts": parts, "mean": statistics[0], "std": statistics[1]}
        save_checkpoint(path, stored)
    examples = [
        Examples(**{**part, "labels": Labels(**part["labels"])}).to(device) for part in stored["parts"]
    ]
    rest = counts[1:]
    shares = [1.0 - 0.12 - 0.15 * bool(rest), *(0.15 * count / sum(rest) for count in rest), 0.12]
    return Lessons(examples, shares, stored["mean"].cpu(), stored["std"].cpu())
