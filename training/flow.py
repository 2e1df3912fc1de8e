"""Flow matching: x = (1 - sigma) x0 + sigma eps, the network predicts eps - x0; and its Euler sampler."""

from collections.abc import Callable
from itertools import pairwise

import torch
from torch import Tensor
from torch.nn import functional as F

Velocity = Callable[[Tensor, Tensor], Tensor]


def draw_sigmas(count: int, generator: torch.Generator) -> Tensor:
    """Noise levels [count]: logit-normal (Esser et al. 2024), one in eight uniform to reach the ends."""
    sigmas = torch.sigmoid(torch.randn(count, generator=generator))
    uniform = torch.rand(count, generator=generator)
    return torch.where(torch.rand(count, generator=generator) < 0.125, uniform, sigmas)


def flow_loss(velocity: Velocity, x0: Tensor, noise: Tensor, sigmas: Tensor) -> Tensor:
    """Mean squared error of the velocity at one noise level per sample."""
    s = sigmas[:, None, None, None]
    predicted = velocity((1 - s) * x0 + s * noise, sigmas * 1000.0)
    return F.mse_loss(predicted.float(), noise - x0)


def sampling_sigmas(steps: int) -> Tensor:
    """Descending levels from 1 to 0, [steps + 1]."""
    return torch.linspace(1.0, 0.0, steps + 1)


@torch.no_grad()
def sample_euler(velocity: Velocity, noise: Tensor, steps: int) -> Tensor:
    """Follow the flow from pure noise to a latent with one network call a step."""
    sigmas, x = sampling_sigmas(steps), noise
    for sigma, following in pairwise(sigmas):
        x = x + (following - sigma) * velocity(x, sigma.expand(len(x)) * 1000.0)
    return x
