/** @file The version of this package, as files that it writes state it. */

export const version: string = "0.1.0";
