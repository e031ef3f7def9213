/** @file What a network answers to a drawing, in words. */
import { percent } from "../model/numbers.ts";

export interface DrawingAnswer {
  /** Of the ten digits; null where the network gives something that is not finite. */
  readonly probabilities: readonly number[] | null;
  /** Steps of training that the network has had. */
  readonly step: number;
}

/** @param pixels 784 bytes, white on black. The result is null where there is no network yet */
export type Classify = (pixels: Uint8Array) => Promise<DrawingAnswer | null>;

/** A picture of the test part, as bytes, white on black, and the digit that it is. */
export interface TestImage {
  readonly pixels: Uint8Array;
  readonly label: number;
}

/** The digits, the most probable first. */
const ranked = (probabilities: readonly number[]): number[] =>
  probabilities.map((_, digit) => digit).sort((a, b) => probabilities[b]! - probabilities[a]!);

/** @param answer undefined where none has come yet */
export function answerInWords(answer: DrawingAnswer | null | undefined): string {
  if (answer === undefined) return "The network is asked.";
  if (answer === null) return "There is no network to ask yet.";
  const { probabilities } = answer;
  if (!probabilities) return "The network gives no numbers: what it computes is not finite.";
  const [first, second] = ranked(probabilities) as [number, number];
  return `Answer: ${first} with ${percent(probabilities[first]!)}; second ${second} with ${percent(probabilities[second]!)}.`;
}
