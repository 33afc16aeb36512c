"""What `dlkit.conv.Conv2d` costs, beside torch's: part of `make bench`. Ratios of one run, nothing is asserted.

Forward, and forward with backward, in one process and one thread, float32, taking turns. With one input channel the
matrix product is nearly as fast; with many, torch need not write the columns to memory and pulls ahead.
"""

import statistics
import time

CASES = {  # (N, C_in, C_out, kernel, side)
    "32 images 28 × 28, 1 → 8, 5 × 5": (32, 1, 8, 5, 28),
    "32 images 12 × 12, 8 → 16, 5 × 5": (32, 8, 16, 5, 12),
    "32 images 14 × 14, 16 → 32, 3 × 3": (32, 16, 32, 3, 14),
}


def passes(N, C_in, C_out, kernel, side):
    """{"forward": (ours, torch's), "with backward": (…)}, functions without arguments."""
    import numpy as np
    import torch

    from dlkit.conv import Conv2d

    torch.set_num_threads(1)
    rng = np.random.default_rng(0)
    ours = Conv2d(C_in, C_out, kernel, rng=rng)
    ours.W, ours.b = ours.W.astype(np.float32), ours.b.astype(np.float32)
    ours.zero_grad()
    theirs = torch.nn.Conv2d(C_in, C_out, kernel)
    theirs.load_state_dict({"weight": torch.tensor(ours.W), "bias": torch.tensor(ours.b)})
    X = rng.random((N, C_in, side, side), dtype=np.float32)
    t = torch.tensor(X, requires_grad=True)
    d_out = np.ones_like(ours(X))
    t_out = torch.tensor(d_out)
    assert np.allclose(ours(X), theirs(t).detach().numpy(), atol=1e-4)

    def forward():
        with torch.no_grad():
            theirs(t)

    def both():
        ours(X)
        ours.backward(d_out)

    return {
        "forward": (lambda: ours(X), forward),
        "forward and backward": (both, lambda: theirs(t).backward(t_out)),
    }


def measure(rounds=21, repeats=10):
    """{case: {pass: ([ms of ours in each round], [ms of torch's])}}, CPU time."""
    seconds = {}
    for case, sizes in CASES.items():
        seconds[case] = {}
        for name, pair in passes(*sizes).items():
            times = [], []
            for i in range(rounds + 1):
                for k in (0, 1)[:: (-1) ** i]:
                    start = time.process_time()
                    for _ in range(repeats):
                        pair[k]()
                    if i:  # the first round is for first uses
                        times[k].append(1000 * (time.process_time() - start) / repeats)
            seconds[case][name] = times
    return seconds


def rows(seconds):
    """(case, pass, ms of ours, of torch's, how many times as much) for a table."""
    for case, both in seconds.items():
        for name, (ours, theirs) in both.items():
            ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
            a, b = statistics.median(ours), statistics.median(theirs)
            yield case, name, f"{a:.2f}", f"{b:.2f}", f"{ratio:.2f}"


if __name__ == "__main__":
    for row in rows(measure()):
        print("  ".join(row))
