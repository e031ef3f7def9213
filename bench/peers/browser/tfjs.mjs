// TensorFlow.js in a page, as ../tfjs.mjs is in Node. In a worker its wasm backend does not start with threads.
import * as tf from "@tensorflow/tfjs";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-backend-webgpu";
import { answer, LAYERS, load, timed } from "./shared.mjs";

function initParams() {
  return LAYERS.slice(1).map((out, l) => ({
    w: tf.variable(tf.randomNormal([LAYERS[l], out], 0, Math.sqrt(2 / LAYERS[l]))),
    b: tf.variable(tf.zeros([out])),
  }));
}

/** The wasm backend's products of transposed operands are slow, so the gradient transposes first. */
function dense(x, { w, b }, l) {
  const activation = l < LAYERS.length - 2 ? "relu" : "linear";
  const multiply = (x, w, b) => tf.fused.matMul({ a: x, b: w, bias: b, activation });
  if (globalThis.ownGradient || tf.getBackend() !== "wasm") return multiply(x, w, b);
  const throughActivation = (dy, y) => (activation === "relu" ? tf.mul(dy, tf.step(y)) : dy);
  const ofWeights = (x, dz) => [tf.matMul(tf.transpose(x), dz), tf.sum(dz, 0)];
  return tf.customGrad((x, w, b, save) => {
    const y = multiply(x, w, b);
    save([x, w, y]);
    const gradFunc = (dy, [x, w, y]) => {
      const dz = throughActivation(dy, y);
      // No gradient of the input of the first layer.
      return [l === 0 ? tf.zerosLike(x) : tf.matMul(dz, tf.transpose(w)), ...ofWeights(x, dz)];
    };
    return { value: y, gradFunc };
  })(x, w, b);
}

answer(async (job) => {
  setWasmPaths("/tfjs/");
  setThreadsCount(job.threads);
  await tf.setBackend(job.device);
  await tf.ready();
  const { x, y, n } = await load(job.examples);
  const oneHot = new Float32Array(n * 10);
  for (let i = 0; i < n; i++) oneHot[i * 10 + y[i]] = 1;
  const [images, targets] = [tf.tensor2d(x, [n, 784]), tf.tensor2d(oneHot, [n, 10])];
  const params = initParams();
  const optimizer = tf.train.sgd(0.05);
  const result = await timed(job, n, async (rows) => {
    const index = tf.tensor1d(rows, "int32");
    const loss = optimizer.minimize(() => {
      const xb = tf.gather(images, index);
      const yb = tf.gather(targets, index);
      return tf.losses.softmaxCrossEntropy(yb, params.reduce(dense, xb));
    }, true);
    index.dispose();
    const [value] = await loss.data();
    loss.dispose();
    return value;
  });
  return { ...result, version: tf.version_core, notes: `backend ${tf.getBackend()}` };
});
