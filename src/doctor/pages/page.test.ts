/** @file What the long page of a mistake in a gradient holds. */
import { expect, test } from "vitest";
import { mistakes } from "../gradcheck/mistakes/index.ts";
import { pagesOf } from "./page.ts";

const headings = (id: string): string[] =>
  pagesOf(id).flatMap(({ sections }) => sections.map(({ heading }) => heading));

test("the page of a mistake names where its formula stands, and has no such part where that is not known", () => {
  const { sections } = pagesOf("missing-chain-factor")[0]!;
  expect(sections.at(-1)).toEqual({
    heading: "References",
    items: mistakes.find(({ id }) => id === "missing-chain-factor")!.references,
  });
  expect(headings("not-returned")).not.toContain("References");
});

test("no reference is empty or given twice", () => {
  for (const { id, references = [] } of mistakes) {
    expect(
      references.filter((text) => text.trim().length < 10),
      id,
    ).toEqual([]);
    expect(new Set(references).size, id).toBe(references.length);
  }
});
