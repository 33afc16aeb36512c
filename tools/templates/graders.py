"""Known wrong and known right answers of assignment NUMBER, and the misconceptions behind them."""

from harness import Graders

g = Graders("STEM")

# TODO: 4 to 8 things that people believe about the subject. Each feeds a question of the chapter (quiz= some words of
# it), a wrong answer below (misconception="distances"), or both.
g.misconception(
    "distances", "Centring changes the distances between rows", quiz="It becomes smaller"
)
