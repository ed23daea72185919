"""The distributions of a delay: gamma, lognormal, Weibull; and the normal, where a delay may be negative."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

import numpy as np
from scipy import special

from lianfang.outlook.series import Floats


class Family(ABC):
    """A distribution of two parameters, written without bounds so that they can be searched: ``theta``, shape
    (2,), or (2, rows) for parameters of each row.

    Delays are in days. ``area`` is ∫₀ˣ F, which makes the likelihood of two censored ends exact.
    """

    name: str
    positive = True
    time_scale = 1
    """Which parameter is the logarithm of a time: delays twice as long add log 2 to it."""

    @abstractmethod
    def start(self, mean: float, sd: float) -> Floats:
        """Where the search for a maximum begins."""

    @abstractmethod
    def below(self, x: Floats, theta: Floats) -> Floats:
        """P(delay ≤ x)."""

    @abstractmethod
    def density(self, x: Floats, theta: Floats) -> Floats:
        """Per day."""

    @abstractmethod
    def area(self, x: Floats, theta: Floats) -> Floats:
        """∫ P(delay ≤ y) dy up to x, from where it begins."""

    @abstractmethod
    def quantile(self, p: float, theta: Floats) -> float:
        """Days."""

    @abstractmethod
    def moments(self, theta: Floats) -> tuple[float, float]:
        """Mean and standard deviation, days."""

    @abstractmethod
    def parameters(self, theta: Floats) -> dict[str, float]:
        """As textbooks name them."""


class Gamma(Family):
    """Of a shape and a scale."""

    name = "gamma"

    def start(self, mean: float, sd: float) -> Floats:
        """By moments."""
        return np.log([(mean / sd) ** 2, sd**2 / mean])

    def below(self, x: Floats, theta: Floats) -> Floats:
        """Regularised incomplete gamma."""
        shape, scale = np.exp(theta)
        found: Floats = special.gammainc(shape, np.maximum(x, 0) / scale)
        return found

    def density(self, x: Floats, theta: Floats) -> Floats:
        """Zero below 0."""
        shape, scale = np.exp(theta)
        at = np.maximum(x, 1e-12) / scale
        found: Floats = np.exp((shape - 1) * np.log(at) - at - special.gammaln(shape)) / scale
        return np.where(x > 0, found, 0)

    def area(self, x: Floats, theta: Floats) -> Floats:
        """``x F(x; a) − a θ F(x; a + 1)``."""
        shape, scale = np.exp(theta)
        at = np.maximum(x, 0) / scale
        found: Floats = scale * (at * special.gammainc(shape, at) - shape * special.gammainc(shape + 1, at))
        return found

    def quantile(self, p: float, theta: Floats) -> float:
        """Inverse incomplete gamma."""
        shape, scale = np.exp(theta)
        return float(special.gammaincinv(shape, p) * scale)

    def moments(self, theta: Floats) -> tuple[float, float]:
        """A θ and √a θ."""
        shape, scale = np.exp(theta)
        return float(shape * scale), float(np.sqrt(shape) * scale)

    def parameters(self, theta: Floats) -> dict[str, float]:
        """Shape, scale."""
        return {"shape": float(np.exp(theta[0])), "scale": float(np.exp(theta[1]))}


class Lognormal(Family):
    """Of the mean and standard deviation of the logarithm."""

    name = "lognormal"
    time_scale = 0

    def start(self, mean: float, sd: float) -> Floats:
        """By moments."""
        variance = np.log1p((sd / mean) ** 2)
        return np.array([np.log(mean) - variance / 2, np.log(variance) / 2])

    def _z(self, x: Floats, theta: Floats) -> Floats:
        found: Floats = (np.log(np.maximum(x, 1e-300)) - theta[0]) / np.exp(theta[1])
        return found

    def below(self, x: Floats, theta: Floats) -> Floats:
        """Normal distribution of the logarithm."""
        return np.where(x > 0, special.ndtr(self._z(x, theta)), 0)

    def density(self, x: Floats, theta: Floats) -> Floats:
        """Zero below 0."""
        at = np.maximum(x, 1e-300)
        found = np.exp(-(self._z(x, theta) ** 2) / 2) / (at * np.exp(theta[1]) * np.sqrt(2 * np.pi))
        return np.where(x > 0, found, 0)

    def area(self, x: Floats, theta: Floats) -> Floats:
        """``x Φ(z) − e^{μ+σ²/2} Φ(z − σ)``."""
        z, sigma = self._z(x, theta), np.exp(theta[1])
        found = x * special.ndtr(z) - np.exp(theta[0] + sigma**2 / 2) * special.ndtr(z - sigma)
        return np.where(x > 0, found, 0)

    def quantile(self, p: float, theta: Floats) -> float:
        """``e^{μ + σ z}``."""
        return float(np.exp(theta[0] + np.exp(theta[1]) * special.ndtri(p)))

    def moments(self, theta: Floats) -> tuple[float, float]:
        """Of the delay itself."""
        variance = float(np.exp(2 * theta[1]))
        mean = float(np.exp(theta[0] + variance / 2))
        return mean, mean * float(np.sqrt(np.expm1(variance)))

    def parameters(self, theta: Floats) -> dict[str, float]:
        """Meanlog, sdlog."""
        return {"meanlog": float(theta[0]), "sdlog": float(np.exp(theta[1]))}


class Weibull(Family):
    """Of a shape and a scale."""

    name = "weibull"

    def start(self, mean: float, sd: float) -> Floats:
        """By the usual approximation of the shape."""
        shape = (sd / mean) ** -1.086
        return np.log([shape, mean / special.gamma(1 + 1 / shape)])

    def below(self, x: Floats, theta: Floats) -> Floats:
        """``1 − e^{−(x/λ)^k}``."""
        shape, scale = np.exp(theta)
        found: Floats = -np.expm1(-((np.maximum(x, 0) / scale) ** shape))
        return found

    def density(self, x: Floats, theta: Floats) -> Floats:
        """Zero below 0."""
        shape, scale = np.exp(theta)
        at = np.maximum(x, 1e-12) / scale
        return np.where(x > 0, shape / scale * at ** (shape - 1) * np.exp(-(at**shape)), 0)

    def area(self, x: Floats, theta: Floats) -> Floats:
        """``x F(x) − λ Γ(1 + 1/k) P(1 + 1/k, (x/λ)^k)``."""
        shape, scale = np.exp(theta)
        at = np.maximum(x, 0)
        partial = special.gamma(1 + 1 / shape) * special.gammainc(1 + 1 / shape, (at / scale) ** shape)
        found: Floats = at * self.below(x, theta) - scale * partial
        return found

    def quantile(self, p: float, theta: Floats) -> float:
        """``λ (−log(1 − p))^{1/k}``."""
        shape, scale = np.exp(theta)
        return float(scale * (-np.log1p(-p)) ** (1 / shape))

    def moments(self, theta: Floats) -> tuple[float, float]:
        """By the gamma function."""
        shape, scale = np.exp(theta)
        first, second = special.gamma(1 + 1 / shape), special.gamma(1 + 2 / shape)
        return float(scale * first), float(scale * np.sqrt(max(second - first**2, 0)))

    def parameters(self, theta: Floats) -> dict[str, float]:
        """Shape, scale."""
        return {"shape": float(np.exp(theta[0])), "scale": float(np.exp(theta[1]))}


class Normal(Family):
    """Of mean and standard deviation; delays may be negative."""

    name = "normal"
    positive = False

    def start(self, mean: float, sd: float) -> Floats:
        """Mean and log sd."""
        return np.array([mean, np.log(sd)])

    def below(self, x: Floats, theta: Floats) -> Floats:
        """``Φ(z)``."""
        found: Floats = special.ndtr((x - theta[0]) / np.exp(theta[1]))
        return found

    def density(self, x: Floats, theta: Floats) -> Floats:
        """``φ(z)/σ``."""
        sigma = np.exp(theta[1])
        found: Floats = np.exp(-(((x - theta[0]) / sigma) ** 2) / 2) / (sigma * np.sqrt(2 * np.pi))
        return found

    def area(self, x: Floats, theta: Floats) -> Floats:
        """``σ (z Φ(z) + φ(z))``, from −∞."""
        sigma = np.exp(theta[1])
        z = (x - theta[0]) / sigma
        found: Floats = sigma * (z * special.ndtr(z) + np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi))
        return found

    def quantile(self, p: float, theta: Floats) -> float:
        """``μ + σ z``."""
        return float(theta[0] + np.exp(theta[1]) * special.ndtri(p))

    def moments(self, theta: Floats) -> tuple[float, float]:
        """As given."""
        return float(theta[0]), float(np.exp(theta[1]))

    def parameters(self, theta: Floats) -> dict[str, float]:
        """Mean, sd."""
        return {"mean": float(theta[0]), "sd": float(np.exp(theta[1]))}


FAMILIES: Mapping[str, Family] = {each.name: each for each in (Gamma(), Lognormal(), Weibull(), Normal())}
"""Name → family."""
