/** @file Runs as the server keeps them, from the records in the fixtures; and the same as files to pass on. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { exportPage } from "../../../src/ui/exportPage.ts";
import { recordedEvents, writeRun } from "../../ui/runs.ts";

const fixture = (path: string): string => fileURLToPath(new URL(`../../fixtures/records/${path}`, import.meta.url));
export const built: string = fileURLToPath(new URL("../../../dist/web", import.meta.url));

export type RecordName = "healthy" | "broken" | "diverged" | "repaired";

export const temporary = (): string => mkdtempSync(join(tmpdir(), "evenkeel-dashboard-"));

/** A run's folder with the diagnosis of the fixture, where there is one. */
export function placeRun(within: string, name: RecordName, started?: Date): string {
  const folder = writeRun(within, name, recordedEvents(name), started);
  const diagnosis = fixture(`${name}/diagnosis.json`);
  if (existsSync(diagnosis)) copyFileSync(diagnosis, join(folder, "diagnosis.json"));
  return folder;
}

/** As the server's finished replay leaves it. */
export function placeReplay(folder: string): void {
  mkdirSync(join(folder, "replays/1"), { recursive: true });
  copyFileSync(fixture("repaired/record.jsonl"), join(folder, "replays/1/record.jsonl"));
}

/** Writes the run as one HTML file; gives its address. */
export async function exported(folder: string, name: RecordName, state: string): Promise<string> {
  const template = readFileSync(join(built, "run.html"), "utf8");
  const views = fixture(`${name}/views.json`);
  const given = { folder, state, views: existsSync(views) ? readFileSync(views, "utf8") : null };
  const file = join(folder, "..", `${name}.html`);
  writeFileSync(file, await exportPage(given, template));
  return pathToFileURL(file).href;
}
