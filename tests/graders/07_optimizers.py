from harness import Graders

g = Graders("07_optimizers")
