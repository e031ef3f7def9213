/**
 * @file A run inside one HTML file: everything the page shows, as JSON, compressed, in base64. Whoever writes the file puts
 * it between the tags of `emptyBlock` (block.ts) in `run.html`; base64 holds nothing that could end the block.
 */

import { blockId } from "./block.ts";

export interface ExportedRun {
  readonly name: string;
  /** "running", "done", "diverged" …: as it was when the file was written. */
  readonly state?: string;
  /** The lines of record.jsonl. */
  readonly record: string;
  /** Of the proposed fix, trained. */
  readonly replay?: string | null;
  /** What `doctor --json` prints, parsed. */
  readonly diagnosis?: unknown;
  readonly views?: unknown;
}

/** A loop: Uint8Array.from asks the text for its letters one by one, which takes 0.2 s a megabyte. */
function bytesOf(letters: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
  return bytes;
}

/** null where this page holds no run. */
export async function readExported(): Promise<ExportedRun | null> {
  const text = document.getElementById(blockId)?.textContent?.trim();
  if (!text) return null;
  const stream = new Blob([bytesOf(atob(text))]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text()) as ExportedRun;
}
