/** @file A folder has one writer; the lock of a writer that is gone does not hold. */
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { UsageError } from "../../util/errors.ts";
import { lockRun } from "./lock.ts";

const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), "evenkeel-lock-"));

test("a folder that this process writes is refused to it until it lets go", () => {
  const folder = temporaryFolder();
  const unlock = lockRun(folder);
  expect(() => lockRun(folder)).toThrow(UsageError);
  expect(() => lockRun(join(folder, "..", folder.split("/").at(-1)!))).toThrow(UsageError);
  unlock();
  expect(existsSync(join(folder, "lock"))).toBe(false);
  lockRun(folder)();
});

test("a lock with this process's number that another one left does not hold", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "lock"), String(process.pid));
  lockRun(folder)();
  expect(existsSync(join(folder, "lock"))).toBe(false);
});

test("the lock of another process that lives holds", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "lock"), String(process.ppid));
  expect(() => lockRun(folder)).toThrow(UsageError);
  expect(existsSync(join(folder, "lock"))).toBe(true);
});
