/** @file Module hook that strips the types of .ts and .mts files; lines and columns stay where they are. */
import { readFile } from "node:fs/promises";
import type { LoadHook } from "node:module";
import { fileURLToPath } from "node:url";
import { transform } from "@swc/wasm-typescript";

const isTypeScript = (url: string): boolean => url.startsWith("file:") && /\.m?ts$/.test(new URL(url).pathname);

export const load: LoadHook = async (url, context, nextLoad) => {
  if (!isTypeScript(url)) return nextLoad(url, context);
  const path = fileURLToPath(url);
  const { code } = await transform(await readFile(path, "utf8"), { mode: "strip-only", filename: path, module: true });
  return { format: "module", source: code, shortCircuit: true };
};
