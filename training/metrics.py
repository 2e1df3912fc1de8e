"""How alike pictures, sets of pictures and class maps are; every measure in float64 where sums get long."""

import torch
from torch import Tensor
from torch.nn import functional as F

LUMA = (0.299, 0.587, 0.114)


def psnr(restored: Tensor, original: Tensor) -> Tensor:
    """Peak signal-to-noise ratio in dB over all channels, [B], of pictures [B, 3, H, W] in 0..1."""
    error = (restored.clamp(0, 1) - original).double().pow(2).flatten(1).mean(1)
    return -10.0 * torch.log10(error.clamp(min=1e-12))


def ssim(restored: Tensor, original: Tensor) -> Tensor:
    """Structural similarity of the luma, [B], of pictures [B, 3, H, W] in 0..1.

    Gaussian window of 11 x 11 with deviation 1.5, only where it fits (no padding), K1 = 0.01, K2 = 0.03.
    Source: Wang et al. 2004.
    """
    weights = torch.tensor(LUMA, device=original.device)[:, None, None]
    x, y = ((p.clamp(0, 1) * weights).sum(1, keepdim=True).double() for p in (restored, original))
    axis = torch.arange(11, device=original.device, dtype=torch.float64) - 5
    window = torch.exp(-(axis**2) / (2 * 1.5**2))
    window = window / window.sum()

    def blurred(z: Tensor) -> Tensor:
        return F.conv2d(F.conv2d(z, window.view(1, 1, 1, 11)), window.view(1, 1, 11, 1))

    mean_x, mean_y = blurred(x), blurred(y)
    variance_x, variance_y = blurred(x * x) - mean_x**2, blurred(y * y) - mean_y**2
    covariance = blurred(x * y) - mean_x * mean_y
    c1, c2 = 0.01**2, 0.03**2
    likeness = (2 * mean_x * mean_y + c1) * (2 * covariance + c2)
    likeness = likeness / ((mean_x**2 + mean_y**2 + c1) * (variance_x + variance_y + c2))
    return likeness.flatten(1).mean(1)


def gradient_energy(pictures: Tensor) -> Tensor:
    """Mean squared difference of neighbouring pixels, [B], across and down summed; [B, C, H, W]."""
    across = (pictures[..., 1:] - pictures[..., :-1]).double().pow(2)
    down = (pictures[..., 1:, :] - pictures[..., :-1, :]).double().pow(2)
    return across.flatten(1).mean(1) + down.flatten(1).mean(1)


def gradient_energy_ratio(restored: Tensor, original: Tensor) -> float:
    """Gradient energy of a set of restored pictures over the originals'; below 1 where detail is blurred."""
    return float(gradient_energy(restored.clamp(0, 1)).sum() / gradient_energy(original).sum())


def frechet_distance(features: Tensor, reference: Tensor) -> float:
    """Fréchet distance of two sets of features [N, D] and [M, D], each taken as one Gaussian.

    |m1 - m2|^2 + tr(S1 + S2 - 2 (S1 S2)^(1/2)); the last trace is the sum of the square roots of the
    eigenvalues of S1^(1/2) S2 S1^(1/2), symmetric even for singular covariances. The estimate is biased
    upwards when N or M is small (by roughly the trace of the covariance over N): state both counts, and
    compare only numbers of equal counts. Source: Heusel et al. 2017.
    """
    if min(len(features), len(reference)) < 2:
        raise ValueError("a covariance needs two pictures at least")
    x, y = features.double(), reference.double()
    mean_x, mean_y = x.mean(0), y.mean(0)
    covariance_x, covariance_y = torch.cov(x.T), torch.cov(y.T)
    values, vectors = torch.linalg.eigh(covariance_x)
    root = (vectors * values.clamp(min=0).sqrt()) @ vectors.T
    product = torch.linalg.eigvalsh(root @ covariance_y @ root).clamp(min=0).sqrt().sum()
    distance = (mean_x - mean_y).pow(2).sum() + covariance_x.trace() + covariance_y.trace() - 2 * product
    return max(0.0, float(distance))


def precision_recall(features: Tensor, reference: Tensor, neighbours: int = 3) -> tuple[float, float]:
    """Share of generated features [N, D] within the real ones [M, D], and of the real within the generated.

    A set's extent is the union of balls around its members, each reaching to its k-th nearest neighbour.
    Source: Kynkäänniemi et al. 2019, eq. 1 and 2.
    """
    generated, real = features.double(), reference.double()
    return _share_inside(generated, real, neighbours), _share_inside(real, generated, neighbours)


def _share_inside(points: Tensor, members: Tensor, neighbours: int) -> float:
    own = torch.cdist(members, members, compute_mode="donot_use_mm_for_euclid_dist")
    # The nearest of a member is itself, at distance 0.
    radii = own.kthvalue(min(neighbours + 1, len(members)), dim=1).values
    distance = torch.cdist(points, members, compute_mode="donot_use_mm_for_euclid_dist")
    return float((distance <= radii).any(1).double().mean())


class Confusion:
    """Counts of (true, predicted) classes over any number of class maps; unlabelled pixels do not count."""

    def __init__(self, classes: int):
        self.counts = torch.zeros(classes, classes, dtype=torch.int64)

    def add(self, predicted: Tensor, true: Tensor) -> None:
        """Count maps [B, H, W] of class indices; pixels whose true class is 0 are ignored."""
        known = true > 0
        size = len(self.counts)
        pairs = true[known].long() * size + predicted[known].long()
        self.counts += torch.bincount(pairs, minlength=size * size).view(size, size).cpu()

    def iou(self) -> dict[int, float]:
        """Intersection over union of every class that is present in truth."""
        inside = self.counts.diagonal().double()
        union = self.counts.sum(0) + self.counts.sum(1) - self.counts.diagonal()
        present = torch.nonzero(self.counts.sum(1)).flatten().tolist()
        return {c: float(inside[c] / union[c]) for c in present}

    def mean_iou(self) -> float:
        """Mean of `iou` over classes that are present; 0 when nothing was labelled."""
        values = list(self.iou().values())
        return sum(values) / len(values) if values else 0.0

    def accuracy(self) -> float:
        """Share of labelled pixels whose class is right."""
        return float(self.counts.diagonal().sum() / self.counts.sum().clamp(min=1))


def accuracy(logits: Tensor, labels: Tensor) -> float:
    """Share of rows [N, classes] whose largest logit is at the label [N]."""
    return float((logits.argmax(1) == labels).double().mean())
