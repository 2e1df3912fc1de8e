"""Scenes that nothing is trained on, with what a painter would be told of them."""

import random
from dataclasses import dataclass, replace

import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.conditions import Conditions, read_labels
from training.data import HELD_OUT_SEED, render_uint8
from training.text import encode
from training.world.layouts import area_fractions, hand_like


@dataclass
class HeldOutScenes:
    """Pictures [N, 3, H, W] and class maps [N, H, W], uint8; hand-like maps [N, H / 4, W / 4]; conditions."""

    pictures: Tensor
    classes: Tensor
    hands: Tensor
    exactly: Conditions
    by_hand: Conditions


def held_out_scenes(
    count: int, tokenizer: Tokenizer, channels: int, factor: int, size: int = 256, first: int = 0
) -> HeldOutScenes:
    """Held-out scenes `first` and on, square, with caption, scene and layout; the rest is absent."""
    seeds = list(range(HELD_OUT_SEED + first, HELD_OUT_SEED + first + count))
    pictures, classes = render_uint8(seeds, size, size)
    labels = read_labels(seeds, classes)
    captions = [labels.caption(i, random.Random(seed)) for i, seed in enumerate(seeds)]
    generator = torch.Generator().manual_seed(3 + first)
    hands = torch.stack([hand_like(row[2::4, 2::4], generator) for row in classes])
    absent = Conditions.absent(count, channels, size // factor, size // factor, tokenizer)
    told = replace(absent, input_ids=encode(tokenizer, captions), class_labels=torch.tensor(labels.scene))
    exactly = replace(told, layout=area_fractions(classes, factor))
    by_hand = replace(told, layout=area_fractions(hands, factor // 4))
    return HeldOutScenes(pictures, classes, hands, exactly, by_hand)
