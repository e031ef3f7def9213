/** @file The page's files: a map that is made once, so that no address can lead to any other file. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { compilingPolicy, pagePolicy } from "./headers.ts";

/** The built pages lie beside the built sources. */
export const builtPage: string = fileURLToPath(new URL("../web", import.meta.url));
const builtPlayground = fileURLToPath(new URL("../playground", import.meta.url));

/** Address of the playground: WebAssembly is compiled below it only. */
export const playgroundAddress = "/playground/";

export interface Asset {
  readonly type: string;
  readonly policy: string;
  /** Read when it is first asked for: ONNX Runtime's files are large. */
  content(): { readonly bytes: Uint8Array; readonly etag: string };
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".gz": "application/gzip",
};

const firstPage = "index.html";

/** Path of an address → file. */
export const readAssets = (
  page: string = builtPage,
  playground: string = builtPlayground,
): ReadonlyMap<string, Asset> => new Map([...assetsIn(page, "/"), ...assetsIn(playground, playgroundAddress)]);

/** Links are left out, and so are kinds of files that a page does not have. */
function assetsIn(folder: string, address: string): Map<string, Asset> {
  const assets = new Map<string, Asset>();
  for (const file of filesIn(folder)) {
    const type = types[extname(file)];
    const path = `${address}${relative(folder, file).split(sep).join("/")}`;
    if (type !== undefined) assets.set(path, assetOf(file, path, type));
  }
  const first = assets.get(`${address}${firstPage}`);
  if (first) assets.set(address, first);
  return assets;
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  } catch {
    return [];
  }
}

function assetOf(file: string, path: string, type: string): Asset {
  let held: { readonly bytes: Uint8Array; readonly etag: string } | null = null;
  const compiles = path.startsWith(playgroundAddress);
  return {
    type,
    policy: compiles ? compilingPolicy : pagePolicy,
    content: () => {
      if (held) return held;
      const bytes = readFileSync(file);
      held = { bytes, etag: `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"` };
      return held;
    },
  };
}
