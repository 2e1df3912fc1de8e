"""The perceptual compression model: pictures to latents a fourth or an eighth of their size and back.

Residual convolutions without normalisation or attention, so the decoder sees a bounded neighbourhood
and decoding in tiles gives the same pixels as decoding at once. Space moves into channels by pixel
(un)shuffle, which keeps the expensive resolutions shallow.
"""

import math
from dataclasses import asdict, dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.run import as_tuples, zero


@dataclass
class AutoencoderConfig:
    """Shape of the network; `channels` is the depth of the latent, the factor follows from the widths.

    Encoder widths run from fine (a fourth of the picture) to coarse, decoder widths from coarse to fine
    (half of the picture); each with its number of residual blocks. `codebook` > 0 quantises the latent
    to that many vectors (VQ) instead of regularising it towards a normal distribution (KL).
    """

    channels: int = 8
    encoder: tuple[int, ...] = (96, 192)
    encoder_blocks: tuple[int, ...] = (2, 3)
    decoder: tuple[int, ...] = (128, 64, 32)
    decoder_blocks: tuple[int, ...] = (3, 2, 1)
    codebook: int = 0

    @property
    def factor(self) -> int:
        """Pixels to a latent cell along each axis."""
        return 2 ** len(self.decoder)

    @property
    def reach(self) -> int:
        """Latent cells around its own that a pixel depends on, or a cell on.

        Every 3x3 convolution adds one place of its own resolution.
        """
        decoder = 1 + sum((2 * blocks + 1) / 2**depth for depth, blocks in enumerate(self.decoder_blocks))
        finest = len(self.encoder) - 1
        encoder = 1 + 0.5**finest
        encoder += sum(2 * blocks / 2 ** (finest - depth) for depth, blocks in enumerate(self.encoder_blocks))
        return math.ceil(max(decoder, encoder))


class Block(nn.Module):
    """Two 3x3 convolutions around a SiLU, added to the input."""

    def __init__(self, width: int):
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        zero(self.second)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(F.silu(self.first(F.silu(x))))


class Encoder(nn.Module):
    """Picture [B, 3, H, W] in -1..1 to posterior parameters [B, 2C, h, w]: means, log variances."""

    def __init__(self, config: AutoencoderConfig):
        super().__init__()
        layers: list[nn.Module] = [nn.PixelUnshuffle(4), nn.Conv2d(48, config.encoder[0], 3, padding=1)]
        widths = (config.encoder[0], *config.encoder)
        for (before, width), blocks in zip(pairwise(widths), config.encoder_blocks, strict=True):
            if len(layers) > 2:
                layers += [nn.PixelUnshuffle(2), nn.Conv2d(before * 4, width, 1)]
            layers += [Block(width) for _ in range(blocks)]
        layers += [nn.SiLU(), nn.Conv2d(widths[-1], 2 * config.channels, 3, padding=1)]
        self.layers = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


class Decoder(nn.Module):
    """Latent [B, C, h, w] to picture [B, 3, H, W] in -1..1 (unclamped)."""

    def __init__(self, config: AutoencoderConfig):
        super().__init__()
        widths = config.decoder
        layers: list[nn.Module] = [nn.Conv2d(config.channels, widths[0], 3, padding=1)]
        for depth, (width, blocks) in enumerate(zip(widths, config.decoder_blocks, strict=True)):
            layers += [Block(width) for _ in range(blocks)]
            if depth + 1 < len(widths):
                layers += [nn.Conv2d(width, widths[depth + 1] * 4, 3, padding=1), nn.PixelShuffle(2)]
        layers += [nn.SiLU(), nn.Conv2d(widths[-1], 12, 3, padding=1), nn.PixelShuffle(2)]
        self.layers = nn.Sequential(*layers)

    def forward(self, z: Tensor) -> Tensor:
        return self.layers(z)

    @property
    def last(self) -> Tensor:
        """Weights of the last convolution, where losses are balanced."""
        return [layer for layer in self.layers if isinstance(layer, nn.Conv2d)][-1].weight


class Codebook(nn.Module):
    """The nearest of `size` vectors for every latent cell, with straight-through gradients.

    Source: van den Oord et al. 2017, eq. 3, entries moved by their own gradient.
    """

    def __init__(self, size: int, channels: int):
        super().__init__()
        self.entries = nn.Parameter(torch.randn(size, channels))

    def forward(self, z: Tensor) -> tuple[Tensor, Tensor]:
        """Quantised latent [B, C, h, w] and the commitment and codebook loss."""
        cells = z.float().permute(0, 2, 3, 1)
        flat = cells.reshape(-1, cells.shape[-1])
        with torch.autocast(z.device.type, enabled=False):
            nearest = (self.entries.pow(2).sum(1) - 2 * flat @ self.entries.T).argmin(1)
        chosen = self.entries[nearest].view_as(cells)
        loss = (chosen - cells.detach()).pow(2).mean() + 0.25 * (chosen.detach() - cells).pow(2).mean()
        return (cells + (chosen - cells).detach()).permute(0, 3, 1, 2), loss


class Autoencoder(nn.Module):
    """Encoder and decoder with a diagonal Gaussian posterior or a codebook; Rombach et al. 2022, 3.1."""

    def __init__(self, config: AutoencoderConfig):
        super().__init__()
        self.config = config
        self.encoder = Encoder(config)
        self.decoder = Decoder(config)
        self.codebook = Codebook(config.codebook, config.channels) if config.codebook else None

    def posterior(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log variance of the latent, [B, C, h, w] each."""
        mean, log_variance = self.encoder(x).float().chunk(2, dim=1)
        return mean, log_variance.clamp(-14.0, 2.0)

    def regularised(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """A latent to train the decoder on, and what keeps it in shape: KL per value, or the VQ loss."""
        mean, log_variance = self.posterior(x)
        if self.codebook is not None:
            return self.codebook(mean)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        return z, kl_divergence(mean, log_variance)

    def encode(self, x: Tensor) -> Tensor:
        """The latent that stands for a picture: the posterior's mean, or its codebook entries."""
        mean = self.posterior(x)[0]
        return mean if self.codebook is None else self.codebook(mean)[0]

    def state(self) -> dict:
        """Configuration and weights, as saved."""
        return {"config": asdict(self.config), "weights": self.state_dict()}

    @staticmethod
    def load(state: dict) -> "Autoencoder":
        """The model of a saved state."""
        config = AutoencoderConfig(**as_tuples(state["config"]))
        model = Autoencoder(config)
        model.load_state_dict(state["weights"])
        return model


def gradients(x: Tensor) -> tuple[Tensor, Tensor]:
    """Horizontal and vertical differences of neighbouring pixels."""
    return x[..., 1:] - x[..., :-1], x[..., 1:, :] - x[..., :-1, :]


def reconstruction_loss(restored: Tensor, x: Tensor) -> Tensor:
    """L1 on pixels and on their differences at three scales, which punishes blur."""
    loss = (restored - x).abs().mean()
    for scale in range(3):
        for a, b in zip(gradients(restored), gradients(x), strict=True):
            loss = loss + 0.5 * (a - b).abs().mean()
        if scale < 2:
            restored, x = F.avg_pool2d(restored, 2), F.avg_pool2d(x, 2)
    return loss


def texture_loss(restored: Tensor, x: Tensor) -> Tensor:
    """L1 between mean gradient magnitudes of 16-pixel patches: as rough as the original, grain by grain."""
    loss = restored.new_zeros(())
    for a, b in zip(gradients(restored), gradients(x), strict=True):
        loss = loss + (F.avg_pool2d(a.abs(), 16, 8) - F.avg_pool2d(b.abs(), 16, 8)).abs().mean()
    return loss


def kl_divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL of the posterior to a standard normal, mean over every latent value."""
    return 0.5 * (mean * mean + log_variance.exp() - 1.0 - log_variance).mean()


SHARPENED = 0.5


@torch.no_grad()
def sharpen(autoencoder: Autoencoder, weights: dict[str, Tensor]) -> None:
    """Move the decoder half of the way to the weights that `train_decoder` ended with.

    Weights between the two give detail without most of the faults that come with it (Wang et al. 2018, 3.4).
    """
    for name, value in autoencoder.decoder.state_dict().items():
        value.lerp_(weights[name], SHARPENED)
