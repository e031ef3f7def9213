/** @file Finds the user's source line from which the library was called. */
import type { Site } from "../graph/node.ts";

/** Folder of the library's own code; frames in it (but for tests beside the code) are not the user's. */
const ownFolder: string = (import.meta as unknown as { url: string }).url.replace(/[^/]*\/[^/]*$/, "");

/** V8's limit on the frames of a stack; other engines ignore it. */
const stackOptions = Error as unknown as { stackTraceLimit?: number };

const frameLocation = /\(?((?:file:\/\/)?[^\s()]+?):(\d+):(\d+)\)?$/;

/** The innermost stack frame outside the library and other packages, or null where the platform gives no usable stack. */
export function callerSite(): Site | null {
  const limit = stackOptions.stackTraceLimit;
  stackOptions.stackTraceLimit = 30;
  const stack = new Error().stack ?? "";
  if (limit !== undefined) stackOptions.stackTraceLimit = limit;
  for (const line of stack.split("\n").slice(1)) {
    const match = frameLocation.exec(line.trim());
    if (!match || line.includes("node:") || line.includes("/node_modules/")) continue;
    const [, place, row, column] = match;
    if (isOwn(place!)) continue;
    return { file: pathOf(place!), line: Number(row), column: Number(column) };
  }
  return null;
}

/** Where a bundler put the library and its user into one file, all of it counts as the library: its lines are nobody's. */
function isOwn(place: string): boolean {
  const href = /^\w+:\/\//.test(place) ? place : `file://${place}`;
  return href.startsWith(ownFolder) && !/\.test\.[jt]s$/.test(href);
}

/** A file URL as a path: "file:///a%20b.ts" → "/a b.ts", "file:///C:/a.ts" → "C:/a.ts". */
const pathOf = (place: string): string =>
  place.startsWith("file://") ? decodeURI(place.slice("file://".length)).replace(/^\/([A-Za-z]:\/)/, "$1") : place;
