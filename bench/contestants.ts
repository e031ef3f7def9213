/** @file The contestants: how each is started. */

export interface Contestant {
  readonly name: string;
  readonly command: readonly string[];
  /** Its best number of threads, where that is not all cores. */
  readonly fixedThreads?: number;
  /** Takes one turn only, and may stop an epoch early and scale. */
  readonly slow?: boolean;
  /** Whether it measures the machine's matrix product. */
  readonly gemm?: boolean;
  readonly timesToAccuracy?: boolean;
  skips?(batch: string, optimizer: string): boolean;
}

export const contestants: readonly Contestant[] = [
  {
    name: "evenkeel",
    command: [process.execPath, "--import", "../dist/cli/typescript.js", "ours.ts"],
    gemm: true,
    timesToAccuracy: true,
  },
  { name: "pytorch", command: ["python3", "peers/pytorch.py"], gemm: true, timesToAccuracy: true },
  { name: "jax", command: ["python3", "peers/jax_mlp.py"], gemm: true, timesToAccuracy: true },
  {
    name: "numpy",
    command: ["python3", "peers/numpy_seed.py"],
    slow: true,
    skips: (batch, optimizer) => optimizer !== "sgd" || batch === "32",
  },
  { name: "tfjs", command: [process.execPath, "peers/tfjs.mjs"], fixedThreads: 1, slow: true },
  { name: "jax-js", command: [process.execPath, "peers/jaxjs.mjs"], fixedThreads: 1, slow: true },
];
