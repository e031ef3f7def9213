/** @file The last run is the one that was started last, whatever its name. */
import { mkdirSync, mkdtempSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { parseExperiment } from "../../experiment/parse.ts";
import { UsageError } from "../../util/errors.ts";
import {
  findRun,
  listRuns,
  makeRunFolder,
  readRunFolder,
  runFiles,
  takeRunFolder,
  writeRunFolder,
} from "./runFolder.ts";

const experiment = parseExperiment({
  data: { source: "inline", inputs: [[0]], targets: [0] },
  model: [{ type: "dense", units: 1 }],
  loss: "mean-squared-error",
  optimizer: "sgd",
});
const stored = { baseFolder: ".", program: null, threads: 1, device: "cpu" } as const;

let within: string;
beforeEach(() => {
  within = mkdtempSync(join(tmpdir(), "evenkeel-runs-"));
});

/** Seconds after noon. */
const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 23, 12, 0, seconds));

function started(folder: string, seconds: number): string {
  writeRunFolder(folder, experiment, stored, at(seconds));
  return folder;
}

const names = (): string[] => listRuns(within).map((folder) => basename(folder));

describe("the last run", () => {
  test("of one minute is the one started last, not the last by name", () => {
    const zebra = started(makeRunFolder("zebra", within, at(1)), 1);
    const first = started(makeRunFolder("mnist", within, at(2)), 2);
    const again = started(makeRunFolder("mnist", within, at(3)), 3);
    expect(listRuns(within)).toEqual([zebra, first, again]);
    expect(findRun("last", within)).toBe(again);
  });

  test("may lie in a folder whose name has no time", () => {
    const own = join(within, "2001-a-name-of-ones-own");
    started(makeRunFolder("mnist", within, at(1)), 1);
    started(takeRunFolder(own), 20);
    expect(findRun("last", within)).toBe(own);
  });

  test("of an older version is known by when its run.json was written, which going on with it leaves", () => {
    started(makeRunFolder("new", within, at(30)), 30);
    for (const [name, seconds] of [
      ["a-late", 40],
      ["z-early", 10],
    ] as const) {
      const folder = join(within, name);
      mkdirSync(folder);
      writeFileSync(join(folder, runFiles.experiment), JSON.stringify(experiment));
      writeFileSync(join(folder, runFiles.origin), JSON.stringify({ baseFolder: ".", program: null, threads: 1 }));
      utimesSync(join(folder, runFiles.origin), at(seconds), at(seconds));
    }
    expect(names()).toEqual(["z-early", expect.stringMatching(/new$/), "a-late"]);
  });

  test("of the same moment is the last by name, numbers counted as numbers", () => {
    for (const name of ["run-10", "run-2", "run-9"]) {
      mkdirSync(join(within, name));
      started(join(within, name), 5);
    }
    expect(names()).toEqual(["run-2", "run-9", "run-10"]);
  });

  test("is looked for among folders that hold a run, however damaged its run.json is", () => {
    mkdirSync(join(within, "zzz-empty"));
    const folder = started(makeRunFolder("mnist", within, at(1)), 1);
    writeFileSync(join(folder, runFiles.origin), "{");
    expect(findRun("last", within)).toBe(folder);
  });

  test("is a usage error where there is none", () => {
    expect(() => findRun("last", within)).toThrow(UsageError);
    expect(() => findRun("last", join(within, "nowhere"))).toThrow("There is no run to go on with");
  });
});

test("what a run was started with is read back, the time left aside", () => {
  const folder = started(makeRunFolder("mnist", within, at(1)), 1);
  expect(JSON.parse(readFileSync(join(folder, runFiles.origin), "utf8")).started).toBe("2026-11-23T12:00:01.000Z");
  expect(readRunFolder(folder)).toMatchObject({ folder, threads: 1, origin: { baseFolder: ".", program: null } });
  expect(readRunFolder(folder).origin).not.toHaveProperty("started");
});
