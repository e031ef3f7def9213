/** @file The errors a user may meet: each says what happened, where, what was found and what to do. */

/** Process exit codes, one per kind of failure. */
export const exitCode = {
  done: 0,
  bug: 1,
  usage: 2,
  notLearning: 3,
  data: 4,
  interrupted: 130,
  terminated: 143,
} as const;

export interface ErrorDetail {
  /** Where: a file and line, a field path, or a node with the user's source line. */
  readonly where?: string;
  /** The same place in numbers, where it is a line of the user's program. */
  readonly site?: { readonly file: string; readonly line: number; readonly column: number };
  /** What was found there, with its value or shape. */
  readonly found?: string;
  /** What to do about it. */
  readonly help?: string;
}

/** Base of every error that is the user's to act on; anything else that is thrown is a bug of ours. */
export class EvenkeelError extends Error {
  readonly exitCode: number;
  readonly detail: ErrorDetail;

  constructor(message: string, detail: ErrorDetail, code: number) {
    super(message);
    this.name = new.target.name;
    this.detail = detail;
    this.exitCode = code;
  }

  /** The message as a person reads it: one line each for what, where, found and help. */
  render(): string {
    const { where, found, help } = this.detail;
    const lines = [this.message];
    if (where) lines.push(`  where  ${where.replaceAll("\n", "\n         ")}`);
    if (found) lines.push(`  found  ${found.replaceAll("\n", "\n         ")}`);
    if (help) lines.push(`  help   ${help.replaceAll("\n", "\n         ")}`);
    return lines.join("\n");
  }
}

/** Shapes that do not fit, found while a graph is built. */
export class ShapeError extends EvenkeelError {
  constructor(message: string, detail: ErrorDetail = {}) {
    super(message, detail, exitCode.usage);
  }
}

/** A command line, experiment or program that asks for something impossible. */
export class UsageError extends EvenkeelError {
  constructor(message: string, detail: ErrorDetail = {}) {
    super(message, detail, exitCode.usage);
  }
}

/** Data that is missing, damaged or contradicts what was said about it. */
export class DataError extends EvenkeelError {
  constructor(message: string, detail: ErrorDetail = {}) {
    super(message, detail, exitCode.data);
  }
}

/** Training produced a value that is not a finite number. */
export class DivergedError extends EvenkeelError {
  constructor(message: string, detail: ErrorDetail = {}) {
    super(message, detail, exitCode.notLearning);
  }
}

/** The candidate nearest to `word` by edit distance, or null when none is near enough to suggest. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(previous[j]! + 1, current[j - 1]! + 1, substitution));
    }
    previous = current;
  }
  return previous[b.length]!;
}
