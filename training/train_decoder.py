"""Sharpen the decoder: `python -m training.train_decoder --cache CACHE --out RUN --minutes 10`.

The encoder stays, so latents and everything trained on them stay valid, and this can run after the
UNet. The decoder learns to take slightly wrong latents, as a sampler leaves them, and to please a patch
discriminator, which asks for texture where L1 settles for blur (Rombach et al. 2022, 3.1).
"""

import argparse
import time
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.autoencoder import Autoencoder, reconstruction_loss
from training.data import WorldCache
from training.run import (
    Budget,
    Log,
    MovingAverage,
    channels_last,
    learning_rate,
    load_checkpoint,
    save_checkpoint,
)
from training.train_autoencoder import Pictures


class Discriminator(nn.Module):
    """Judges patches of about 40 pixels: picture [B, 3, H, W] -> logits [B, 1, H/8, W/8], above 0 real."""

    def __init__(self, width: int = 48):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, width, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.utils.parametrizations.spectral_norm(nn.Conv2d(width, 2 * width, 4, stride=2, padding=1)),
            nn.LeakyReLU(0.2),
            nn.utils.parametrizations.spectral_norm(nn.Conv2d(2 * width, 4 * width, 4, stride=2, padding=1)),
            nn.LeakyReLU(0.2),
            nn.Conv2d(4 * width, 1, 3, padding=1),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


def adversarial_weight(reconstruction: Tensor, adversarial: Tensor, last: Tensor) -> Tensor:
    """Balance both losses by their gradients at the decoder's last layer (Esser et al. 2021, eq. 7)."""
    first = torch.autograd.grad(reconstruction, last, retain_graph=True)[0]
    second = torch.autograd.grad(adversarial, last, retain_graph=True)[0]
    return (first.norm() / (second.norm() + 1e-4)).clamp(0.0, 1e3).detach()


def train(
    cache: WorldCache,
    out: Path,
    minutes: float,
    batch: int = 8,
    crop: int = 128,
    peak: float = 4e-4,
    strength: float = 0.35,
    noise: float = 0.06,
    leaves: int = 200,
    max_steps: int | None = None,
) -> None:
    """Train the decoder of `out`/autoencoder.pt and save it as `out`/decoder.pt."""
    torch.manual_seed(0)
    first = load_checkpoint(out / "autoencoder.pt")
    if first is None:
        raise FileNotFoundError(f"no autoencoder.pt in {out}: run training.train_autoencoder first")
    model = channels_last(Autoencoder.load(first))
    discriminator = channels_last(Discriminator())
    average = MovingAverage(model.decoder, 0.998)
    optimizer = torch.optim.AdamW(model.decoder.parameters(), lr=peak, betas=(0.5, 0.99), weight_decay=0.0)
    judge = torch.optim.AdamW(discriminator.parameters(), lr=peak, betas=(0.5, 0.99), weight_decay=0.0)
    generator = torch.Generator().manual_seed(7)
    step, spent = 0, 0.0
    saved = load_checkpoint(out / "decoder.pt")
    if saved:
        model.decoder.load_state_dict(saved["raw"])
        discriminator.load_state_dict(saved["discriminator"])
        optimizer.load_state_dict(saved["optimizer"])
        judge.load_state_dict(saved["judge"])
        generator.set_state(saved["generator"])
        average.weights = saved["weights"]
        step, spent = saved["step"], saved["seconds"]
    pictures = Pictures(cache, leaves)
    budget, log = Budget(minutes, spent), Log(out / "decoder.jsonl")
    last_layer = [layer for layer in model.decoder.layers if isinstance(layer, nn.Conv2d)][-1].weight
    last_save, done = time.monotonic(), budget.progress >= 1 or step == max_steps
    while not done:
        for group in (*optimizer.param_groups, *judge.param_groups):
            group["lr"] = learning_rate(peak, step, budget.progress)
        x = pictures.batch(batch, crop, generator)
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            z = model.posterior(x)[0]
        scale = z.std((0, 2, 3), keepdim=True) * noise * torch.rand(batch, 1, 1, 1, generator=generator)
        z = z + scale * torch.randn(z.shape, generator=generator)
        with torch.autocast("cpu", torch.bfloat16):
            restored = model.decoder(z.contiguous(memory_format=torch.channels_last))
            verdict = discriminator(restored)
        restored = restored.float()
        reconstruction = reconstruction_loss(restored, x)
        adversarial = -verdict.float().mean()
        weight = adversarial_weight(reconstruction, adversarial, last_layer)
        weight = weight * strength * min(1.0, step / 200)
        optimizer.zero_grad(set_to_none=True)
        (reconstruction + weight * adversarial).backward()
        torch.nn.utils.clip_grad_norm_(model.decoder.parameters(), 1.0)
        optimizer.step()
        average.update(model.decoder, step)

        with torch.autocast("cpu", torch.bfloat16):
            real, fake = discriminator(x).float(), discriminator(restored.detach()).float()
        hinge = F.relu(1.0 - real).mean() + F.relu(1.0 + fake).mean()
        judge.zero_grad(set_to_none=True)
        hinge.backward()
        judge.step()
        step += 1
        done = budget.progress >= 1 or step == max_steps
        if step % 100 == 0 or done:
            averaged = Autoencoder.load(first)
            averaged.decoder.load_state_dict(average.weights)
            log.write(
                step=step,
                seconds=budget.spent_seconds,
                reconstruction=reconstruction.item(),
                hinge=hinge.item(),
                weight=float(weight),
                psnr=pictures.quality(averaged),
            )
        if done or time.monotonic() - last_save > 60:
            last_save = time.monotonic()
            state = {"raw": model.decoder.state_dict(), "discriminator": discriminator.state_dict()}
            state |= {"optimizer": optimizer.state_dict(), "judge": judge.state_dict(), "step": step}
            state |= {"seconds": budget.spent_seconds, "generator": generator.get_state()}
            save_checkpoint(out / "decoder.pt", state | {"weights": average.weights})


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=10)
    arguments = parser.parse_args()
    train(WorldCache(arguments.cache), arguments.out, arguments.minutes)


if __name__ == "__main__":
    main()
