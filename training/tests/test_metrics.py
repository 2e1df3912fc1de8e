"""Measures against what can be worked out by hand."""

import math

import pytest
import torch

from training.metrics import (
    Confusion,
    accuracy,
    frechet_distance,
    gradient_energy_ratio,
    precision_recall,
    psnr,
    ssim,
)


def test_psnr_of_a_known_error():
    x = torch.full((2, 3, 16, 16), 0.5)
    y = x.clone()
    y[1] += 0.1
    assert psnr(y, x)[1].item() == pytest.approx(20.0, abs=1e-4)
    assert psnr(x, x)[0] > 100


def test_ssim_is_one_for_the_same_and_follows_the_formula_for_flat_pictures():
    x = torch.rand(1, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    assert ssim(x, x).item() == pytest.approx(1.0, abs=1e-9)
    a, b, c1 = 0.4, 0.6, 0.01**2
    flat = ssim(torch.full((1, 3, 20, 20), a), torch.full((1, 3, 20, 20), b)).item()
    assert flat == pytest.approx((2 * a * b + c1) / (a * a + b * b + c1), abs=1e-6)


def test_ssim_falls_with_noise_and_does_not_depend_on_the_order():
    generator = torch.Generator().manual_seed(1)
    x = torch.rand(1, 3, 48, 48, generator=generator)
    y = (x + 0.1 * torch.randn(x.shape, generator=generator)).clamp(0, 1)
    z = (x + 0.3 * torch.randn(x.shape, generator=generator)).clamp(0, 1)
    assert 1 > ssim(y, x) > ssim(z, x) > 0
    assert torch.allclose(ssim(y, x), ssim(x, y))


def test_blur_lowers_gradient_energy():
    x = torch.rand(1, 3, 32, 32)
    blurred = torch.nn.functional.avg_pool2d(x, 3, 1, 1)
    assert gradient_energy_ratio(x, x) == pytest.approx(1.0)
    assert gradient_energy_ratio(blurred, x) < 0.5


def test_frechet_distance_of_gaussians_with_known_moments():
    # Exact moments: whiten a sample, then give it the mean and deviations wanted.
    generator = torch.Generator().manual_seed(2)
    x = torch.randn(500, 4, generator=generator, dtype=torch.float64)
    x = x - x.mean(0)
    x = x @ torch.linalg.inv(torch.linalg.cholesky(torch.cov(x.T))).T
    deviations = torch.tensor([1.0, 2.0, 0.5, 3.0], dtype=torch.float64)
    y = x.flip(0) * deviations + torch.tensor([1.0, 0.0, 0.0, 2.0])
    expected = 1 + 4 + float(((deviations - 1) ** 2).sum())
    assert frechet_distance(x, y) == pytest.approx(expected, rel=1e-9)
    assert frechet_distance(y, x) == pytest.approx(expected, rel=1e-9)


def test_frechet_distance_bears_fewer_pictures_than_features():
    generator = torch.Generator().manual_seed(3)
    x, y = torch.randn(8, 40, generator=generator), torch.randn(8, 40, generator=generator)
    assert frechet_distance(x, x) == pytest.approx(0.0, abs=1e-5)
    assert math.isfinite(frechet_distance(x, y))
    with pytest.raises(ValueError, match="two pictures"):
        frechet_distance(x[:1], y)


def test_precision_counts_what_is_real_and_recall_what_is_covered():
    generator = torch.Generator().manual_seed(4)
    real = torch.randn(200, 3, generator=generator)
    real[100:] += 100
    one_mode = torch.randn(100, 3, generator=generator)
    precision, recall = precision_recall(one_mode, real)
    assert precision > 0.8
    assert 0.3 < recall <= 0.5
    assert precision_recall(one_mode + 1000, real) == (0.0, 0.0)
    assert precision_recall(real, real) == (1.0, 1.0)


def test_mean_iou_ignores_unlabelled_pixels_and_absent_classes():
    true = torch.tensor([[[0, 1, 1, 2]]])
    predicted = torch.tensor([[[3, 1, 2, 2]]])
    confusion = Confusion(5)
    confusion.add(predicted, true)
    assert confusion.iou() == {1: 0.5, 2: 0.5}
    assert confusion.mean_iou() == 0.5
    assert confusion.accuracy() == pytest.approx(2 / 3)
    assert Confusion(5).mean_iou() == 0.0


def test_counts_add_up_over_batches():
    generator = torch.Generator().manual_seed(5)
    true, predicted = (torch.randint(0, 4, (6, 8, 8), generator=generator) for _ in range(2))
    whole, parts = Confusion(4), Confusion(4)
    whole.add(predicted, true)
    for rows in torch.arange(6).split(2):
        parts.add(predicted[rows], true[rows])
    assert torch.equal(whole.counts, parts.counts)


def test_accuracy_takes_the_largest_logit():
    assert accuracy(torch.tensor([[0.0, 1.0], [2.0, 1.0]]), torch.tensor([1, 1])) == 0.5
