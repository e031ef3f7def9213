/** @file A clock that never goes back, in milliseconds: the same in Node and in browsers. */

const { performance } = globalThis as unknown as { readonly performance: { now(): number } };

export const milliseconds = (): number => performance.now();
