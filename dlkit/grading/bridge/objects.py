"""Objects of this side that the other side may name: each has a number, its place in the table."""

from dlkit.grading.wire.values import Malformed, NotPlain

MAX_OBJECTS = 20_000


class ObjectTable:
    """lends(value) says whether something that is not plain may be lent to the other side at all."""

    def __init__(self, lends):
        self.lends, self._objects = lends, []

    def __len__(self):
        return len(self._objects)

    def __iter__(self):
        return iter(self._objects)

    def __getitem__(self, number):
        if type(number) is not int or not 0 <= number < len(self._objects):
            raise Malformed("a handle of nothing that was lent")
        return self._objects[number]

    def keep(self, value):
        """The number of an object that is lent."""
        if len(self._objects) >= MAX_OBJECTS:
            raise NotPlain("one of too many objects that were lent to the other process")
        self._objects.append(value)
        return len(self._objects) - 1
