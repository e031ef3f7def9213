/** @file What a form of logs is: how its lines are known, how they are read, and samples that prove it. */

import type { LogRow } from "../row.ts";
import type { LogLine } from "../text.ts";

export interface LogFormat {
  /** Kebab case, as the file. */
  readonly id: string;
  /** "Keras progress bars". */
  readonly title: string;
  /** A line as it prints it. */
  readonly looks: string;
  /** 2: only one program prints it. 1: several do. 0: read where nothing else is found. */
  readonly specific: 0 | 1 | 2;
  /** Whether a line is of this form. Linear in the line's length. */
  marks(line: LogLine): boolean;
  read(lines: Iterable<LogLine>): Iterable<LogRow>;
  readonly samples: readonly LogSample[];
}

interface LogSample {
  readonly text: string;
  /** What must be found in its only run, by column: "loss", or "validation loss" where the part is another. */
  readonly columns: Readonly<Record<string, readonly number[]>>;
  /** Of the rows, where they have them. */
  readonly epochs?: readonly number[];
  readonly steps?: readonly number[];
}
