/** @file Builds the playground into dist/playground: static files for any host, with MNIST and ONNX Runtime beside them. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { causePages } from "../build/causePages.ts";
import { mnist } from "../build/mnist.ts";
import { workersOfSources } from "../build/workersOfSources.ts";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  plugins: [causePages(), mnist(), workersOfSources],
  worker: {
    format: "es",
    plugins: () => [workersOfSources],
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: fileURLToPath(new URL("../../dist/playground", import.meta.url)),
    emptyOutDir: true,
    target: "es2023",
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: { checks: { pluginTimings: false } },
    chunkSizeWarningLimit: 4000,
  },
});
