/** @file A clock that never goes back, in milliseconds, and a pause: the same in Node and in browsers. */

const { performance, setTimeout } = globalThis as unknown as {
  readonly performance: { now(): number };
  setTimeout(resume: () => void): unknown;
};

export const milliseconds = (): number => performance.now();

/** Until everything that waits in this thread has had its turn. */
export const pause = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve));
