/** @file The records of mistakes: complete, and each planted by a test. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { mistakes } from "../../src/doctor/gradcheck/mistakes/index.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));
const tests = readdirSync(folder)
  .filter((file) => file.endsWith(".test.ts") && file !== "mistakes.test.ts")
  .map((file) => readFileSync(`${folder}${file}`, "utf8"))
  .join("\n");

test("there are as many mistakes as ids", () => {
  expect(new Set(mistakes.map(({ id }) => id)).size).toBe(mistakes.length);
});

describe.each(mistakes)("$id", ({ id, title, what, why, remedy }) => {
  test("says what is wrong, why and what to do, in sentences", () => {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(title.length).toBeLessThanOrEqual(70);
    expect(title).toMatch(/^[A-Z][^.!]*$/);
    for (const text of [what, why, remedy]) expect(text).toMatch(/^[^!]{30,}\.$/);
  });

  test("is planted in a test", () => {
    expect(tests).toMatch(new RegExp(`(mistake|id): "${id}"|"${id}[:"]`));
  });
});
