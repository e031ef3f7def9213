/** @file Experiments to start from: what `train mnist` trains, as the JSON that a user could write. */

const hidden = (units: number): object => ({ type: "dense", units, activation: "relu", init: "he-normal" });

/** A network for 28 × 28 images of ten classes, and three epochs that take it to about 98.1% on MNIST's test images. */
const imageRecipe = (source: "mnist" | "fashion-mnist"): object => ({
  data: { source, inputScaling: "standardize" },
  model: [hidden(512), hidden(256), hidden(128), hidden(64), { type: "dense", units: 10, init: "he-normal" }],
  loss: "softmax-cross-entropy",
  optimizer: {
    name: "adamw",
    learningRate: 0.004,
    beta2: 0.99,
    weightDecay: 0.1,
    schedule: { name: "one-cycle", rise: 0.2 },
  },
  batchSize: 256,
  epochs: 3,
});

/** By the name that `train` takes; read with `parseExperiment`. */
export const recipes: Readonly<Record<string, object>> = {
  mnist: imageRecipe("mnist"),
  "fashion-mnist": imageRecipe("fashion-mnist"),
};
