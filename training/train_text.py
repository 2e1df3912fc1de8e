"""Teach the text encoder what captions tell, before the denoiser listens to it; a minute of two cores.

A denoiser of a small batch hears each wording too seldom to find out alone that "by moonlight" and "at
midnight" ask for the same. Captions cost nothing, so the encoder reads some ten thousands of them first and
learns to point, in the sum that every residual block hears, towards one fixed direction for each hour,
weather, season, medium, scene category and class that they tell of.
"""

import random

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F

from training.conditions import Labels
from training.palette import CLASS_NAMES, SCENES
from training.run import descend, learning_rate
from training.text import TextEncoder, encode, pooled_words
from training.world.scene import HOURS, MEDIA, SEASONS, WEATHERS

KINDS = tuple(map(len, (SCENES, HOURS, WEATHERS, SEASONS, MEDIA)))
# Logits per length of the sum: small, so that what is told of stands out from what words are otherwise.
SCALE = 0.6
PEAK = 2e-3


def directions(width: int) -> Tensor:
    """Unit vectors [kinds and classes, width], the same in every run."""
    drawn = torch.randn(sum(KINDS) + len(CLASS_NAMES), width, generator=torch.Generator().manual_seed(17))
    return F.normalize(drawn, dim=1)


def told_by(words: Tensor) -> tuple[list[Tensor], Tensor]:
    """Logits of what words [B, T, width] tell of: one for each of KINDS, and of the classes [B, classes]."""
    heads = SCALE * directions(words.shape[2]).to(words.device)
    *kinds, things = (pooled_words(words) @ heads.T).split([*KINDS, len(CLASS_NAMES)], dim=1)
    return kinds, things


def teach_captions(
    encoder: TextEncoder, labels: Labels, tokenizer: Tokenizer, steps: int, batch: int = 128
) -> None:
    """Train the encoder in place on `steps` batches of fresh captions of the labelled pictures."""
    device = next(encoder.parameters()).device
    optimizer = torch.optim.AdamW(encoder.parameters(), lr=PEAK, betas=(0.9, 0.99), weight_decay=0.0)
    facts = torch.tensor([labels.scene, labels.hour, labels.weather, labels.season, labels.medium]).T
    shown = torch.zeros(len(facts), len(CLASS_NAMES))
    for row, names in enumerate(labels.things):
        shown[row, [CLASS_NAMES.index(name) for name in names]] = 1.0
    dice = random.Random(7)
    for step in range(steps):
        rows = [dice.randrange(len(facts)) for _ in range(batch)]
        input_ids = encode(tokenizer, [labels.caption(row, dice) for row in rows]).to(device)
        kinds, things = told_by(encoder(input_ids))
        loss = F.binary_cross_entropy_with_logits(things, shown[rows].to(device))
        for kind, fact in zip(kinds, facts[rows].T.to(device), strict=True):
            loss = loss + F.cross_entropy(kind, fact)
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(PEAK, step, step / steps, warmup_steps=30)
        descend(loss, encoder, optimizer)
