import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** The examples import the package by its name; to the fast tests that is its sources. */
const alias = [{ find: /^evenkeel$/, replacement: fileURLToPath(new URL("src/node.ts", import.meta.url)) }];

/** "fast" needs nothing but the sources; "slow" uses the built package, worker threads, the command line and MNIST. */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: { name: "fast", include: ["src/**/*.test.ts", "test/**/*.test.ts"], exclude: ["test/slow/**"] },
      },
      { test: { name: "slow", include: ["test/slow/**/*.test.ts"], testTimeout: 120_000, fileParallelism: false } },
    ],
  },
});
