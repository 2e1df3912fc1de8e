"""The perceptual compression model: pictures to latents an eighth of their size and back.

Residual convolutions without normalisation or attention, so the decoder sees a bounded neighbourhood
and decoding in tiles gives the same pixels as decoding at once. Space moves into channels by pixel
(un)shuffle, which keeps the expensive resolutions shallow.
"""

from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.run import as_tuples, zero


@dataclass
class AutoencoderConfig:
    """Widths from coarse to fine; `channels` is the depth of the latent."""

    channels: int = 8
    encoder: tuple[int, int] = (160, 96)
    decoder: tuple[int, int, int] = (128, 64, 32)
    blocks: tuple[int, int, int] = (3, 2, 1)


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
    """Picture [B, 3, H, W] in -1..1 to posterior parameters [B, 2C, H/8, W/8]: means, log variances."""

    def __init__(self, config: AutoencoderConfig):
        super().__init__()
        coarse, fine = config.encoder
        self.layers = nn.Sequential(
            nn.PixelUnshuffle(4),
            nn.Conv2d(48, fine, 3, padding=1),
            Block(fine),
            Block(fine),
            nn.PixelUnshuffle(2),
            nn.Conv2d(fine * 4, coarse, 1),
            Block(coarse),
            Block(coarse),
            nn.SiLU(),
            nn.Conv2d(coarse, 2 * config.channels, 3, padding=1),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


class Decoder(nn.Module):
    """Latent [B, C, h, w] to picture [B, 3, 8h, 8w] in -1..1 (unclamped)."""

    def __init__(self, config: AutoencoderConfig):
        super().__init__()
        coarse, middle, fine = config.decoder
        a, b, c = config.blocks
        self.layers = nn.Sequential(
            nn.Conv2d(config.channels, coarse, 3, padding=1),
            *[Block(coarse) for _ in range(a)],
            nn.Conv2d(coarse, middle * 4, 3, padding=1),
            nn.PixelShuffle(2),
            *[Block(middle) for _ in range(b)],
            nn.Conv2d(middle, fine * 4, 3, padding=1),
            nn.PixelShuffle(2),
            *[Block(fine) for _ in range(c)],
            nn.SiLU(),
            nn.Conv2d(fine, 12, 3, padding=1),
            nn.PixelShuffle(2),
        )

    def forward(self, z: Tensor) -> Tensor:
        return self.layers(z)


class Autoencoder(nn.Module):
    """Encoder and decoder with a diagonal Gaussian posterior, as in Rombach et al. 2022, 3.1."""

    def __init__(self, config: AutoencoderConfig):
        super().__init__()
        self.config = config
        self.encoder = Encoder(config)
        self.decoder = Decoder(config)

    def posterior(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log variance of the latent, [B, C, h, w] each."""
        mean, log_variance = self.encoder(x).float().chunk(2, dim=1)
        return mean, log_variance.clamp(-30.0, 20.0)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Reconstruction from a sample of the posterior, and the posterior's mean and log variance."""
        mean, log_variance = self.posterior(x)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        return self.decoder(z), mean, log_variance

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


def kl_divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL of the posterior to a standard normal, mean over every latent value."""
    return 0.5 * (mean * mean + log_variance.exp() - 1.0 - log_variance).mean()
