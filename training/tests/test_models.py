"""Shapes, conditions and costs of the models."""

import random

import pytest
import torch
from tokenizers import Tokenizer

from training.autoencoder import Autoencoder, AutoencoderConfig
from training.conditions import drop_randomly
from training.denoiser import Denoiser, Guidance, sample
from training.flow import draw_sigmas, flow_loss, sample_euler
from training.recipes.tiny import AUTOENCODER, UNET
from training.text import BOS, EOS, MAX_TOKENS, PAD, encode, train_tokenizer
from training.unet import Attention, Level, UNetConfig
from training.world.captions import Facts, write_caption


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    dice = random.Random(0)
    return train_tokenizer(
        [write_caption(Facts("coast", 1, 1, 0, 0, ["sea"]), dice) for _ in range(300)], vocabulary=400
    )


def test_the_autoencoder_is_eight_times_smaller_and_takes_any_multiple_of_eight():
    model = Autoencoder(AUTOENCODER)
    restored, mean, log_variance = model(torch.randn(2, 3, 64, 40))
    assert restored.shape == (2, 3, 64, 40)
    assert mean.shape == log_variance.shape == (2, AUTOENCODER.channels, 8, 5)


def test_the_decoder_sees_a_bounded_neighbourhood():
    # A change of one latent must not reach pixels farther than its radius, so that tiles can be exact.
    torch.manual_seed(0)
    decoder = Autoencoder(AutoencoderConfig()).decoder
    for parameter in decoder.parameters():
        torch.nn.init.normal_(parameter, std=0.1)
    z = torch.randn(1, 8, 40, 40)
    moved = z.clone()
    moved[0, :, 20, 20] += 1.0
    with torch.no_grad():
        changed = (decoder(z) - decoder(moved)).abs().amax((0, 1)) > 0
    rows = torch.nonzero(changed.any(1)).flatten()
    reach = max(20 * 8 - int(rows.min()), int(rows.max()) - 20 * 8 - 7)
    assert 0 < reach <= 13 * 8


def test_the_shipped_decoder_costs_at_most_five_gigaflops_at_256():
    decoder = Autoencoder(AutoencoderConfig()).decoder
    operations = 0

    def count(layer: torch.nn.Module, _: object, output: torch.Tensor) -> None:
        nonlocal operations
        assert isinstance(layer, torch.nn.Conv2d)
        operations += 2 * output.numel() * layer.weight[0].numel()

    for module in decoder.modules():
        if isinstance(module, torch.nn.Conv2d):
            module.register_forward_hook(count)
    decoder(torch.zeros(1, 8, 32, 32))
    assert operations <= 5.0e9


def test_tokens_are_framed_padded_and_cut(tokenizer: Tokenizer):
    rows = encode(tokenizer, ["", "waves", "sea " * 90])
    assert rows.shape == (3, MAX_TOKENS)
    assert rows[0].tolist() == [BOS, EOS] + [PAD] * (MAX_TOKENS - 2)
    assert int(rows[2, -1]) == EOS
    assert not (rows[2] == PAD).any()


def test_every_subset_of_conditions_turns_up_and_dropping_means_null(tokenizer: Tokenizer):
    generator = torch.Generator().manual_seed(0)
    layout = torch.ones(400, 16, 2, 2)
    conditions = drop_randomly(["waves"] * 400, [2] * 400, layout, tokenizer, generator)
    empty = encode(tokenizer, [""])[0]
    subsets = {
        (
            bool((conditions.input_ids[i] == empty).all()),
            int(conditions.class_labels[i]) == 6,
            bool((conditions.layout[i] == 0).all()),
        )
        for i in range(400)
    }
    assert len(subsets) == 8
    assert set(conditions.class_labels.tolist()) == {2, 6}


def test_the_unet_keeps_the_shape_at_several_sizes(tokenizer: Tokenizer):
    model = Denoiser(UNET, tokenizer.get_vocab_size(), 1).eval()
    words = model.text(encode(tokenizer, ["waves", ""]))
    for size in ((8, 8), (6, 10)):
        x = torch.randn(2, UNET.latent, *size)
        layout = torch.zeros(2, UNET.layout, *size)
        out = model.unet(x, torch.tensor([10.0, 900.0]), words, torch.tensor([0, 6]), layout)
        assert out.shape == x.shape


def test_the_full_size_has_heads_of_64_and_attends_only_below_the_finest_level():
    model = Denoiser(UNetConfig(), 1024)
    heads = [m for m in model.unet.modules() if isinstance(m, Attention)]
    assert heads
    for attention in heads:
        assert attention.query.out_features // attention.heads == 64
    assert all(isinstance(level, Level) and level.transformer is None for level in model.unet.down[:2])
    assert all(width % 32 == 0 for width in UNetConfig().widths)


def test_the_exact_velocity_has_no_loss_and_leads_back_to_the_data():
    x0 = torch.randn(4, 2, 3, 3)
    noise = torch.randn_like(x0)
    sigmas = draw_sigmas(4, torch.Generator().manual_seed(0))
    assert flow_loss(lambda x, t: noise - x0, x0, noise, sigmas) == 0
    restored = sample_euler(lambda x, t: noise - x0, noise, 5)
    assert torch.allclose(restored, x0, atol=1e-5)


def test_guidance_of_one_is_the_plain_conditional_prediction(tokenizer: Tokenizer):
    torch.manual_seed(0)
    model = Denoiser(UNET, tokenizer.get_vocab_size(), 1).eval()
    torch.nn.init.normal_(model.unet.conv_out.weight, std=0.1)
    layout = torch.rand(1, UNET.layout, 8, 8)
    noise = torch.randn(1, UNET.latent, 8, 8)
    plain = sample(model, tokenizer, ["waves"], [2], layout, noise, 2, Guidance(1.0, 1.0, 1.0))
    words = model.text(encode(tokenizer, ["waves"]))
    with torch.no_grad():
        expected = sample_euler(lambda x, t: model.unet(x, t, words, torch.tensor([2]), layout), noise, 2)
    assert torch.allclose(plain, expected, atol=1e-5)
