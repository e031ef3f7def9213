/** @file What can be set in the playground, as one plain value: the controls show it, the address holds it, lessons change it. */

export const activations = ["relu", "leaky-relu", "tanh", "sigmoid", "gelu", "linear"] as const;
export const inits = ["he-normal", "glorot-uniform", "lecun-normal", "normal", "zeros"] as const;
export const optimizers = ["sgd", "momentum", "adam", "rmsprop"] as const;
export const scalings = ["standardize", "unit", "none"] as const;
export const batchSizes = [16, 32, 64, 128, 512, "full"] as const;
export const imageCounts = [2000, 10_000, 60_000] as const;
export const devices = ["wasm", "webgpu"] as const;

export interface Setup {
  /** Units of each hidden layer; the input has 784 pixels, the output ten classes. */
  readonly layers: readonly number[];
  readonly activation: (typeof activations)[number];
  readonly init: (typeof inits)[number];
  readonly optimizer: (typeof optimizers)[number];
  readonly learningRate: number;
  readonly batchSize: (typeof batchSizes)[number];
  readonly epochs: number;
  readonly scaling: (typeof scalings)[number];
  /** "naive": softmax, logarithm and cost are computed as they are written. */
  readonly formulas: "stable" | "naive";
  readonly reduction: "mean" | "sum";
  readonly precision: "float32" | "float64";
  /** Training images: the first so many of MNIST. */
  readonly images: (typeof imageCounts)[number];
  readonly seed: number;
  readonly device: (typeof devices)[number];
}

/** A network that learns: every lesson breaks it in one way or more. */
export const healthy: Setup = {
  layers: [64, 32],
  activation: "relu",
  init: "he-normal",
  optimizer: "sgd",
  learningRate: 0.05,
  batchSize: 16,
  epochs: 1,
  scaling: "standardize",
  formulas: "stable",
  reduction: "mean",
  precision: "float32",
  images: 10_000,
  seed: 1,
  device: "wasm",
};

/** The limits of what can be typed; learning rates go up to what breaks everything. */
export const limits = {
  layers: 12,
  units: 2048,
  epochs: 200,
  seed: 999_999,
  learningRate: { least: 1e-5, most: 100 },
} as const;

/** The share of test images that a good run gets right. */
export const goal = 0.75;
