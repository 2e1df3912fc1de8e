"""Text encoder and UNet as the one model that is trained, saved, sampled and exported."""

from dataclasses import asdict, dataclass
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from training.conditions import Conditions
from training.flow import sample_euler
from training.palette import SCENES
from training.text import TextEncoder, encode
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
        return self.unet(sample, timestep, words, conditions.class_labels, conditions.layout)

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
    scene: float = 1.5
    text: float = 3.0


@torch.no_grad()
def sample(
    model: Denoiser,
    tokenizer: Tokenizer,
    captions: list[str],
    scenes: list[int],
    layout: Tensor,
    noise: Tensor,
    steps: int,
    guidance: Guidance,
) -> Tensor:
    """Latents [B, C, h, w] under guidance, conditions added in the order layout, class, text.

    e = e() + sL (e(L) - e()) + sC (e(L, C) - e(L)) + sT (e(L, C, T) - e(L, C)), as the engine does.
    """
    count = len(captions)
    words, empty = model.text(encode(tokenizer, captions)), model.text(encode(tokenizer, [""] * count))
    labels, null = torch.tensor(scenes), torch.full((count,), len(SCENES))
    blank = torch.zeros_like(layout)

    def velocity(x: Tensor, timestep: Tensor) -> Tensor:
        chain = [
            (empty, null, blank),
            (empty, null, layout),
            (empty, labels, layout),
            (words, labels, layout),
        ]
        none, with_layout, with_scene, with_text = (model.unet(x, timestep, *inputs) for inputs in chain)
        return (
            none
            + guidance.layout * (with_layout - none)
            + guidance.scene * (with_scene - with_layout)
            + guidance.text * (with_text - with_scene)
        )

    return sample_euler(velocity, noise, steps)
