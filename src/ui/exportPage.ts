/** @file A run as one HTML file that needs no server: the page with everything that it shows inside. */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { runFiles } from "../train/node/runFolder.ts";
import { DataError, UsageError } from "../util/errors.ts";
import { readDiagnosis, readReplay } from "./actions.ts";
import { builtPage } from "./assets.ts";

const compressed = promisify(gzip);

/** What the page reads out of its block. */
interface Inside {
  readonly name: string;
  readonly state: string;
  /** The lines of record.jsonl. */
  readonly record: string;
  readonly replay: string | null;
  readonly diagnosis: unknown;
  readonly views: unknown;
}

export interface Exported {
  readonly folder: string;
  readonly state: string;
  /** As JSON. */
  readonly views: string | null;
}

/** The block that the run is put into, while it is empty. */
const emptyBlock = /(<script[^>]*\sid="evenkeel-run"[^>]*>)\s*(<\/script>)/;

/** @throws DataError where the record cannot be read */
export async function exportPage(
  { folder, state, views }: Exported,
  template: string = readTemplate(),
): Promise<string> {
  const inside: Inside = {
    name: basename(folder),
    state,
    record: readRecord(join(folder, runFiles.record)),
    replay: readReplay(folder),
    diagnosis: parsed(readDiagnosis(folder)),
    views: parsed(views),
  };
  // Base64 holds nothing that could end the block.
  const block = (await compressed(JSON.stringify(inside))).toString("base64");
  if (!emptyBlock.test(template)) throw new Error("the page's template has no empty block for a run");
  return template.replace(emptyBlock, (_, open: string, close: string) => `${open}${block}${close}`);
}

function readTemplate(): string {
  try {
    return readFileSync(join(builtPage, "run.html"), "utf8");
  } catch {
    throw new UsageError("The page that runs are put into is not built", {
      where: join(builtPage, "run.html"),
      help: "npm run build",
    });
  }
}

function readRecord(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new DataError("The run's record cannot be read", { where: path, found: (error as Error).message });
  }
}

function parsed(json: string | null): unknown {
  try {
    return json === null ? null : JSON.parse(json);
  } catch {
    return null;
  }
}
