/** @file Of questions that come faster than answers the newest is asked, one at a time. */
import { expect, test } from "vitest";
import { Newest } from "./newest.ts";

interface Asked {
  readonly question: number;
  answer(text: string): void;
  fail(error: Error): void;
}

/** Answers come when the test says so. */
function make(): { newest: Newest<number, string>; ask: (question: number) => void; asked: Asked[]; told: string[] } {
  const [asked, told]: [Asked[], string[]] = [[], []];
  const newest = new Newest<number, string>({
    told: (answer) => told.push(answer),
    failed: (error) => told.push(`failed: ${(error as Error).message}`),
  });
  const how = (question: number): Promise<string> =>
    new Promise((answer, fail) => {
      asked.push({ question, answer, fail });
    });
  return { newest, ask: (question) => newest.ask(how, question), asked, told };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const questions = (asked: readonly Asked[]): number[] => asked.map(({ question }) => question);

test("the first is asked at once, those that come meanwhile but for the last never", async () => {
  const { ask, asked, told } = make();
  for (const question of [1, 2, 3, 4]) ask(question);
  expect(questions(asked)).toEqual([1]);
  asked[0]!.answer("one");
  await settled();
  expect([questions(asked), told]).toEqual([[1, 4], ["one"]]);
  asked[1]!.answer("four");
  await settled();
  expect([questions(asked), told]).toEqual([
    [1, 4],
    ["one", "four"],
  ]);
  ask(5);
  expect(questions(asked)).toEqual([1, 4, 5]);
});

test("a failure is told, and the next is asked", async () => {
  const { ask, asked, told } = make();
  ask(1);
  ask(2);
  asked[0]!.fail(new Error("the server is gone"));
  await settled();
  asked[1]!.answer("two");
  await settled();
  expect(told).toEqual(["failed: the server is gone", "two"]);
});

test("what is forgotten is not told, and does not keep the next waiting for ever", async () => {
  const { newest, ask, asked, told } = make();
  ask(1);
  ask(2);
  newest.forget();
  asked[0]!.answer("one");
  await settled();
  expect([questions(asked), told]).toEqual([[1], []]);
  ask(3);
  asked[1]!.answer("three");
  await settled();
  expect([questions(asked), told]).toEqual([[1, 3], ["three"]]);
});
