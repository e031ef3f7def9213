import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** The examples import the package by its name; to the fast tests that is its sources. */
const alias = [{ find: /^evenkeel$/, replacement: fileURLToPath(new URL("src/node.ts", import.meta.url)) }];

/** What needs a browser or a GPU, or the software that stands for one. */
const onDevices = ["test/browser/**/*.test.ts", "test/conformance/engines/webgpu.test.ts"];

/**
 * "fast" needs nothing but the sources; "slow" uses the built package, worker threads, the command line and MNIST;
 * "browser" needs Chromium, and says so where there is none.
 */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "fast",
          include: ["src/**/*.test.ts", "test/**/*.test.ts", "web/**/*.test.ts"],
          exclude: ["test/slow/**", ...onDevices],
          // Some train or damage thousands of files: on a busy machine they take three times as long.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "slow",
          include: ["test/slow/**/*.test.ts"],
          testTimeout: 120_000,
          // Most of them wait for processes of their own: two at a time take little more than half as long.
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        resolve: { alias },
        test: {
          name: "browser",
          include: onDevices,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
