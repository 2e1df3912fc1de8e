"""Shapes, conditions and costs of the models."""

import random

import pytest
import torch
from tokenizers import Tokenizer

from training.autoencoder import Autoencoder, AutoencoderConfig
from training.conditions import Conditions, Labels, drop_randomly
from training.degrade import degradation_level, degrade, draw_mask, latent_mask
from training.denoiser import PLAIN, Denoiser, sample
from training.flow import draw_sigmas, flow_loss, hole_weights, sample_consistency, sample_euler
from training.recipes.sizes import TINY
from training.text import BOS, EOS, MAX_TOKENS, PAD, TextEncoder, encode, train_tokenizer
from training.train_text import teach_captions, told_by
from training.unet import Attention, Level, UNetConfig
from training.world.captions import Facts, write_caption

AUTOENCODER, UNET = TINY.autoencoder, TINY.unet


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    dice = random.Random(0)
    return train_tokenizer(
        [write_caption(Facts("coast", 1, 1, 0, 0, ["sea"]), dice) for _ in range(300)], vocabulary=400
    )


@pytest.mark.parametrize(
    ("factor", "config"),
    [
        (8, AUTOENCODER),
        (4, AutoencoderConfig(3, (16,), (1,), (16, 16), (1, 1))),
        (8, AutoencoderConfig(4, (16, 16), (1, 1), (16, 16, 16), (1, 1, 1), codebook=32)),
    ],
)
def test_autoencoders_shrink_by_their_factor_and_give_the_size_back(factor: int, config: AutoencoderConfig):
    model = Autoencoder(config)
    assert config.factor == factor
    x = torch.randn(2, 3, 64, 40)
    z, shape = model.regularised(x)
    assert z.shape == model.encode(x).shape == (2, config.channels, 64 // factor, 40 // factor)
    assert shape.item() >= 0
    assert model.decoder(z).shape == x.shape


def test_a_codebook_leaves_only_its_own_entries():
    torch.manual_seed(0)
    model = Autoencoder(AutoencoderConfig(4, (16,), (1,), (16, 16), (1, 1), codebook=5))
    assert model.codebook is not None
    cells = model.encode(torch.randn(1, 3, 64, 64)).permute(0, 2, 3, 1).reshape(-1, 4)
    entries = model.codebook.entries.detach()
    distances = (cells.detach()[:, None] - entries).abs().amax(2).amin(1)
    assert float(distances.max()) < 1e-5


def test_decoding_in_tiles_gives_the_pixels_of_decoding_at_once():
    torch.manual_seed(0)
    decoder = Autoencoder(AutoencoderConfig()).decoder
    for layer in decoder.modules():
        if isinstance(layer, torch.nn.Conv2d):
            torch.nn.init.normal_(layer.weight, std=(2.0 / layer.weight[0].numel()) ** 0.5)
    z = torch.randn(1, 8, 40, 30)
    with torch.no_grad():
        whole, tile = decoder(z), decoder(z[:, :, :27])
    margin = AutoencoderConfig().reach
    error = (whole[:, :, : 8 * (27 - margin)] - tile[:, :, : 8 * (27 - margin)]).abs().max()
    assert float(error) < 1e-5 * float(whole.abs().max())


@pytest.mark.parametrize("config", [AutoencoderConfig(), AUTOENCODER])
def test_the_reach_is_the_least_that_holds_all_that_a_pixel_and_a_cell_depend_on(config: AutoencoderConfig):
    # A change farther away must reach nothing, so that tiles can be exact.
    torch.manual_seed(0)
    model, factor = Autoencoder(config), config.factor
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.1)
    z, x = torch.randn(1, config.channels, 40, 40), torch.randn(1, 3, 40 * factor, 40 * factor)
    moved, painted = z.clone(), x.clone()
    moved[0, :, 20, 20] += 1.0
    painted[0, :, 20 * factor : 21 * factor, 20 * factor : 21 * factor] += 1.0
    with torch.no_grad():
        pixels = (model.decoder(z) - model.decoder(moved)).abs().amax((0, 1, 3)) > 0
        cells = (model.encode(x) - model.encode(painted)).abs().amax((0, 1, 3)) > 0
    rows = torch.nonzero(pixels).flatten() / factor
    reach = max(20 - rows.min().item(), rows.max().item() + 1 / factor - 21)
    assert config.reach - 1 < reach <= config.reach
    away = (torch.nonzero(cells).flatten() - 20).abs().max().item()
    assert 0 < away <= config.reach


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


def everything(count: int, channels: int, height: int, width: int, tokenizer: Tokenizer) -> Conditions:
    """Conditions that are all present, and all made of ones where they are numbers."""
    given = Conditions.absent(count, channels, height, width, tokenizer)
    ones = {k: torch.ones_like(v) for k, v in vars(given).items()}
    return Conditions(**ones).from_other(
        Conditions(
            **ones | {"input_ids": encode(tokenizer, ["waves"] * count), "degradation": torch.zeros(count)}
        ),
        "input_ids",
        "degradation",
    )


def test_every_subset_of_conditions_turns_up_and_dropping_means_absent(tokenizer: Tokenizer):
    count = 40_000
    given = everything(count, 2, 1, 1, tokenizer)
    absent = Conditions.absent(count, 2, 1, 1, tokenizer)
    dropped = drop_randomly(given, tokenizer, torch.Generator().manual_seed(0))
    present = {}
    for name, value in vars(dropped).items():
        is_given, is_absent = (
            (value == getattr(source, name)).flatten(1).all(1)
            if value.dim() > 1
            else value == getattr(source, name)
            for source in (given, absent)
        )
        assert bool((is_given ^ is_absent).all()), name
        present[name] = is_given
    assert torch.equal(present["inpaint_mask"], present["inpaint_latent"])
    assert torch.equal(present["degraded_latent"], present["degradation"])
    one_each = [v for k, v in present.items() if k not in ("inpaint_latent", "degraded_latent")]
    assert len(torch.stack(one_each, 1).unique(dim=0)) == 2**5


def test_the_unet_keeps_the_shape_at_several_sizes_and_hears_every_condition(tokenizer: Tokenizer):
    torch.manual_seed(0)
    model = Denoiser(UNET, tokenizer.get_vocab_size(), 1).eval()
    for module in model.modules():
        if isinstance(module, torch.nn.Conv2d | torch.nn.Linear):
            torch.nn.init.normal_(module.weight, std=0.1)
    for size in ((8, 8), (6, 10)):
        x = torch.randn(2, UNET.latent, *size)
        absent = Conditions.absent(2, UNET.latent, *size, tokenizer)
        given = everything(2, UNET.latent, *size, tokenizer)
        with torch.no_grad():
            plain = model(x, torch.tensor([10.0, 900.0]), absent)
            assert plain.shape == x.shape
            for name in vars(given):
                changed = model(x, torch.tensor([10.0, 900.0]), absent.from_other(given, name))
                assert float((changed - plain).abs().max()) > 1e-4, name


def test_the_full_size_has_heads_of_64_and_attends_only_below_the_finest_level():
    model = Denoiser(UNetConfig(), 1024)
    heads = [m for m in model.unet.modules() if isinstance(m, Attention)]
    assert heads
    for attention in heads:
        assert attention.query.out_features // attention.heads == 64
    finest = (model.unet.down[0], model.unet.up[-1])
    assert all(isinstance(level, Level) and level.transformer is None for level in finest)
    assert all(width % 32 == 0 for width in UNetConfig().widths)


def test_the_exact_velocity_has_no_loss_and_leads_back_to_the_data():
    x0 = torch.randn(4, 2, 3, 3)
    noise = torch.randn_like(x0)
    sigmas = draw_sigmas(4, torch.Generator().manual_seed(0))
    assert flow_loss(lambda x, t: noise - x0, x0, noise, sigmas) == 0
    restored = sample_euler(lambda x, t: noise - x0, noise, 5)
    assert torch.allclose(restored, x0, atol=1e-5)


def test_a_hole_counts_more_than_what_is_known_around_it():
    mask = torch.zeros(2, 1, 4, 4)
    mask[0, :, :2, :2] = 1
    weights = hole_weights(mask)
    assert weights.mean((1, 2, 3)).tolist() == pytest.approx([1, 1])
    assert torch.all(weights[1] == 1)
    assert weights[0, 0, 0, 0] == pytest.approx(10 * weights[0, 0, 3, 3])


def test_guidance_of_one_is_one_plain_conditional_prediction_a_step(tokenizer: Tokenizer):
    torch.manual_seed(0)
    model = Denoiser(UNET, tokenizer.get_vocab_size(), 1).eval()
    torch.nn.init.normal_(model.unet.conv_out.weight, std=0.1)
    calls = []
    model.unet.register_forward_hook(lambda *_: calls.append(1))
    given, noise = everything(1, UNET.latent, 8, 8, tokenizer), torch.randn(1, UNET.latent, 8, 8)
    plain = sample(model, given, tokenizer, noise, 2, PLAIN)
    assert len(calls) == 2
    with torch.no_grad():
        expected = sample_euler(lambda x, t: model(x, t, given), noise, 2)
    assert torch.allclose(plain, expected, atol=1e-5)


def test_a_perfect_student_paints_the_latent_at_any_number_of_steps():
    x0, noise = torch.randn(1, 2, 4, 4), torch.randn(1, 2, 4, 4)
    for steps in (1, 2, 4):
        fresh = torch.Generator().manual_seed(0)
        painted = sample_consistency(
            lambda x, t: (x - x0) / (t / 1000.0)[:, None, None, None], noise, steps, fresh
        )
        assert torch.allclose(painted, x0, atol=1e-5)


def test_degradation_grows_with_damage_and_masks_cover_every_touched_cell():
    assert degradation_level(0.0, 0.0) == 0.0
    assert degradation_level(1.0, 0.0) < degradation_level(2.0, 0.0) < degradation_level(2.0, 0.05) < 1.0
    assert degradation_level(60.0, 0.2) == 1.0
    generator = torch.Generator().manual_seed(0)
    pictures = torch.rand(2, 3, 64, 64) * 2 - 1
    for _ in range(20):
        worse, level = degrade(pictures, generator)
        assert worse.shape == pictures.shape
        assert 0 < level < 1
        assert float(worse.abs().max()) <= 1
        mask = draw_mask(64, 48, generator)
        assert set(mask.unique().tolist()) <= {0.0, 1.0}
        cells = latent_mask(mask[None], 8)
        assert cells.shape == (1, 1, 8, 6)
        covered = cells.repeat_interleave(8, 2).repeat_interleave(8, 3)[0, 0]
        assert bool((covered >= mask).all())


def test_words_for_the_same_hour_are_heard_alike_after_reading_captions():
    torch.manual_seed(0)
    count = 200
    labels = Labels(
        scene=[i % 10 for i in range(count)],
        hour=[i % 4 for i in range(count)],
        weather=[i % 5 for i in range(count)],
        season=[i // 4 % 4 for i in range(count)],
        medium=[i // 5 % 5 for i in range(count)],
        things=[["sky", "tree"] for _ in range(count)],
    )
    dice = random.Random(3)
    words = train_tokenizer([labels.caption(i % count, dice) for i in range(2000)], vocabulary=900)
    encoder = TextEncoder(words.get_vocab_size(), 128, 1)
    hours = {
        "at sunrise": 0,
        "in daylight": 1,
        "at sunset": 2,
        "by moonlight": 3,
        "under the stars": 3,
    }

    def heard() -> list[int]:
        with torch.no_grad():
            return told_by(encoder(encode(words, list(hours))))[0][1].argmax(1).tolist()

    assert heard() != list(hours.values())
    teach_captions(encoder, labels, words, steps=200, batch=64)
    assert heard() == list(hours.values())
