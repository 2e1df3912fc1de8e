"""Flow matching: x = (1 - sigma) x0 + sigma eps, the network predicts eps - x0; and its Euler sampler."""

from collections.abc import Callable
from itertools import pairwise

import torch
from torch import Tensor
from torch.nn import functional as F

Velocity = Callable[[Tensor, Tensor], Tensor]
SHIFT = 2.0


def draw_sigmas(count: int, generator: torch.Generator) -> Tensor:
    """Noise levels [count]: logit-normal (Esser et al. 2024), one in eight uniform, one in eight pure noise.

    Shifted towards noise: in a smooth latent what a picture is of, its hour and its medium survive until
    there is hardly anything else left, and are decided there. The hour shows in the mean of a latent, which
    is still seen through 98 % of noise: without lessons from nothing but noise the network takes the hour
    from the chance mean of its starting noise, and never learns to take it from words.
    """
    sigmas = torch.sigmoid(1.0 + 1.2 * torch.randn(count, generator=generator))
    uniform = torch.rand(count, generator=generator)
    chance = torch.rand(count, generator=generator)
    sigmas = torch.where(chance < 0.125, uniform, sigmas)
    return torch.where(chance > 0.875, torch.ones_like(sigmas), sigmas)


def flow_loss(
    velocity: Velocity, x0: Tensor, noise: Tensor, sigmas: Tensor, weights: Tensor | None = None
) -> Tensor:
    """Mean squared error of the velocity at one noise level per sample, weighted by cell [B, 1, h, w]."""
    predicted = velocity(noisy(x0, noise, sigmas), sigmas * 1000.0)
    if weights is None:
        return F.mse_loss(predicted.float(), noise - x0)
    return (weights * (predicted.float() - (noise - x0)) ** 2).mean()


def hole_weights(mask: Tensor, known: float = 0.1) -> Tensor:
    """What each cell counts where a part is painted in, mask [B, 1, h, w] of 0 and 1; mean 1 per picture.

    Cells that are told only have to be copied: beside a small hole they would drown what is to be learned.
    Without a hole all cells count alike.
    """
    has_hole = mask.amax((1, 2, 3), keepdim=True) > 0
    weights = torch.where(has_hole, known + (1 - known) * mask, torch.ones_like(mask))
    return weights / weights.mean((1, 2, 3), keepdim=True)


def noisy(x0: Tensor, noise: Tensor, sigmas: Tensor) -> Tensor:
    """The point of the path from x0 to noise at one level per sample, sigmas [B]."""
    s = sigmas[:, None, None, None]
    return (1 - s) * x0 + s * noise


def sampling_sigmas(steps: int) -> Tensor:
    """Descending levels from 1 to 0, [steps + 1]."""
    return shifted(torch.linspace(1.0, 0.0, steps + 1))


def shifted(sigmas: Tensor) -> Tensor:
    """Even levels moved towards noise by SHIFT (Esser et al. 2024, eq. 23), where most is decided."""
    return SHIFT * sigmas / (1.0 + (SHIFT - 1.0) * sigmas)


@torch.no_grad()
def sample_euler(velocity: Velocity, noise: Tensor, steps: int, start: Tensor | None = None) -> Tensor:
    """Follow the flow to a latent, one network call a step, from pure noise or from levels `start` [B]."""
    levels, x = sampling_sigmas(steps).to(noise.device), noise
    start = torch.ones(len(x), device=x.device) if start is None else start
    for level, following in pairwise(levels):
        step = (following - level) * start
        x = x + step[:, None, None, None] * velocity(x, level * start * 1000.0)
    return x


@torch.no_grad()
def sample_consistency(velocity: Velocity, noise: Tensor, steps: int, generator: torch.Generator) -> Tensor:
    """Jump to the latent, add fresh noise of the next level, jump again; for distilled networks.

    Source: Luo et al. 2023, Algorithm 3, with x0 = x - sigma v.
    """
    sigmas, x = sampling_sigmas(steps).to(noise.device), noise
    for sigma, following in pairwise(sigmas):
        x0 = x - sigma * velocity(x, sigma.expand(len(x)) * 1000.0)
        fresh = torch.randn(x.shape, generator=generator).to(x.device)
        x = (1 - following) * x0 + following * fresh
    return x
