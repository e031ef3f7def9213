import { defineConfig } from "vitest/config";

/** "fast" needs nothing but the sources; "slow" uses the built package, worker threads, the command line and MNIST. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: "fast", include: ["src/**/*.test.ts", "test/**/*.test.ts"], exclude: ["test/slow/**"] } },
      { test: { name: "slow", include: ["test/slow/**/*.test.ts"], testTimeout: 120_000, fileParallelism: false } },
    ],
  },
});
