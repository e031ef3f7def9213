/** @file Module hook that strips the types of .ts and .mts files; lines and columns stay where they are. */
import { readFileSync } from "node:fs";
import type { LoadHook } from "node:module";
import { fileURLToPath } from "node:url";
import { transformSync } from "@swc/wasm-typescript";

const isTypeScript = (url: string): boolean => url.startsWith("file:") && /\.m?ts$/.test(new URL(url).pathname);

/** What the stripper throws: a plain object. */
interface Rejection {
  readonly message: string;
  readonly snippet?: string;
  readonly startLine?: number;
  readonly startColumn?: number;
}

function strip(path: string): string {
  const source = readFileSync(path, "utf8");
  try {
    return transformSync(source, { mode: "strip-only", filename: path, module: true }).code;
  } catch (error) {
    const { message, snippet = "", startLine = 0, startColumn = 0 } = error as Rejection;
    throw new SyntaxError(`${message}\n  at ${path}:${startLine}:${startColumn + 1}\n${snippet}`);
  }
}

/** Waits for nothing, so that it serves hooks in the main thread and in a thread of their own. */
export const load: LoadHook = (url, context, nextLoad) => {
  if (!isTypeScript(url)) return nextLoad(url, context);
  return { format: "module", source: strip(fileURLToPath(url)), shortCircuit: true };
};
