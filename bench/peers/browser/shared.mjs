// What the browser peers share: data, order, timing. See ../README.md for the work.
export const LAYERS = [784, 512, 256, 128, 64, 10];

/** Standardised images (n x 784, float32) and labels. */
export async function load(limit) {
  const fetchBytes = async (name) => new Uint8Array(await (await fetch(`/mnist/${name}`)).arrayBuffer());
  const pixels = (await fetchBytes("train-images-idx3-ubyte")).subarray(16);
  const labels = (await fetchBytes("train-labels-idx1-ubyte")).subarray(8);
  const n = Math.min(limit, labels.length);
  const x = Float32Array.from(pixels.subarray(0, n * 784), (v) => (v / 255 - 0.1307) / 0.3081);
  return { x, y: Int32Array.from(labels.subarray(0, n)), n };
}

export function permutation(n) {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** Runs `step(rows)`, which gives the cost, until the time is over; full batches only. */
export async function timed({ batch, warmup, seconds }, n, step) {
  let order = permutation(n);
  let position = 0;
  const rows = () => {
    if (position + batch > n) [order, position] = [permutation(n), 0];
    position += batch;
    return order.subarray(position - batch, position);
  };
  for (let i = 0; i < warmup; i++) await step(rows());
  const costs = [];
  const start = performance.now();
  let spent = 0;
  let window = { start, steps: 0 };
  let bestSecondsPerStep = Infinity;
  do {
    costs.push(await step(rows()));
    const now = performance.now();
    spent = (now - start) / 1000;
    window.steps++;
    if (now - window.start >= 500) {
      bestSecondsPerStep = Math.min(bestSecondsPerStep, (now - window.start) / 1000 / window.steps);
      window = { start: now, steps: 0 };
    }
  } while (spent < seconds);
  const last = costs.slice(-10);
  return {
    secondsPerStep: spent / costs.length,
    bestSecondsPerStep: Math.min(bestSecondsPerStep, spent / costs.length),
    steps: costs.length,
    cost: last.reduce((a, b) => a + b) / last.length,
  };
}

/** Measures when asked: by a message to the worker, or by a call where the program runs in the page itself. */
export function answer(measure) {
  globalThis.measure = measure;
  self.onmessage = async ({ data }) => {
    try {
      self.postMessage({ result: await measure(data) });
    } catch (error) {
      self.postMessage({ error: `${error?.message ?? error}` });
    }
  };
}
