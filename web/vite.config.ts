/** @file Builds the page into dist/web, and run.html: the same page as one file, with a place for a run. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { causePages } from "./build/causePages.ts";
import { oneFile } from "./build/oneFile.ts";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  plugins: [causePages(), oneFile()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: fileURLToPath(new URL("../dist/web", import.meta.url)),
    emptyOutDir: true,
    target: "es2023",
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
});
