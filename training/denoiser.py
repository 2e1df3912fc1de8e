"""Text encoder and UNet as the one model that is trained, saved, sampled and exported."""

from dataclasses import asdict, dataclass
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from training.conditions import Conditions
from training.flow import Velocity, sample_consistency, sample_euler
from training.text import TextEncoder
from training.unet import UNet, UNetConfig


class Denoiser(nn.Module):
    """The network with everything it is conditioned on."""

    def __init__(self, config: UNetConfig, vocabulary: int, text_layers: int = 2):
        super().__init__()
        self.vocabulary, self.text_layers = vocabulary, text_layers
        self.text = TextEncoder(vocabulary, config.context, text_layers)
        self.unet = UNet(config)

    def forward(self, sample: Tensor, timestep: Tensor, conditions: Conditions) -> Tensor:
        """Velocity [B, C, h, w] at `sample`, timestep [B]."""
        words = self.text(conditions.input_ids)
        given = list(vars(conditions).values())[1:]
        return self.unet(sample, timestep, words, *given)

    def state(self) -> dict[str, Any]:
        """The configuration, as saved beside the weights."""
        config = asdict(self.unet.config)
        return {"config": config, "vocabulary": self.vocabulary, "text_layers": self.text_layers}

    @staticmethod
    def load_config(state: dict[str, Any]) -> "Denoiser":
        """The untrained model of a saved configuration."""
        config: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in state["config"].items()
        }
        return Denoiser(UNetConfig(**config), state["vocabulary"], state["text_layers"])

    @staticmethod
    def load(state: dict[str, Any]) -> "Denoiser":
        """The model of a saved state, in float32."""
        model = Denoiser.load_config(state)
        model.load_state_dict(state["weights"])
        return model


@dataclass
class Guidance:
    """Strength of each condition; 1 is the plain conditional prediction."""

    layout: float = 1.5
    scene: float = 2.0
    text: float = 2.0


PLAIN = Guidance(1.0, 1.0, 1.0)

ALIGNED = ("inpaint_mask", "inpaint_latent", "degraded_latent", "degradation")


def guided_velocity(
    model: Denoiser, conditions: Conditions, tokenizer: Tokenizer, guidance: Guidance
) -> Velocity:
    """The velocity under guidance, conditions added in the order layout, class, text.

    e = e() + sL (e(L) - e()) + sC (e(L, C) - e(L)) + sT (e(L, C, T) - e(L, C)), as the engine does; what
    is known of the picture itself (masked, degraded) is given in every pass.
    """
    count, channels, height, width = conditions.inpaint_latent.shape
    absent = Conditions.absent(count, channels, height, width, tokenizer).to(conditions.layout.device)
    none = absent.from_other(conditions, *ALIGNED)
    with_layout = none.from_other(conditions, "layout")
    with_scene = with_layout.from_other(conditions, "class_labels")
    chain = [none, with_layout, with_scene, conditions]
    s = [guidance.layout, guidance.scene, guidance.text]
    weights = [1 - s[0], s[0] - s[1], s[1] - s[2], s[2]]
    passes = [(c, weight) for c, weight in zip(chain, weights, strict=True) if weight != 0]

    def velocity(x: Tensor, timestep: Tensor) -> Tensor:
        return sum((weight * model(x, timestep, c).float() for c, weight in passes), torch.zeros_like(x))

    return velocity


@torch.no_grad()
def sample(
    model: Denoiser,
    conditions: Conditions,
    tokenizer: Tokenizer,
    noise: Tensor,
    steps: int,
    guidance: Guidance,
    fresh: torch.Generator | None = None,
) -> Tensor:
    """Latents [B, C, h, w] by Euler's method, or as students paint, given a source of `fresh` noise."""
    velocity = guided_velocity(model, conditions, tokenizer, guidance)
    if fresh is None:
        return sample_euler(velocity, noise, steps)
    return sample_consistency(velocity, noise, steps, fresh)
