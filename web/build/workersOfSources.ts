/** @file The sources name the engine's worker as it is called in the built package. */
import type { Plugin } from "vite";

export const workersOfSources: Plugin = {
  name: "workers-of-sources",
  enforce: "pre",
  transform: (code, id) =>
    id.includes("/ort-web/") ? code.replace('new URL("./worker.js"', 'new URL("./worker.ts"') : null,
};
