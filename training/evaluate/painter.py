"""A run's networks as the evaluation uses them: conditions in, pictures in 0..1 out, always the same ones."""

from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.autoencoder import Autoencoder, sharpen
from training.conditions import Conditions
from training.denoiser import Denoiser, Guidance, sample
from training.run import best_device, from_unit, half_precision, load_checkpoint, need_checkpoint
from training.text import encode
from training.train_regression import regress

FILES = {"teacher": "unet", "student": "student", "regression": "regression"}


def load_autoencoder(run: Path) -> Autoencoder:
    """The run's autoencoder with its sharpened decoder, where there is one."""
    autoencoder = Autoencoder.load(need_checkpoint(run / "autoencoder.pt", "train_autoencoder"))
    sharpened = load_checkpoint(run / "decoder.pt")
    if sharpened:
        sharpen(autoencoder, sharpened["weights"])
    return autoencoder.to(best_device()).eval().requires_grad_(False)


@torch.no_grad()
def restore(autoencoder: Autoencoder, pictures: Tensor, batch: int = 8) -> Tensor:
    """Pictures [N, 3, H, W] in 0..1 as they come back from their latents, in float32."""
    device = next(autoencoder.parameters()).device
    parts = [autoencoder.decoder(autoencoder.encode(x.to(device) * 2 - 1)) for x in pictures.split(batch)]
    return torch.cat([from_unit(part).cpu() for part in parts])


@dataclass
class Painter:
    """One denoiser of a run with all it needs to paint."""

    network: str
    denoiser: Denoiser
    autoencoder: Autoencoder
    tokenizer: Tokenizer
    mean: Tensor  # [C, 1, 1]
    std: Tensor  # [C, 1, 1]

    @staticmethod
    def available(run: Path) -> list[str]:
        """Which of teacher, student and regression a run has."""
        return [network for network, file in FILES.items() if (run / f"{file}.pt").exists()]

    @staticmethod
    def load(run: Path, network: str) -> "Painter":
        """The teacher, the student or the regression network of a run."""
        state = need_checkpoint(run / f"{FILES[network]}.pt", f"train_{FILES[network]}")
        device = best_device()
        return Painter(
            network,
            Denoiser.load(state).to(device).eval().requires_grad_(False),
            load_autoencoder(run),
            Tokenizer.from_file(str(run / "tokenizer.json")),
            state["mean"][:, None, None].to(device),
            state["std"][:, None, None].to(device),
        )

    @torch.no_grad()
    def conditions(
        self,
        count: int,
        height: int,
        width: int,
        prompts: list[str] | None = None,
        scenes: list[int] | None = None,
        layout: Tensor | None = None,
        degraded: tuple[Tensor, float] | None = None,
    ) -> Conditions:
        """What is known of `count` pictures of height x width pixels; the rest is absent.

        layout: area fractions [N, K, h, w]; degraded: pictures [N, 3, H, W] in 0..1 and their level.
        """
        factor, channels = self.autoencoder.config.factor, self.denoiser.unet.config.latent
        given = Conditions.absent(count, channels, height // factor, width // factor, self.tokenizer)
        if prompts is not None:
            given.input_ids = encode(self.tokenizer, prompts)
        if scenes is not None:
            given.class_labels = torch.tensor(scenes)
        if layout is not None:
            given.layout = layout
        if degraded is not None:
            pictures, level = degraded
            z = [self.autoencoder.encode(x.to(self.mean.device) * 2 - 1) for x in pictures.split(8)]
            given.degraded_latent = ((torch.cat(z) - self.mean) / self.std).cpu()
            given.degradation = torch.full((count,), level)
        return given

    @torch.no_grad()
    def paint(
        self, conditions: Conditions, steps: int, guidance: Guidance, seed: int = 0, batch: int = 16
    ) -> Tensor:
        """Pictures [N, 3, H, W] in 0..1; the noise of each depends on the seed and on its place alone."""
        device, painted = self.mean.device, []
        start = torch.randn(conditions.inpaint_latent.shape, generator=torch.Generator().manual_seed(seed))
        for number, rows in enumerate(torch.arange(len(start)).split(batch)):
            given = Conditions(**{name: value[rows] for name, value in vars(conditions).items()}).to(device)
            fresh = torch.Generator().manual_seed(1 + seed + number) if self.network == "student" else None
            with half_precision(device):
                if self.network == "regression":
                    z = regress(self.denoiser, given)
                else:
                    noise = start[rows].to(device)
                    z = sample(self.denoiser, given, self.tokenizer, noise, steps, guidance, fresh)
            decoded = [self.autoencoder.decoder(part) for part in (z * self.std + self.mean).split(8)]
            painted.append(from_unit(torch.cat(decoded)).cpu())
        return torch.cat(painted)
