/** @file Module hook that strips the types of .ts and .mts files; lines and columns stay where they are. */
import { readFile } from "node:fs/promises";
import type { LoadHook } from "node:module";
import { fileURLToPath } from "node:url";
import { transform } from "@swc/wasm-typescript";

const isTypeScript = (url: string): boolean => url.startsWith("file:") && /\.m?ts$/.test(new URL(url).pathname);

/** What the stripper rejects with: a plain object. */
interface Rejection {
  readonly message: string;
  readonly snippet?: string;
  readonly startLine?: number;
  readonly startColumn?: number;
}

async function strip(path: string): Promise<string> {
  const source = await readFile(path, "utf8");
  try {
    return (await transform(source, { mode: "strip-only", filename: path, module: true })).code;
  } catch (error) {
    const { message, snippet = "", startLine = 0, startColumn = 0 } = error as Rejection;
    throw new SyntaxError(`${message}\n  at ${path}:${startLine}:${startColumn + 1}\n${snippet}`);
  }
}

export const load: LoadHook = async (url, context, nextLoad) => {
  if (!isTypeScript(url)) return nextLoad(url, context);
  return { format: "module", source: await strip(fileURLToPath(url)), shortCircuit: true };
};
