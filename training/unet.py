"""The conditional denoiser: a UNet with cross-attention, after Rombach et al. 2022, 3.3.

Aligned conditions (the layout, a masked picture, a degraded picture) are concatenated to the latent;
words, the scene category and one token for each class of the layout are seen by cross-attention and,
pooled, by every residual block. Attention runs only where the latent is small, with heads of 64.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.palette import CLASS_NAMES, SCENES
from training.run import zero
from training.text import pooled_words


@dataclass
class UNetConfig:
    """Shape of the network; `widths` and `blocks` from fine to coarse, attention at the coarsest levels."""

    latent: int = 8
    layout: int = len(CLASS_NAMES) - 1
    scenes: int = len(SCENES)
    context: int = 192
    widths: tuple[int, ...] = (96, 192, 384)
    blocks: tuple[int, ...] = (1, 1, 1)
    attention: int = 1
    head: int = 64

    @property
    def inputs(self) -> int:
        """Channels of the first convolution: latent, layout, mask, masked latent, degraded latent."""
        return 3 * self.latent + self.layout + 1


def timestep_embedding(timestep: Tensor, width: int) -> Tensor:
    """Sines and cosines of timestep [B] in 0..1000 -> [B, width]."""
    half = width // 2
    frequencies = torch.exp(-math.log(10000.0) * torch.arange(half, device=timestep.device) / half)
    angles = timestep.float()[:, None] * frequencies
    return torch.cat([torch.cos(angles), torch.sin(angles)], dim=-1)


class ResBlock(nn.Module):
    """Two normalised convolutions; the embedding scales and shifts between them."""

    def __init__(self, inputs: int, outputs: int, embedding: int):
        super().__init__()
        self.norm1 = nn.GroupNorm(16, inputs)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.modulation = nn.Linear(embedding, 2 * outputs)
        self.norm2 = nn.GroupNorm(16, outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)
        self.skip = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else nn.Identity()
        zero(self.conv2)

    def forward(self, x: Tensor, embedding: Tensor) -> Tensor:
        h = self.conv1(F.silu(self.norm1(x)))
        scale, shift = self.modulation(embedding)[:, :, None, None].chunk(2, dim=1)
        h = self.norm2(h) * (1.0 + scale) + shift
        return self.skip(x) + self.conv2(F.silu(h))


class Attention(nn.Module):
    """Multi-head attention of x [B, N, width] over context [B, T, width_context]."""

    def __init__(self, width: int, context: int, head: int):
        super().__init__()
        self.heads = max(1, width // head)
        self.query = nn.Linear(width, width, bias=False)
        self.key = nn.Linear(context, width, bias=False)
        self.value = nn.Linear(context, width, bias=False)
        self.out = nn.Linear(width, width)
        zero(self.out)

    def forward(self, x: Tensor, context: Tensor) -> Tensor:
        b, _, width = x.shape
        d = width // self.heads
        q, k, v = (
            layer(source).view(b, -1, self.heads, d).transpose(1, 2)  # [B, heads, N or T, d]
            for layer, source in ((self.query, x), (self.key, context), (self.value, context))
        )
        attended = F.scaled_dot_product_attention(q, k, v, scale=d**-0.5)
        return self.out(attended.transpose(1, 2).reshape(b, -1, width))


class Transformer(nn.Module):
    """Self-attention, cross-attention to the context and a feed-forward layer, over all positions."""

    def __init__(self, width: int, context: int, head: int):
        super().__init__()
        self.norm = nn.GroupNorm(16, width)
        self.norm1, self.norm2, self.norm3 = nn.LayerNorm(width), nn.LayerNorm(width), nn.LayerNorm(width)
        self.self_attention = Attention(width, width, head)
        self.cross_attention = Attention(width, context, head)
        self.up, self.down = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)
        zero(self.down)

    def forward(self, x: Tensor, context: Tensor) -> Tensor:
        b, width = x.shape[:2]
        h = self.norm(x).reshape(b, width, -1).transpose(1, 2)  # [B, h*w, width]
        n = self.norm1(h)
        h = h + self.self_attention(n, n)
        h = h + self.cross_attention(self.norm2(h), context)
        h = h + self.down(F.gelu(self.up(self.norm3(h))))
        return x + h.transpose(1, 2).reshape(x.shape)


class Level(nn.Module):
    """Residual blocks of one width and, where it attends, a transformer after the last."""

    def __init__(self, inputs: list[int], width: int, embedding: int, context: int, head: int, attend: bool):
        super().__init__()
        self.blocks = nn.ModuleList([ResBlock(channels, width, embedding) for channels in inputs])
        self.transformer = Transformer(width, context, head) if attend else None

    def forward(self, x: Tensor, embedding: Tensor, context: Tensor) -> Tensor:
        for block in self.blocks:
            x = block(x, embedding)
        return self.transformer(x, context) if self.transformer is not None else x


class UNet(nn.Module):
    """Velocity of the flow at a noisy latent, under any subset of the conditions."""

    def __init__(self, config: UNetConfig):
        super().__init__()
        self.config = config
        widths, embedding = config.widths, 4 * config.widths[0]
        self.time = nn.Sequential(nn.Linear(widths[0], embedding), nn.SiLU(), nn.Linear(embedding, embedding))
        self.level = nn.Linear(1, embedding)
        self.pooled = nn.Linear(config.context, embedding)
        self.scene = nn.Embedding(config.scenes + 1, config.context)
        self.classes = nn.Parameter(torch.randn(config.layout, config.context))
        self.conv_in = nn.Conv2d(config.inputs, widths[0], 3, padding=1)

        def level(inputs: list[int], depth: int) -> Level:
            attend = depth >= len(widths) - config.attention
            return Level(inputs, widths[depth], embedding, config.context, config.head, attend)

        self.down, self.downsample = nn.ModuleList(), nn.ModuleList()
        for depth, (wide, blocks) in enumerate(zip(widths, config.blocks, strict=True)):
            self.down.append(level([wide] * blocks, depth))
            if depth < len(widths) - 1:
                self.downsample.append(nn.Conv2d(wide, widths[depth + 1], 3, stride=2, padding=1))
        deepest = len(widths) - 1
        self.middle = level([widths[-1]], deepest)
        self.up, self.upsample = nn.ModuleList(), nn.ModuleList()
        for depth, (wide, blocks) in reversed(list(enumerate(zip(widths, config.blocks, strict=True)))):
            self.up.append(level([2 * wide] + [wide] * (blocks - 1), depth))
            if depth > 0:
                self.upsample.append(nn.Conv2d(wide, widths[depth - 1], 1))
        self.norm_out = nn.GroupNorm(16, widths[0])
        self.conv_out = nn.Conv2d(widths[0], config.latent, 3, padding=1)
        zero(self.conv_out)

    def forward(
        self,
        sample: Tensor,
        timestep: Tensor,
        encoder_hidden_states: Tensor,
        class_labels: Tensor,
        layout: Tensor,
        inpaint_mask: Tensor,
        inpaint_latent: Tensor,
        degraded_latent: Tensor,
        degradation: Tensor,
    ) -> Tensor:
        """Predict eps - x0, [B, C, h, w].

        sample [B, C, h, w], timestep [B] (sigma * 1000), text [B, T, D], class [B], layout [B, K, h, w],
        mask [B, 1, h, w], masked latent [B, C, h, w], degraded latent [B, C, h, w], degradation [B]. What is
        absent: the encoded empty string, the class `scenes`, zeros, a degradation of 1.
        """
        scene = self.scene(class_labels)
        things = layout.mean((2, 3)).sqrt()[:, :, None] * self.classes  # [B, K, D], by area
        context = torch.cat([encoder_hidden_states, scene[:, None], things], dim=1)
        words = pooled_words(encoder_hidden_states)
        pooled = self.pooled(words + scene + things.sum(1))
        time = self.time(timestep_embedding(timestep, self.config.widths[0]))
        embedding = F.silu(time + pooled + self.level(degradation[:, None]))
        x = self.conv_in(torch.cat([sample, layout, inpaint_mask, inpaint_latent, degraded_latent], dim=1))
        skips = []
        for depth, level in enumerate(self.down):
            x = level(x, embedding, context)
            skips.append(x)
            if depth < len(self.downsample):
                x = self.downsample[depth](x)
        x = self.middle(x, embedding, context)
        for depth, level in enumerate(self.up):
            x = level(torch.cat([x, skips.pop()], dim=1), embedding, context)
            if depth < len(self.upsample):
                x = F.interpolate(self.upsample[depth](x), scale_factor=2.0, mode="nearest")
        return self.conv_out(F.silu(self.norm_out(x)))
