"""Known wrong and known right answers of assignment 16, and the misconceptions behind them."""

from harness import Graders

g = Graders("16_lstm_gru")

# TODO: 4 to 8 things that people believe about the subject. Each feeds a question of the chapter (quiz= some words of
# it), a wrong answer below (misconception="distances"), or both.
g.misconception(
    "distances", "Centring changes the distances between rows", quiz="It becomes smaller"
)


# ---------------------------------------------------------------- rescale
g.wrong("rescale", "divides by the largest number", edit={"high - low, 1": "high, 1"},
        fails="rescale_values rescale_hidden_constant", says="where the range is meant")
g.wrong("rescale", "writes into an array of integers", fails="rescale_values", says="array of integers", code='''
    def rescale(X):
        out = np.zeros_like(X)
        for j in range(X.shape[1]):
            x = X[:, j]
            out[:, j] = (x - x.min()) / (max(x) - min(x) or 1)
        return out
''')
g.wrong("rescale", "a constant column becomes nan", edit={"np.where(high > low, high - low, 1)": "(high - low)"},
        fails="rescale_hidden_constant", says="nan")
g.right("rescale", "with ptp, the zeros of the range replaced", code='''
    def rescale(X):
        width = np.ptp(X, axis=0)
        return (X - X.min(axis=0)) / (width + (width == 0))
''')
g.survivor("rescale", "np.where(high > low, high - low, 1) -> np.where(high > low, high - low, 2)",
           "a constant column is 0 whatever it is divided by")
g.example("rescale(np.array([[1, 5], [3, 5]])) is [[0, 0], [1, 0]]",
          "np.array_equal(rescale(np.array([[1, 5], [3, 5]])), [[0, 0], [1, 0]])")
