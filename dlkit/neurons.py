"""Three single neurons in plain NumPy (chapter 02): a line, a probability, a decision.

    neuron = LogisticNeuron(D=5)
    losses = neuron.fit(X, y, lr=0.5, steps=500)
    neuron.probability(X_new), neuron.predict(X_new)

All compute z = X @ w + b with X (N, D), w (D,), b a number; all start with zeros, and
all learn by moving w against (ŷ − y) x. They differ in ŷ, which is z, sigmoid(z) or
step(z). X is used as it comes: standardise it.
"""

import numpy as np

from dlkit import activations, arguments


class Neuron:
    """Weights `w` (D,), bias `b`, and the weighted sum with which all neurons begin."""

    def __init__(self, D):
        arguments.whole("D", D, least=1)
        self.w, self.b = np.zeros(D), 0.0

    def pre_activation(self, X):
        """z = X @ w + b. X (N, D) gives (N,)."""
        return self._samples(X) @ self.w + self.b

    def __repr__(self):
        return f"{type(self).__name__}(w={self.w.round(3).tolist()}, b={self.b:.3f})"

    def _samples(self, X):
        X = np.asarray(X, np.float64)
        if X.ndim != 2 or X.shape[1] != len(self.w):
            raise ValueError(
                f"X: expected the shape (N, {len(self.w)}), one sample a row, "
                f"got {X.shape}"
            )
        return X

    def _targets(self, y, N, classes=True):
        y = np.asarray(y, np.float64)
        if y.shape != (N,):  # a column (N, 1) would broadcast to (N, N) without a word
            raise ValueError(
                f"y: expected the shape ({N},), one target for each row of X, "
                f"got {y.shape}"
            )
        others = y[~np.isin(y, (0, 1))] if classes else y[:0]
        if len(others):
            raise ValueError(
                f"y: expected classes 0 and 1, got values such as {others[0]:g}"
            )
        return y


class TrainableNeuron(Neuron):
    """A neuron that learns by gradient descent on a mean loss.

    Kinds of it give the loss of each sample, `_losses(z, y)`, and its derivative by z,
    `_slopes(z, y)`.
    """

    classes = True  # whether the targets are 0 and 1

    def loss(self, X, y):
        """Mean loss over the samples, a number."""
        z = self.pre_activation(X)
        return float(self._losses(z, self._targets(y, len(z), self.classes)).mean())

    def gradient(self, X, y):
        """(dw (D,), db): how the mean loss changes with each weight and the bias."""
        X = self._samples(X)
        z = self.pre_activation(X)
        dz = self._slopes(z, self._targets(y, len(z), self.classes)) / len(z)  # (N,)
        return dz @ X, float(dz.sum())

    def fit(self, X, y, *, lr, steps):
        """`steps` steps of gradient descent over all samples.

        Returns the losses (steps + 1,), before and after each.
        Goes on from the present w and b. Raises ArithmeticError when the loss is no
        longer finite.
        """
        losses = [self.loss(X, y)]
        with np.errstate(over="ignore", invalid="ignore"):  # reported below, in words
            for step in range(1, steps + 1):
                dw, db = self.gradient(X, y)
                self.w, self.b = self.w - lr * dw, self.b - lr * db
                losses.append(self.loss(X, y))
                if not np.isfinite(losses[-1]):
                    raise ArithmeticError(
                        f"the loss became {losses[-1]} after {step} steps "
                        f"with lr = {lr}: standardise X, or lower lr"
                    )
        return np.array(losses)


class LinearNeuron(TrainableNeuron):
    """Linear regression: ŷ = z, and the loss is the mean of (ŷ − y)²."""

    classes = False

    def predict(self, X):
        """ŷ = z, (N,)."""
        return self.pre_activation(X)

    def _losses(self, z, y):
        return (z - y) ** 2

    def _slopes(self, z, y):
        return 2 * (z - y)


class LogisticNeuron(TrainableNeuron):
    """Logistic regression: p = sigmoid(z).

    The loss is minus the mean log-likelihood of the classes y.
    """

    def probability(self, X):
        """p (N,): the probability of class 1."""
        return activations.sigmoid(self.pre_activation(X))

    def predict(self, X):
        """1 where p >= 1/2, which is where z >= 0, else 0. (N,) integers."""
        return (self.pre_activation(X) >= 0).astype(np.int64)

    def _losses(self, z, y):
        # −y log p − (1 − y) log(1 − p), finite for every z
        return np.logaddexp(0, z) - y * z

    def _slopes(self, z, y):
        return activations.sigmoid(z) - y


class Perceptron(Neuron):
    """ŷ = step(z) (Rosenblatt, 1958).

    After each mistake w moves by (y − ŷ) x and b by y − ŷ.
    """

    def predict(self, X):
        """1 where z >= 0, else 0. (N,) integers."""
        return (self.pre_activation(X) >= 0).astype(np.int64)

    def fit(self, X, y, *, epochs=100):
        """Pass over the samples in order until a pass has no mistake.

        epochs: the most passes that are made.

        Returns the number of mistakes of each pass: the last is 0 if all samples are on
        their side.
        """
        X = self._samples(X)
        y = self._targets(y, len(X))
        mistakes = []
        for _ in range(epochs):
            mistakes.append(0)
            for x, target in zip(X, y, strict=True):
                error = target - float(x @ self.w + self.b >= 0)  # −1, 0 or 1
                if error:
                    self.w, self.b = self.w + error * x, self.b + error
                    mistakes[-1] += 1
            if mistakes[-1] == 0:
                break
        return mistakes


def margin(w, b, X, y):
    """Distance of the nearest sample from the boundary w · x + b = 0.

    Negative if one is on the wrong side.
    w (D,) not all 0, b a number, X (N, D), y (N,) classes 0 and 1.
    """
    length = np.linalg.norm(w)
    if not length > 0:
        raise ValueError("w: all weights are 0, so there is no boundary")
    side = 2 * np.asarray(y) - 1  # −1 or 1
    return float((side * (np.asarray(X) @ w + b)).min() / length)
