/** @file The work that every contestant does: the seed's network on MNIST, and its cost in floating-point operations. */

export const layerSizes = [784, 512, 256, 128, 64, 10] as const;
export const trainingExamples = 60_000;

const weights = layerSizes.slice(1).reduce((sum, units, l) => sum + units * layerSizes[l]!, 0);

/** Forward, gradient of the weights, gradient of the inputs (not of the first layer): 2 operations a multiply-add. */
export const flopPerExample: number = 6 * weights - 2 * layerSizes[0] * layerSizes[1];

export const batches = ["full", "4096", "512", "128", "32"] as const;
export const optimizers = ["sgd", "momentum", "adam"] as const;

/** One line of JSON that every contestant prints. */
export interface Measured {
  readonly peer: string;
  readonly version: string;
  readonly batch?: number | string;
  readonly optimizer?: string;
  readonly threads: number;
  readonly secondsPerEpoch?: readonly number[];
  readonly finalLoss?: number;
  readonly peakMemoryMB?: number;
  readonly gemmGflops?: number;
  readonly seconds?: number;
  readonly testAccuracy?: number;
  readonly notes?: string;
}
