"""A scalar autograd engine (chapter 06): numbers that remember how they were computed.

    x, w, y = Value(3.0), Value(2.0), Value(5.0)
    loss = (w * x - y) ** 2
    loss.backward()
    w.grad                                   # d loss / d w = 2 (w x - y) x = 6

Every operation makes a new `Value` that keeps its parents (the numbers it was made
from) and, for each parent, the local slope: the derivative of the result by it.
`backward` walks from the result back to the inputs and adds, along every edge, slope
times gradient. That is reverse-mode automatic differentiation (Linnainmaa, 1970;
Griewank and Walther, 2008).

A new operation needs its value and its slopes and nothing else:

    def square_root(v):
        root = v.data**0.5
        return Value(root, (v,), (0.5 / root,), "sqrt")
"""

import itertools
import math

_number = itertools.count()  # 0, 1, 2, … : who was made before whom


class Value:
    """A number, its place in the graph, and its gradient after `backward`.

    data: the number. parents: Values it was made from; one that was used twice stands
    there twice. slopes: the derivative of data by each parent, a float each.
    op, name: what a drawing shows. grad: the result's derivative by this; 0.0 at first.
    Raises ValueError if there is not one slope for each parent.
    """

    def __init__(self, data, parents=(), slopes=(), op="", name=""):
        if len(parents) != len(slopes):
            raise ValueError(
                f"slopes: expected one for each of the {len(parents)} parents, "
                f"got {len(slopes)}"
            )
        self.data, self.grad = float(data), 0.0
        self.parents, self.slopes = tuple(parents), tuple(map(float, slopes))
        self.op, self.name, self.number = op, name, next(_number)

    def graph(self):
        """All Values that this one depends on, itself last, in the order of making.

        A value is made after its parents, so parents come first: a topological order.
        """
        found, waiting = set(), [self]
        while waiting:
            value = waiting.pop()
            if value not in found:
                found.add(value)
                waiting += value.parents
        return sorted(found, key=lambda value: value.number)

    def backward(self):
        """Fill in `grad` for everything that this value depends on.

        Inputs (Values without parents) add to the grad they have, as in PyTorch, so set
        theirs to 0 before the next pass; everything between starts from 0.
        """
        order = self.graph()
        for value in order:
            if value.parents:
                value.grad = 0.0
        self.grad += 1.0  # the result by itself
        for value in reversed(order):
            for parent, slope in zip(value.parents, value.slopes, strict=True):
                parent.grad += slope * value.grad

    # ---- operations: the value, the parents, the slope by each parent

    def __add__(self, other):
        other = _value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0), "+")

    def __sub__(self, other):
        other = _value(other)
        return Value(self.data - other.data, (self, other), (1.0, -1.0), "−")

    def __neg__(self):
        return Value(-self.data, (self,), (-1.0,), "−")

    def __mul__(self, other):
        other = _value(other)
        slopes = other.data, self.data
        return Value(self.data * other.data, (self, other), slopes, "×")

    def __truediv__(self, other):
        other = _value(other)
        quotient = self.data / other.data
        slopes = 1 / other.data, -quotient / other.data
        return Value(quotient, (self, other), slopes, "÷")

    def __pow__(self, n):
        """self ** n for a fixed number n, not a Value."""
        if isinstance(n, Value):
            raise TypeError(
                "n: expected a plain number, got a Value: use (v.log() * n).exp()"
            )
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,), f"^{n:g}")

    def exp(self):
        """e to this power. Raises OverflowError above about 709."""
        e = math.exp(self.data)
        return Value(e, (self,), (e,), "exp")

    def log(self):
        """Natural logarithm. Raises ValueError for 0 and below."""
        return Value(math.log(self.data), (self,), (1 / self.data,), "log")

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, (self,), (1 - t * t,), "tanh")

    def relu(self):
        """max(0, self); its slope at 0 is taken as 0."""
        return Value(max(0.0, self.data), (self,), (float(self.data > 0),), "ReLU")

    # ---- with a plain number on the left

    def __radd__(self, other):
        return self + other

    def __rsub__(self, other):
        return _value(other) - self

    def __rmul__(self, other):
        return self * other

    def __rtruediv__(self, other):
        return _value(other) / self

    def __repr__(self):
        name = f"{self.name}: " if self.name else ""
        return f"Value({name}data={self.data:.4g}, grad={self.grad:.4g})"


def _value(number):
    """A plain number becomes a Value without parents, a constant."""
    return number if isinstance(number, Value) else Value(number)
