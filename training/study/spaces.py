"""Where a diffusion model may work, pixels or latents, and the pictures of the world as seen there."""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.autoencoder import Autoencoder
from training.conditions import read_labels
from training.data import World
from training.examples import encode_pictures
from training.flow import Velocity
from training.run import best_device, need_checkpoint, to_unit
from training.unet import UNet
from training.world.layouts import area_fractions

PIXELS = "pixels"


class Space(nn.Module):
    """Latents of an autoencoder, or with none the pixels themselves, as three channels of factor 1."""

    def __init__(self, autoencoder: Autoencoder | None):
        super().__init__()
        self.autoencoder = autoencoder
        self.factor = autoencoder.config.factor if autoencoder else 1
        self.channels = autoencoder.config.channels if autoencoder else 3

    @staticmethod
    def open(name: str, autoencoders: Path) -> "Space":
        """The pixels, or the space of the autoencoder in the folder of that name."""
        if name == PIXELS:
            return Space(None)
        saved = need_checkpoint(autoencoders / name / "autoencoder.pt", "study.autoencoders")
        return Space(Autoencoder.load(saved)).to(best_device()).eval().requires_grad_(False)

    def encode(self, pictures: Tensor) -> Tensor:
        """Pictures [B, 3, H, W] in -1..1 to latents [B, C, h, w]."""
        return encode_pictures(self.autoencoder, pictures) if self.autoencoder else pictures

    def decode(self, z: Tensor) -> Tensor:
        """Latents [B, C, h, w] to pictures [B, 3, H, W] in -1..1, unclamped."""
        return self.autoencoder.decoder(z) if self.autoencoder else z


def shrink(pictures: Tensor, size: int) -> Tensor:
    """Pictures [B, 3, H, W] to [B, 3, size, size], by area."""
    return F.interpolate(pictures, (size, size), mode="area")


def shrink_classes(classes: Tensor, size: int) -> Tensor:
    """Class maps [B, H, W] to [B, size, size], by the pixel in the middle of each cell."""
    step = classes.shape[-1] // size
    return classes[:, step // 2 :: step, step // 2 :: step]


@dataclass
class SmallWorld:
    """The cached pictures, smaller, with their class maps and scene categories."""

    pictures: Tensor  # [N, 3, size, size] uint8
    classes: Tensor  # [N, size, size] uint8
    scenes: Tensor  # [N] int64

    @staticmethod
    def open(world: World, size: int) -> "SmallWorld":
        """All pictures of a square world whose side is a multiple of `size`."""
        if world.height != world.width or world.width % size:
            raise ValueError(f"pictures of {world.height}x{world.width} do not shrink evenly to {size}")
        pictures, classes = world.load()
        small = torch.cat([shrink(x.float(), size).round().byte() for x in pictures.split(64)])
        maps = shrink_classes(classes, size).contiguous()
        return SmallWorld(small, maps, torch.tensor(read_labels(world.seeds, maps).scene))


class Lesson:
    """A small world in one space: its latents, their statistics, layouts and categories, on the device."""

    def __init__(self, space: Space, world: SmallWorld):
        device, self.factor = best_device(), space.factor
        parts = [space.encode(to_unit(x.to(device))).half() for x in world.pictures.split(32)]
        self.latents = torch.cat(parts)  # [N, C, h, w]
        some = self.latents[:1024].float()
        self.mean, self.std = some.mean((0, 2, 3)), some.std((0, 2, 3))  # [C]
        self.classes, self.scenes = world.classes.to(device), world.scenes.to(device)

    def batch(self, count: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
        """Standardised latents [B, C, h, w], area fractions [B, K, h, w] and categories [B]."""
        rows = torch.randint(len(self.latents), (count,), generator=generator).to(self.latents.device)
        z = (self.latents[rows].float() - self.mean[:, None, None]) / self.std[:, None, None]
        return z, area_fractions(self.classes[rows], self.factor), self.scenes[rows]


def velocity_under(unet: UNet, layout: Tensor, scenes: Tensor) -> Velocity:
    """The network's velocity when layout [B, K, h, w] and category [B] are told, and nothing else is."""
    count, _, height, width = layout.shape
    words = layout.new_zeros(count, 1, unet.config.context)
    latent = layout.new_zeros(count, unet.config.latent, height, width)
    unknown = layout.new_ones(count)

    def velocity(x: Tensor, timestep: Tensor) -> Tensor:
        return unet(x, timestep, words, scenes, layout, latent[:, :1], latent, latent, unknown).float()

    return velocity
