// jax-js in a worker of a page, as ../jaxjs.mjs is in Node.
import * as jax from "@jax-js/jax";
import { version } from "../node_modules/@jax-js/jax/package.json";
import { answer, LAYERS, load, timed } from "./shared.mjs";

const { numpy: np, nn, tree } = jax;

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

// Every array is used once, or through .ref (jax-js counts references).
function lossOf(params, x, y) {
  params.forEach(({ w, b }, l) => {
    x = np.matmul(x, w).add(b);
    if (l < params.length - 1) x = nn.relu(x);
  });
  return nn.logSoftmax(x, -1).mul(nn.oneHot(y, 10)).sum(-1).mean().neg();
}

const step = jax.jit((params, x, y) => {
  const [loss, grads] = jax.valueAndGrad(lossOf)(tree.ref(params), x, y);
  return [tree.map((p, g) => p.sub(g.mul(0.05)), params, grads), loss];
});

answer(async (job) => {
  await jax.init(job.device);
  jax.defaultDevice(job.device);
  const { x, y, n } = await load(job.examples);
  let params = initParams();
  const result = await timed(job, n, async (rows) => {
    const xb = new Float32Array(rows.length * 784);
    const yb = new Int32Array(rows.length);
    rows.forEach((row, i) => {
      xb.set(x.subarray(row * 784, row * 784 + 784), i * 784);
      yb[i] = y[row];
    });
    let loss;
    [params, loss] = step(params, np.array(xb).reshape([rows.length, 784]), np.array(yb));
    await jax.blockUntilReady([params]); // recommended in a loop, so that work does not pile up
    return (await loss.data())[0];
  });
  return { ...result, version, notes: job.device };
});
