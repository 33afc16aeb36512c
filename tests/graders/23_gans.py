"""Known wrong and known right answers of assignment 23, and the misconceptions behind them."""

from harness import Graders

g = Graders("23_gans")

# What people believe about GANs. Each feeds a quiz choice of the chapter, a wrong answer below, or both.
g.misconception("loss-is-quality", "A falling generator loss means better samples", quiz="The samples are getting better")
g.misconception("equilibrium-attracts", "Small enough steps lead to the equilibrium", quiz="A smaller learning rate")
g.misconception("half-is-untrained", "A discriminator at 0.5 has learned nothing", quiz="has learned nothing")
g.misconception("good-means-varied", "Samples that look real show that the data are covered", quiz="nothing is missing")
g.misconception("penalty-centred-at-1", "Every gradient penalty pulls the slope to 1")
g.misconception("all-occur", "If every class occurs, none is missing")
g.misconception("logit-is-probability", "The discriminator's output is the chance to keep a sample")

# ---------------------------------------------------------------- hinge
LOSS = "np.maximum(0, 1 - real).mean() + np.maximum(0, 1 + fake).mean()"
BACK = "-1.0 * (real < 1) / len(real), (fake > -1) / len(fake)"
GEN = "-fake.mean(), np.full(len(fake), -1 / len(fake))"
g.wrong("hinge", "V_D as it stands in the paper", edit={LOSS: "np.minimum(0, real - 1).mean() + np.minimum(0, -1 - fake).mean()"},
        fails="hinge_loss hinge_hidden", says="a loss is minimised")
g.wrong("hinge", "sums", edit={LOSS: "np.maximum(0, 1 - real).sum() + np.maximum(0, 1 + fake).sum()"}, fails="hinge_loss hinge_hidden", says="is a mean")
g.wrong("hinge", "one mean over both kinds", edit={LOSS: "np.maximum(0, np.concatenate([1 - real, 1 + fake])).mean()"},
        fails="hinge_loss hinge_hidden", says="each kind has its own")
g.wrong("hinge", "half of it", edit={LOSS: f"({LOSS}) / 2"}, fails="hinge_loss hinge_hidden", says="half of it")
g.wrong("hinge", "not cut off", edit={LOSS: "(1 - real).mean() + (1 + fake).mean()"}, fails="hinge_loss hinge_hidden", says="nothing is cut off")
g.wrong("hinge", "fakes treated as real", edit={"(0, 1 + fake)": "(0, 1 - fake)"}, fails="hinge_loss hinge_hidden", says="sign of the real ones")
g.wrong("hinge", "real and fake exchanged", edit={LOSS: "np.maximum(0, 1 + real).mean() + np.maximum(0, 1 - fake).mean()"},
        fails="hinge_loss hinge_hidden", says="real and fake exchanged")
g.wrong("hinge", "derivatives without 1/N", edit={BACK: "-1.0 * (real < 1), 1.0 * (fake > -1)"}, fails="hinge_slopes hinge_hidden", says="without the 1/N")
g.wrong("hinge", "derivatives with the wrong sign", edit={BACK: "(real < 1) / len(real), -1.0 * (fake > -1) / len(fake)"},
        fails="hinge_slopes hinge_hidden", says="a higher output lowers this loss")
g.wrong("hinge", "derivative of the fakes with the wrong sign", edit={"(fake > -1) / len(fake)": "-1.0 * (fake > -1) / len(fake)"},
        fails="hinge_slopes hinge_hidden", says="a higher output raises this loss")
g.wrong("hinge", "divides by all samples", edit={BACK: "-1.0 * (real < 1) / (len(real) + len(fake)), (fake > -1) / (len(real) + len(fake))"},
        fails="hinge_slopes hinge_hidden", says="each mean has its own number")
g.wrong("hinge", "divides the fakes by N + M", edit={"(fake > -1) / len(fake)": "(fake > -1) / (len(real) + len(fake))"},
        fails="hinge_slopes hinge_hidden", says="each mean has its own number")
g.wrong("hinge", "divides the fakes by N", edit={"(fake > -1) / len(fake)": "(fake > -1) / len(real)"}, fails="hinge_slopes hinge_hidden",
        says="number of real outputs")
g.wrong("hinge", "fakes without 1/M", edit={"(fake > -1) / len(fake)": "1.0 * (fake > -1)"}, fails="hinge_slopes hinge_hidden", says="without the 1/M")
g.wrong("hinge", "a slope at the corner", edit={"real < 1)": "real <= 1)"}, fails="hinge_slopes", says="where the output is 1")
g.wrong("hinge", "a slope at the fakes' corner", edit={"fake > -1)": "fake >= -1)"}, fails="hinge_slopes", says="where the output is -1")
g.wrong("hinge", "no cut in the derivatives", edit={BACK: "np.full(len(real), -1 / len(real)), np.full(len(fake), 1 / len(fake))"},
        fails="hinge_slopes hinge_hidden", says="an output above 1 has the derivative 0")
g.wrong("hinge", "no cut in the fakes' derivative", edit={"(fake > -1) / len(fake)": "np.full(len(fake), 1 / len(fake))"},
        fails="hinge_slopes hinge_hidden", says="an output below -1 has the derivative 0")
g.wrong("hinge", "writes into its arguments", edit={f"    loss = {LOSS}\n    return loss, {BACK}": """    on_real, on_fake = (real < 1) / len(real), (fake > -1) / len(fake)
    loss = np.maximum(0, 1 - real).mean() + np.maximum(0, 1 + fake).mean()
    if real.dtype == float:
        real[real > 1] = 1
    return loss, -on_real, on_fake"""}, fails="hinge_slopes", says="after the call")
g.wrong("hinge", "the generator wants low outputs", edit={GEN: "fake.mean(), np.full(len(fake), 1 / len(fake))"},
        fails="hinge_generator hinge_hidden", says="the generator wants high outputs")
g.wrong("hinge", "the generator's loss cut off", edit={"-fake.mean(), np.full": "np.maximum(0, 1 - fake).mean(), np.full"},
        fails="hinge_generator hinge_hidden", says="straight line")
g.wrong("hinge", "the generator's sum", edit={"-fake.mean(), np.full": "-fake.sum(), np.full"}, fails="hinge_generator hinge_hidden", says="is a mean")
g.wrong("hinge", "the generator's derivative without 1/M", edit={"np.full(len(fake), -1 / len(fake))": "np.full(len(fake), -1.0)"},
        fails="hinge_generator hinge_hidden", says="without the 1/M")
g.wrong("hinge", "the generator's derivative has the wrong sign", edit={"np.full(len(fake), -1 / len(fake))": "np.full(len(fake), 1 / len(fake))"},
        fails="hinge_generator hinge_hidden", says="the sign")
g.wrong("hinge", "the generator through torch", edit={"    return -fake.mean(), np.full": "    import torch\n    return -fake.mean(), np.full"},
        fails="hinge_generator", says="write them with NumPy")
g.wrong("hinge", "the second mean subtracted", edit={LOSS: "np.maximum(0, 1 - real).mean() - np.maximum(0, 1 + fake).mean()"},
        fails="hinge_loss hinge_hidden", says="both are added")
g.wrong("hinge", "half a slope at the corner", edit={"-1.0 * (real < 1)": "-0.5 * ((real < 1) * 1.0 + (real <= 1))"}, fails="hinge_slopes", says="half a slope at the corner, where the output is 1")
g.wrong("hinge", "half a slope at the fakes' corner", edit={"(fake > -1) / len(fake)": "((fake > -1) * 0.5 + (fake >= -1) * 0.5) / len(fake)"},
        fails="hinge_slopes", says="half a slope at the corner, where the output is -1")
g.wrong("hinge", "derivatives in arrays of the outputs' kind", edit={f"    return loss, {BACK}": """    d_real, d_fake = np.zeros_like(real), np.zeros_like(fake)
    d_real[real < 1] = -1 / len(real)
    d_fake[fake > -1] = 1 / len(fake)
    return loss, d_real, d_fake"""}, fails="hinge_slopes", says="cut off the fractions")
g.wrong("hinge", "a minus before True and False", edit={"-1.0 * (real < 1)": "-(real < 1)"}, fails="hinge_loss hinge_slopes hinge_hidden", says="negative")
g.wrong("hinge", "one derivative for all", edit={"np.full(len(fake), -1 / len(fake))": "-1 / len(fake)"}, fails="hinge_generator hinge_hidden", says="one derivative for each")
g.wrong("hinge", "the generator's outputs turned round in place", edit={GEN: "np.multiply(fake, -1, out=fake).mean(), np.full(len(fake), -1 / len(fake))"},
        fails="hinge_generator", says="changes its argument")
g.wrong("hinge", "only up to four real samples", edit={"    loss = ": "    real, fake = real[:4], fake[:4]\n    loss = "}, fails="hinge_hidden")
g.right("hinge", "by loops", code='''
def hinge_d(real, fake):
    loss, d_real, d_fake = 0.0, [], []
    for a in real:
        loss += max(0.0, 1 - a) / len(real)
        d_real.append(-1 / len(real) if a < 1 else 0.0)
    for a in fake:
        loss += max(0.0, 1 + a) / len(fake)
        d_fake.append(1 / len(fake) if a > -1 else 0.0)
    return [loss, d_real, d_fake]


def hinge_g(fake):
    return sum(-a for a in fake) / len(fake), [-1 / len(fake)] * len(fake)
''')
g.right("hinge", "with min, as in the paper", code='''
def hinge_d(real, fake):
    V = np.mean(np.minimum(0, -1 + real)) + np.mean(np.minimum(0, -1 - fake))
    return -V, np.where(real < 1, -1.0, 0.0) / real.size, np.where(fake > -1, 1.0, 0.0) / fake.size


def hinge_g(fake):
    return np.mean(-fake), -np.ones(fake.shape) / fake.size
''')

# ---------------------------------------------------------------- slope
S = "(v * (1 - a**2)) @ W"
ALLS = "slope_values slope_penalty slope_derivative slope_hidden"
g.wrong("slope", "no slope of the tanh", edit={S: "np.tile(v @ W, (len(X), 1))"}, fails=ALLS, says="slope of the tanh is missing")
g.wrong("slope", "the output of the tanh for its slope", edit={S: "(v * a) @ W"}, fails=ALLS, says="a itself")
g.wrong("slope", "the slope taken at z", edit={S: "(v * (1 - (X @ W.T + b) ** 2)) @ W"}, fails=ALLS, says="output of the tanh")
g.wrong("slope", "without the square", edit={S: "(v * (1 - a)) @ W"}, fails=ALLS, says="square is missing")
g.wrong("slope", "without v", edit={S: "(1 - a**2) @ W"}, fails=ALLS, says="v are missing")
g.wrong("slope", "without b", edit={"a = np.tanh(X @ W.T + b)\n    return": "a = np.tanh(X @ W.T)\n    return"}, fails=ALLS, says="b is missing")
g.wrong("slope", "a mean over the samples in the slope", edit={S: "(v * (1 - a**2)) @ W / len(X)"}, fails=ALLS, says="a slope of its own")
g.wrong("slope", "W where W.T is needed", edit={S: "(v * (1 - a**2)) @ W.T"}, fails=ALLS)
P = "gamma / 2 * (s**2).sum(axis=1).mean()"
g.wrong("slope", "gamma for gamma / 2", edit={P: "gamma * (s**2).sum(axis=1).mean()"}, fails="slope_penalty slope_hidden", says="gamma / 2")
g.wrong("slope", "sum over the samples", edit={P: "gamma / 2 * (s**2).sum()"}, fails="slope_penalty slope_hidden", says="not the mean")
g.wrong("slope", "mean over all entries", edit={P: "gamma / 2 * (s**2).mean()"}, fails="slope_penalty slope_hidden", says="squares are summed")
g.wrong("slope", "the mean slope squared", edit={P: "gamma / 2 * (s.mean(axis=0) ** 2).sum()"}, fails="slope_penalty slope_hidden", says="square first")
g.wrong("slope", "lengths not squared", edit={P: "gamma / 2 * np.linalg.norm(s, axis=1).mean()"}, fails="slope_penalty slope_hidden", says="not squared")
g.wrong("slope", "centred at 1", edit={P: "gamma / 2 * ((np.linalg.norm(s, axis=1) - 1) ** 2).mean()"}, fails="slope_penalty slope_hidden",
        says="centred at 1", misconception="penalty-centred-at-1")
g.wrong("slope", "no gamma in the penalty", edit={P: "0.5 * (s**2).sum(axis=1).mean()"}, fails="slope_penalty slope_hidden", says="gamma is missing")
DV = "gamma * ((s @ W.T) * (1 - a**2)).mean(axis=0)"
g.wrong("slope", "half of dv", edit={DV: f"{DV} / 2"}, fails="slope_derivative slope_hidden", says="gives a 2")
g.wrong("slope", "dv summed", edit={DV: "gamma * ((s @ W.T) * (1 - a**2)).sum(axis=0)"}, fails="slope_derivative slope_hidden", says="without the mean")
g.wrong("slope", "dv of D", edit={DV: "a.mean(axis=0)"}, fails="slope_derivative slope_hidden", says="the derivative of D")
g.wrong("slope", "dv without the slope of the tanh", edit={DV: "gamma * (s @ W.T).mean(axis=0)"}, fails="slope_derivative slope_hidden",
        says="second derivative")
g.wrong("slope", "dv without gamma", edit={DV: "((s @ W.T) * (1 - a**2)).mean(axis=0)"}, fails="slope_derivative slope_hidden", says="gamma is missing")
g.wrong("slope", "by torch", edit={"    s = slope(": "    import torch\n    s = slope("}, fails="slope_derivative", says="write them with NumPy")
g.wrong("slope", "loses the sample's axis for one sample", edit={"    return (v * (1 - a**2)) @ W": "    return np.squeeze((v * (1 - a**2)) @ W)"}, fails="slope_values slope_hidden", says="also where both are 1")
g.wrong("slope", "loses the axis of a single hidden unit", edit={"    return penalty, dv": "    return penalty, np.squeeze(dv)"}, fails="slope_hidden")
g.wrong("slope", "multiplies W in place", edit={"    return penalty, dv": "    W *= gamma\n    return penalty, dv"}, fails="slope_penalty slope_hidden", says="changes its argument W")
g.wrong("slope", "the mean length squared", edit={P: "gamma / 2 * np.linalg.norm(s, axis=1).mean() ** 2"}, fails="slope_penalty slope_hidden", says="square of the mean length")
g.wrong("slope", "dv from means", edit={DV: "gamma * (s.mean(axis=0) @ W.T) * (1 - a**2).mean(axis=0)"}, fails="slope_derivative slope_hidden", says="taken before the product")
g.wrong("slope", "dv with v once more", edit={DV: "gamma * ((s @ W.T) * v * (1 - a**2)).mean(axis=0)"}, fails="slope_derivative slope_hidden", says="a factor v too many")
g.wrong("slope", "scales v in place and back", edit={"    s = slope(": "    v *= 1.5\n    v /= 1.5\n    v += 1e-3\n    s = slope("}, fails="slope_penalty slope_derivative slope_hidden")
g.wrong("slope", "leaves v changed", edit={"    return penalty, dv": "    v += 1.0\n    return penalty, dv"}, fails="slope_penalty slope_hidden", says="changes its argument")
g.right("slope", "sample by sample", code='''
def slope(X, W, b, v):
    rows = []
    for x in X:
        z = W @ x + b
        rows.append(W.T @ (v / np.cosh(z) ** 2))
    return np.array(rows)


def r1(X, W, b, v, gamma):
    penalty, dv = 0.0, np.zeros(len(v))
    for x, s in zip(X, slope(X, W, b, v)):
        penalty += gamma / 2 * (s @ s) / len(X)
        dv += gamma * (W @ s) / np.cosh(W @ x + b) ** 2 / len(X)
    return penalty, dv
''')
g.right("slope", "with einsum", code='''
def slope(X, W, b, v):
    return np.einsum("nh,h,hd->nd", 1 - np.tanh(X @ W.T + b) ** 2, v, W)


def r1(X, W, b, v, gamma):
    J = np.einsum("nh,hd->nhd", 1 - np.tanh(X @ W.T + b) ** 2, W)
    s = np.einsum("nhd,h->nd", J, v)
    return [0.5 * gamma * np.mean(np.sum(s * s, 1)), gamma * np.einsum("nd,nhd->h", s, J) / len(X)]
''')

# ---------------------------------------------------------------- step
g.wrong("step", "steps before the backward", edit={"    loss_D.backward()                                     # 1: stood after the step\n    opt_D.step()": "    opt_D.step()\n    loss_D.backward()"},
        fails="step_discriminator step_twice step_hidden", says="after its backward")
g.wrong("step", "gradients of D's loss left in G", edit={".detach()": "", "    opt_G.zero_grad()  ": "    pass  "}, fails="step_generator step_twice step_hidden",
        says="left in G")
g.wrong("step", "only detached, never zeroed", edit={"    opt_G.zero_grad()  ": "    pass  "}, fails="step_twice", says="still in G, from before the step")
g.wrong("step", "D never zeroed", edit={"    opt_D.zero_grad()  # old gradients out\n": ""}, fails="step_twice", says="still in D")
g.wrong("step", "neither is zeroed", edit={"    opt_D.zero_grad()  # old gradients out\n": "", "    opt_G.zero_grad()  ": "    pass  "}, fails="step_twice", says="in G and in D")
g.wrong("step", "at most three real samples", edit={"D(real)": "D(real[:3])"}, fails="step_hidden")
g.wrong("step", "D learns from the generator's noise", edit={"D(G(z).detach())": "D(G(z_new).detach())"}, fails="step_discriminator step_numbers step_twice step_hidden",
        says="D learns from z_new")
g.wrong("step", "judged before D's step, backward after it", code='''
def step(G, D, opt_G, opt_D, real, z, z_new):
    opt_D.zero_grad()
    judged = D(G(z_new))
    loss_D = F.softplus(-D(real)).mean() + F.softplus(D(G(z).detach())).mean()
    loss_D.backward()
    opt_D.step()
    opt_G.zero_grad()
    loss_G = F.softplus(-judged).mean()
    loss_G.backward()
    opt_G.step()
    return loss_D.item(), loss_G.item()
''', fails="step_discriminator step_generator step_numbers step_twice step_hidden", says="modified by an inplace operation")
g.wrong("step", "wrong sign for G", edit={"F.softplus(-D(G(z_new)))": "F.softplus(D(G(z_new)))"}, fails="step_generator step_numbers step_twice step_hidden",
        says="learns to look fake")
g.wrong("step", "the broken step with only D mended", code='''
def step(G, D, opt_G, opt_D, real, z, z_new):
    opt_D.zero_grad()
    loss_D = F.softplus(-D(real)).mean() + F.softplus(D(G(z))).mean()
    loss_D.backward()
    opt_D.step()

    loss_G = F.softplus(D(G(z_new))).mean()
    loss_G.backward()
    opt_G.step()
    return loss_D.item(), loss_G.item()
''', fails="step_generator step_numbers step_twice step_hidden", says="the sign, and gradients")
g.wrong("step", "the saturating loss", edit={"F.softplus(-D(G(z_new))).mean() ": "-F.softplus(D(G(z_new))).mean() "},
        fails="step_generator step_numbers step_twice step_hidden", says="saturating loss")
g.wrong("step", "the same noise twice", edit={"D(G(z_new))": "D(G(z))"}, fails="step_generator step_numbers step_twice step_hidden", says="z_new is meant")
g.wrong("step", "returns tensors", edit={"loss_D.item(), loss_G.item()": "loss_D, loss_G"}, fails="step_numbers", says="Python numbers")
g.wrong("step", "D upside down", edit={"F.softplus(-D(real)).mean() + F.softplus(D(G(z).detach())).mean()": "F.softplus(D(real)).mean() + F.softplus(-D(G(z).detach())).mean()"},
        fails="step_discriminator step_numbers step_twice step_hidden")
g.wrong("step", "D's step backwards", edit={"    loss_D.backward()": "    (-loss_D).backward()"}, fails="step_discriminator step_twice step_hidden", says="the wrong way")
g.wrong("step", "no generated samples for D", edit={" + F.softplus(D(G(z).detach())).mean()": ""}, fails="step_discriminator step_numbers step_twice step_hidden",
        says="generated samples are missing")
g.wrong("step", "no real samples for D", edit={"F.softplus(-D(real)).mean() + ": ""}, fails="step_discriminator step_numbers step_twice step_hidden",
        says="real samples are missing")
g.wrong("step", "mean of the two means", edit={"+ F.softplus(D(G(z).detach())).mean()": "/ 2 + F.softplus(D(G(z).detach())).mean() / 2"},
        fails="step_discriminator step_numbers step_hidden", says="they are added")
g.wrong("step", "G never steps", edit={"    opt_G.step()": "    pass"}, fails="step_generator step_twice step_hidden", says="did not move")
g.wrong("step", "G judged by the old D", code='''
def step(G, D, opt_G, opt_D, real, z, z_new):
    opt_G.zero_grad()
    loss_G = F.softplus(-D(G(z_new))).mean()
    loss_G.backward()
    opt_D.zero_grad()
    loss_D = F.softplus(-D(real)).mean() + F.softplus(D(G(z).detach())).mean()
    loss_D.backward()
    opt_D.step()
    opt_G.step()
    return loss_D.item(), loss_G.item()
''', fails="step_numbers step_twice step_hidden", says="as it was before its step")
g.wrong("step", "G steps first", code='''
def step(G, D, opt_G, opt_D, real, z, z_new):
    opt_G.zero_grad()
    loss_G = F.softplus(-D(G(z_new))).mean()
    loss_G.backward()
    opt_G.step()
    opt_D.zero_grad()
    loss_D = F.softplus(-D(real)).mean() + F.softplus(D(G(z).detach())).mean()
    loss_D.backward()
    opt_D.step()
    return loss_D.item(), loss_G.item()
''', fails="step_discriminator step_numbers step_twice step_hidden", says="D's step comes first")
g.right("step", "with cross-entropy of logits", code='''
def step(G, D, opt_G, opt_D, real, z, z_new):
    with torch.no_grad():
        fake = G(z)
    a, b = D(real), D(fake)
    loss_D = F.binary_cross_entropy_with_logits(a, torch.ones_like(a)) + F.binary_cross_entropy_with_logits(b, torch.zeros_like(b))
    opt_D.zero_grad()
    loss_D.backward()
    opt_D.step()
    c = D(G(z_new))
    loss_G = F.binary_cross_entropy_with_logits(c, torch.ones_like(c))
    opt_G.zero_grad()
    loss_G.backward()
    opt_G.step()
    return [float(loss_D), float(loss_G)]
''')
g.right("step", "not detached, but zeroed", edit={"D(G(z).detach())": "D(G(z))"})
g.right("step", "with logsigmoid", edit={"F.softplus(-D(G(z_new))).mean()": "-F.logsigmoid(D(G(z_new))).mean()"})

# ---------------------------------------------------------------- diagnose
g.wrong("diagnose", "nan for a class that does not occur", edit={"    p = p[p > 0]\n": ""}, fails="diagnose_effective diagnose_finding diagnose_hidden", says="leave out the shares")
g.wrong("diagnose", "counts the classes that occur", edit={"np.exp(-(p * np.log(p)).sum())": "float(len(p))"}, fails="diagnose_effective diagnose_finding diagnose_hidden",
        says="however rare", misconception="all-occur")
g.wrong("diagnose", "the entropy", edit={"np.exp(-(p * np.log(p)).sum())": "-(p * np.log(p)).sum()"}, fails="diagnose_effective diagnose_finding diagnose_hidden",
        says="exponential is missing")
g.wrong("diagnose", "powers of two", edit={"np.exp(-(p * np.log(p)).sum())": "2 ** -(p * np.log(p)).sum()"}, fails="diagnose_effective diagnose_finding diagnose_hidden",
        says="2 to the power")
g.wrong("diagnose", "the sign", edit={"np.exp(-(p": "np.exp((p"}, fails="diagnose_effective diagnose_finding diagnose_hidden", says="sign in the exponent")
g.wrong("diagnose", "another measure", edit={"np.exp(-(p * np.log(p)).sum())": "1 / (p**2).sum()"}, fails="diagnose_effective diagnose_hidden", says="another measure")
g.wrong("diagnose", "counts itself", edit={"((apart <= tol).sum() - N) / 2": "(apart <= tol).sum() / 2 + N / 2"}, fails="diagnose_variety diagnose_finding diagnose_hidden",
        says="equal to itself")
g.wrong("diagnose", "counts the whole table", edit={"((apart <= tol).sum() - N) / 2": "(apart <= tol).sum()"}, fails="diagnose_variety diagnose_finding diagnose_hidden",
        says="each pair twice")
g.wrong("diagnose", "counts pairs twice", edit={"((apart <= tol).sum() - N) / 2": "(apart <= tol).sum() - N"}, fails="diagnose_variety diagnose_finding diagnose_hidden",
        says="each pair counted twice")
g.wrong("diagnose", "returns the pairs", edit={"variety = N * (N - 1) / (2 * pairs) if pairs else np.inf": "variety = pairs"}, fails="diagnose_variety diagnose_finding diagnose_hidden",
        says="number of pairs")
g.wrong("diagnose", "N squared", edit={"N * (N - 1) / (2": "N * N / (2"}, fails="diagnose_variety diagnose_finding diagnose_hidden", says="N squared")
g.wrong("diagnose", "without the 2", edit={"/ (2 * pairs)": "/ pairs"}, fails="diagnose_variety diagnose_finding diagnose_hidden", says="each equal one counts once")
g.wrong("diagnose", "0 without pairs", edit={"if pairs else np.inf": "if pairs else 0.0"}, fails="diagnose_variety diagnose_finding diagnose_hidden", says="infinite")
g.wrong("diagnose", "closer than tol", edit={"apart <= tol": "apart < tol"}, fails="diagnose_variety", says="exactly tol counts too")
g.wrong("diagnose", "only neighbours in the list", edit={"((apart <= tol).sum() - N) / 2": "(np.diag(apart, 1) <= tol).sum()"}, fails="diagnose_variety diagnose_finding diagnose_hidden")
g.wrong("diagnose", "asks for variety first", edit={"    if effective < K / 2:\n        return effective, variety, \"classes missing\"\n": "    if variety >= N and effective < K / 2:\n        return effective, variety, \"classes missing\"\n"},
        fails="diagnose_finding diagnose_hidden", says="'classes missing'")
g.wrong("diagnose", "half of an odd number rounded down", edit={"effective < K / 2": "effective < K // 2"}, fails="diagnose_finding diagnose_hidden", says="'classes missing'")
g.wrong("diagnose", "as many pictures as samples are already few", edit={"variety < N": "variety <= N"}, fails="diagnose_finding", says="'no collapse found'")
g.right("diagnose", "half of the classes is already too few", edit={"effective < K / 2": "effective <= K / 2 + 1e-9"})
g.right("diagnose", "a little something in the logarithm", edit={"    p = p[p > 0]\n": "", "np.log(p)": "np.log(p + 1e-12)"})
APART = "np.linalg.norm(fake[:, None] - fake[None], axis=2)"
g.wrong("diagnose", "the sum of the differences", edit={APART: "np.abs(fake[:, None] - fake[None]).sum(axis=2)"}, fails="diagnose_variety", says="the sum of the differences")
g.wrong("diagnose", "the squared distance", edit={APART: "((fake[:, None] - fake[None]) ** 2).sum(axis=2)"}, fails="diagnose_variety", says="its root is missing")
g.wrong("diagnose", "the largest difference", edit={APART: "np.abs(fake[:, None] - fake[None]).max(axis=2)"}, fails="diagnose_variety", says="the largest difference")
g.wrong("diagnose", "centres the samples in place", edit={"    N = len(fake)\n": "    N = len(fake)\n    if fake.dtype == float:\n        fake -= fake.mean(axis=0)\n"}, fails="diagnose_hidden",
        says="changes its argument")
g.wrong("diagnose", "compares with K", edit={"effective < K / 2": "effective < K"}, fails="diagnose_finding diagnose_hidden", says="'few pictures'")
g.wrong("diagnose", "the first number of each sample only", edit={"np.linalg.norm(fake[:, None] - fake[None], axis=2)": "np.abs(fake[:, None, 0] - fake[None, :, 0])"},
        fails="diagnose_variety diagnose_hidden")
g.right("diagnose", "by loops", code='''
import math

def diagnose(fake, labels, K, tol):
    N, counts, pairs = len(fake), {}, 0
    for label in labels:
        counts[int(label)] = counts.get(int(label), 0) + 1
    H = -sum(c / N * math.log(c / N) for c in counts.values())
    for i in range(N):
        for j in range(i + 1, N):
            pairs += math.sqrt(sum((float(a) - float(b)) ** 2 for a, b in zip(fake[i], fake[j]))) <= tol
    variety = float("inf") if pairs == 0 else N * (N - 1) / 2 / pairs
    effective = round(math.exp(H), 9)
    finding = "no collapse found"
    if effective < K / 2:
        finding = "classes missing"
    elif variety < N:
        finding = "few pictures"
    return [effective, variety, finding]
''')
g.right("diagnose", "with unique and triangles", code='''
def diagnose(fake, labels, K, tol):
    _, counts = np.unique(labels, return_counts=True)
    p = counts / counts.sum()
    effective = np.float64(np.exp(np.log(p) @ -p)) + 1e-12
    i, j = np.triu_indices(len(fake), 1)
    close = np.sqrt(((fake[i] - fake[j]) ** 2).sum(axis=1)) <= tol
    variety = np.inf if not close.any() else 1 / close.mean()
    return effective, variety, "classes missing" if effective < K / 2 else "few pictures" if variety < len(fake) else "no collapse found"
''')

# ---------------------------------------------------------------- sift
KEEP = "np.flatnonzero(u < np.exp(logits - logits.max()))"
g.wrong("sift", "keeps what should go", edit={KEEP: "np.flatnonzero(u >= np.exp(logits - logits.max()))"}, fails="sift_kept sift_large sift_hidden", says="exchanged")
g.wrong("sift", "sigmoid", edit={KEEP: "np.flatnonzero(u < 1 / (1 + np.exp(-logits)))"}, fails="sift_kept sift_large sift_hidden",
        says="sigmoid of the logit", misconception="logit-is-probability")
g.wrong("sift", "without the largest logit", edit={KEEP: "np.flatnonzero(u < np.exp(logits))"}, fails="sift_kept sift_large sift_hidden", says="without a_max")
g.wrong("sift", "softmax", edit={KEEP: "np.flatnonzero(u < np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum())"},
        fails="sift_kept sift_hidden", says="the softmax")
g.wrong("sift", "ratio of exponentials", edit={KEEP: "np.flatnonzero(u < np.exp(logits) / np.exp(logits.max()))"}, fails="sift_large", says="nothing is kept")
g.wrong("sift", "returns a mask", edit={KEEP: "u < np.exp(logits - logits.max())"}, fails="sift_kept sift_large sift_hidden", says="not a mask")
g.wrong("sift", "returns the logits", edit={KEEP: "logits[u < np.exp(logits - logits.max())]"}, fails="sift_kept sift_large sift_hidden", says="row numbers")
g.wrong("sift", "argwhere", edit={KEEP: "np.argwhere(u < np.exp(logits - logits.max()))"}, fails="sift_kept sift_large sift_hidden", says="one after another")
g.wrong("sift", "clips the logits", edit={KEEP: "np.flatnonzero(u < np.exp(np.clip(logits, -700, 700) - np.clip(logits, -700, 700).max()))"}, fails="sift_large", says="overflows")
g.wrong("sift", "the largest absolute value", edit={KEEP: "np.flatnonzero(u < np.exp(logits - np.abs(logits).max()))"}, fails="sift_kept sift_large sift_hidden",
        says="the largest absolute value")
g.wrong("sift", "the tuple of np.where", edit={KEEP: "np.where(u < np.exp(logits - logits.max()))"}, fails="sift_kept sift_large sift_hidden", says="take [0]")
g.wrong("sift", "at most ten", edit={KEEP: KEEP + "[:10]"}, fails="sift_hidden")
W1, W2 = "np.exp(logits - logits.max())\n    return (w", "(w / w.sum()) @ values"
g.wrong("sift", "plain mean", edit={W2: "values.mean(axis=0)"}, fails="sift_mean sift_large sift_hidden", says="plain mean")
g.wrong("sift", "weights do not sum to 1", edit={W1: "np.exp(logits)\n    return (w", W2: "w @ values"}, fails="sift_mean sift_large sift_hidden", says="do not sum to 1")
g.wrong("sift", "divided by N", edit={W1: "np.exp(logits)\n    return (w", W2: "w @ values / len(w)"}, fails="sift_mean sift_large sift_hidden", says="divided by N")
g.wrong("sift", "weighted values averaged", edit={W2: "((w / w.sum()) * values.T).T.mean(axis=0)"}, fails="sift_mean sift_large sift_hidden", says="divided by N once more")
g.wrong("sift", "the mean shifts the logits in place", edit={"    w = np.exp(logits - logits.max())": "    if logits.dtype == float:\n        logits -= logits.max()\n    w = np.exp(logits - logits.max())"},
        fails="sift_mean sift_hidden", says="changes its argument")
g.wrong("sift", "logits as weights", edit={W1: "logits\n    return (w"}, fails="sift_mean sift_large sift_hidden", says="logits themselves")
g.wrong("sift", "sigmoids as weights", edit={W1: "1 / (1 + np.exp(-logits))\n    return (w"}, fails="sift_mean sift_large sift_hidden", says="sigmoids")
g.wrong("sift", "the sign of the logits", edit={W1: "np.exp(logits.min() - logits)\n    return (w"}, fails="sift_mean sift_large sift_hidden", says="the sign of the logits")
g.wrong("sift", "overflows in the mean", edit={W1: "np.exp(logits)\n    return (w"}, fails="sift_large", says="overflows")
g.wrong("sift", "a number for rows too", edit={W2: "float(np.sum((w / w.sum()) @ values))"}, fails="sift_mean sift_hidden")
g.wrong("sift", "softmax of torch", edit={W1: "torch.softmax(torch.tensor(logits), 0).numpy()\n    import torch as t\n    return (w"}, fails="sift_mean", says="write them with NumPy")
g.wrong("sift", "shifts the logits in place", edit={KEEP: "np.flatnonzero(u < np.exp(np.subtract(logits, logits.max(), out=logits if logits.dtype == float else None)))"},
        fails="sift_kept sift_hidden", says="changes its argument")
g.right("sift", "by loops", code='''
def sift(logits, u):
    top = max(logits)
    return [i for i, (a, chance) in enumerate(zip(logits, u)) if chance < np.exp(a - top)]


def weighted_mean(values, logits):
    top, total, weight = max(logits), 0.0, 0.0
    for value, a in zip(values, logits):
        total, weight = total + np.exp(a - top) * value, weight + np.exp(a - top)
    return total / weight
''')
g.right("sift", "in logarithms", code='''
def sift(logits, u):
    with np.errstate(divide="ignore"):
        return np.nonzero(np.log(u) < logits - np.max(logits))[0]


def weighted_mean(values, logits):
    top = np.max(logits)
    log_total = top + np.log(np.exp(logits - top).sum())
    return np.average(values, axis=0, weights=np.exp(logits - log_total))
''')

g.example("hinge_d(np.array([2.0, 0.0]), np.array([0.5])) is (2.0, [0, -0.5], [1])",
          "all(np.allclose(a, b) for a, b in zip(hinge_d(np.array([2.0, 0.0]), np.array([0.5])), (2.0, [0, -0.5], [1])))")
g.example("hinge_g(np.array([3.0, -1.0])) is (-1.0, [-0.5, -0.5])",
          "all(np.allclose(a, b) for a, b in zip(hinge_g(np.array([3.0, -1.0])), (-1.0, [-0.5, -0.5])))")
g.example("slope(np.array([[0.0]]), np.array([[2.0]]), np.array([0.0]), np.array([3.0])) is [[6.0]]",
          "np.allclose(slope(np.array([[0.0]]), np.array([[2.0]]), np.array([0.0]), np.array([3.0])), [[6.0]])")
g.example("with the X, W, b and v above and gamma=0.5 it is (9.0, [6.0])",
          "all(np.allclose(a, b) for a, b in zip(r1(np.array([[0.0]]), np.array([[2.0]]), np.array([0.0]), np.array([3.0]), 0.5), (9.0, [6.0])))")
ZERO = "(lambda G, D: (torch.nn.init.zeros_(D.weight), torch.nn.init.zeros_(D.bias), step(G, D, torch.optim.SGD(G.parameters(), lr=0.1), torch.optim.SGD(D.parameters(), lr=0.0), torch.ones(2, 1), torch.ones(2, 1), torch.ones(2, 1)))[2])(torch.nn.Linear(1, 1), torch.nn.Linear(1, 1))"
g.example("where D gives 0 for everything and does not move, it returns about (1.386, 0.693)", f"np.allclose({ZERO}, (1.386, 0.693), atol=5e-4)")
g.example('diagnose(np.array([[0.0], [0.0], [5.0]]), np.array([0, 0, 1]), 2, 0.1) is about (1.890, 3.0, "no collapse found")',
          'np.allclose(diagnose(np.array([[0.0], [0.0], [5.0]]), np.array([0, 0, 1]), 2, 0.1)[:2], (1.890, 3.0), atol=5e-4) and diagnose(np.array([[0.0], [0.0], [5.0]]), np.array([0, 0, 1]), 2, 0.1)[2] == "no collapse found"')
g.example("sift(np.array([0.0, -1.0, -1.0]), np.array([0.9, 0.3, 0.4])) is [0, 1], since exp(-1) is about 0.368",
          "list(sift(np.array([0.0, -1.0, -1.0]), np.array([0.9, 0.3, 0.4]))) == [0, 1] and abs(np.exp(-1) - 0.368) < 5e-4")
g.example("weighted_mean(np.array([1.0, 4.0]), np.array([np.log(2.0), 0.0])) is 2.0",
          "np.isclose(weighted_mean(np.array([1.0, 4.0]), np.array([np.log(2.0), 0.0])), 2.0)")
g.survivor("step", "G(z).detach() -> G(z)", "what it leaves in G's gradients is zeroed before it is used")
g.survivor("diagnose", "np.bincount(labels, minlength=K) -> np.bincount(labels)", "shares that are 0 are dropped anyway")
g.wrong("hinge", "a loss of whole numbers for whole numbers", edit={LOSS: f"({LOSS}).astype(real.dtype)"}, fails="hinge_loss")
g.wrong("slope", "writes into an array of integers", edit={"    return (v * (1 - a**2)) @ W": "    out = np.zeros_like(X)\n    out[...] = (v * (1 - a**2)) @ W\n    return out"},
        fails="slope_values")
g.wrong("slope", "halves a whole gamma with //", edit={"penalty = gamma / 2": "penalty = (gamma // 2 if isinstance(gamma, int) else gamma / 2)"},
        fails="slope_penalty")
g.wrong("step", "half of D's gradient", edit={"    loss_D.backward()": "    (loss_D / 2).backward()"}, fails="step_discriminator", says="half of the step")
g.wrong("step", "half of G's gradient", edit={"    loss_G.backward()": "    (loss_G / 2).backward()"}, fails="step_generator")
g.wrong("diagnose", "a histogram with one edge too few", edit={"np.bincount(labels, minlength=K) /": "np.histogram(labels, bins=np.arange(K))[0] /"},
        fails="diagnose_effective")
g.wrong("sift", "chances in an array of integers", edit={"    return np.flatnonzero(u < np.exp(logits - logits.max()))": "    chance = np.empty_like(logits)\n    chance[...] = np.exp(logits - logits.max())\n    return np.flatnonzero(u < chance)"},
        fails="sift_kept")
g.survivor("sift", "u < np.exp(logits - logits.max()) -> u <= np.exp(logits - logits.max())", "only rounding could make u equal to the chance, and that is no student's fault")
g.survivor("diagnose", "effective < K / 2 -> effective <= K / 2", "where effective is K / 2, either finding is right")
