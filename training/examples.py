"""What the UNet learns from: pictures encoded once, each with its layouts, its words and one damaged copy."""

import random
from dataclasses import dataclass, replace
from functools import partial

import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.autoencoder import Autoencoder
from training.conditions import Conditions, Labels, drop_randomly
from training.degrade import degrade, draw_mask, latent_mask
from training.palette import CLASS_NAMES, SCENES
from training.parallel import map_to_tensor
from training.run import channels_last, half_precision, to_unit
from training.text import encode
from training.world.layouts import area_fractions, hand_like

HANDS = 3


@dataclass
class Examples:
    """Pictures of one size. Latents are standardised; `damaged` is the latent of the same picture either
    with a hole (then `mask` is not empty and `degradation` is 1) or degraded.
    """

    latents: Tensor  # [N, C, h, w] float16
    damaged: Tensor  # [N, C, h, w] float16
    mask: Tensor  # [N, 1, h, w] uint8 of 0 and 1
    degradation: Tensor  # [N] float32
    exact: Tensor  # [N, K, h, w] uint8 of 0..255
    hands: Tensor  # [N, HANDS, H / 4, W / 4] uint8 class maps
    labels: Labels

    def __len__(self) -> int:
        return len(self.latents)

    def to(self, device: torch.device) -> "Examples":
        """The same with the tensors on another device."""
        moved = {k: v.to(device) for k, v in vars(self).items() if isinstance(v, Tensor)}
        return replace(self, **moved)


@torch.no_grad()
def encode_pictures(autoencoder: Autoencoder, pictures: Tensor) -> Tensor:
    """Latents [B, C, h, w] of pictures [B, 3, H, W] in -1..1."""
    with half_precision(pictures.device):
        return autoencoder.encode(pictures.contiguous(memory_format=torch.channels_last)).float()


def damage(pictures: Tensor, factor: int, generator: torch.Generator) -> tuple[Tensor, Tensor, float]:
    """A batch [B, 3, H, W] in -1..1 with a hole each, or degraded; its latent mask and its degradation."""
    count, _, height, width = pictures.shape
    if torch.rand(1, generator=generator) < 0.5:
        small = torch.stack([draw_mask(height // 4, width // 4, generator) for _ in range(count)])
        hole = small.repeat_interleave(4, 1).repeat_interleave(4, 2).to(pictures.device)
        return pictures * (1 - hole[:, None]), latent_mask(hole, factor), 1.0
    worse, level = degrade(pictures, generator)
    return worse, torch.zeros(count, 1, height // factor, width // factor, device=pictures.device), level


def _hands(numbered: tuple[int, Tensor], seed: int) -> Tensor:
    number, classes = numbered
    generator = torch.Generator().manual_seed(seed * 10**6 + number)
    return torch.stack([hand_like(classes, generator) for _ in range(HANDS)])


def encode_examples(
    autoencoder: Autoencoder,
    pictures: Tensor,
    classes: Tensor | None,
    labels: Labels,
    statistics: tuple[Tensor, Tensor] | None,
    seed: int,
    batch: int = 16,
) -> tuple[Examples, tuple[Tensor, Tensor]]:
    """Encode uint8 pictures [N, 3, H, W]. Without `classes` they show no scene.

    statistics: mean and deviation of the latent's channels; measured on these pictures where not given.
    """
    generator = torch.Generator().manual_seed(seed)
    device, factor = pictures.device, autoencoder.config.factor
    autoencoder = channels_last(autoencoder).to(device)
    count, height, width = len(pictures), pictures.shape[2], pictures.shape[3]
    latents, damaged, masks, levels = [], [], [], torch.ones(count)
    for first in range(0, count, batch):
        x = to_unit(pictures[first : first + batch])
        worse, mask, level = damage(x, factor, generator)
        both = encode_pictures(autoencoder, torch.cat([x, worse]))
        latents.append(both[: len(x)])
        damaged.append(both[len(x) :])
        masks.append(mask)
        levels[first : first + batch] = level
    z, worse, mask = torch.cat(latents), torch.cat(damaged), torch.cat(masks)
    if statistics is None:
        statistics = z.mean((0, 2, 3)), z.std((0, 2, 3))
    mean, std = (value.to(device)[:, None, None] for value in statistics)
    kinds = len(CLASS_NAMES) - 1
    if classes is None:
        exact = torch.zeros(count, kinds, height // factor, width // factor, dtype=torch.uint8)
        hands = torch.zeros(count, HANDS, height // 4, width // 4, dtype=torch.uint8)
    else:
        exact = torch.cat([area_fractions(row, factor).mul(255).round().byte() for row in classes.split(64)])
        quarter = classes[:, 2::4, 2::4].cpu()
        hands = map_to_tensor(partial(_hands, seed=seed), list(enumerate(quarter)))
    examples = Examples(
        ((z - mean) / std).half(),
        ((worse - mean) / std * (1 - mask)).half(),
        mask.byte(),
        levels,
        exact,
        hands,
        labels,
    )
    return examples.to(device), statistics


def draw_batch(
    examples: Examples, count: int, tokenizer: Tokenizer, generator: torch.Generator, drop: bool = True
) -> tuple[Tensor, Conditions]:
    """Random latents [B, C, h, w] with freshly worded captions and one of their layouts each."""
    device = examples.latents.device
    index = torch.randint(len(examples), (count,), generator=generator)
    which = torch.randint(HANDS + 1, (count,), generator=generator)
    dice = random.Random(int(torch.randint(2**31, (1,), generator=generator)))
    captions = [examples.labels.caption(i, dice) for i in index.tolist()]
    scenes = torch.tensor([examples.labels.scene[i] for i in index.tolist()])
    rows, hand = index.to(device), which.clamp(max=HANDS - 1).to(device)
    x0 = examples.latents[rows].float()
    exact = examples.exact[rows].float() / 255
    factor = examples.hands.shape[-1] // x0.shape[-1]
    drawn = area_fractions(examples.hands[rows, hand], factor)
    layout = torch.where((which == HANDS).to(device)[:, None, None, None], exact, drawn)
    damaged, mask = examples.damaged[rows].float(), examples.mask[rows].float()
    degradation = examples.degradation[rows]
    has_hole = (degradation >= 1).float()[:, None, None, None]
    given = Conditions(
        encode(tokenizer, captions).to(device),
        scenes.to(device),
        layout,
        mask,
        damaged * has_hole,
        damaged * (1 - has_hole),
        degradation,
    )
    dropped = drop_randomly(given, tokenizer, generator) if drop else given
    if drop and examples.labels.scene[0] == len(SCENES):
        # Pictures that show no scene are only ever painted from what is known of them.
        known = ("inpaint_mask", "inpaint_latent", "degraded_latent", "degradation")
        dropped = dropped.from_other(given, *known)
    return x0, dropped
