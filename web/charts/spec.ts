/** @file What a chart shows, apart from how it is drawn. */

export interface Line {
  readonly name: string;
  /** A custom property of the theme: "--layer-1". */
  readonly color: string;
  /** Ascending. Lines with the same array are thinned together. */
  readonly steps: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  readonly look: "line" | "bold" | "faint" | "dots" | "dotted";
  /** Whether the heading tells its value; a faint line beside its smoothed one does not. */
  readonly told: boolean;
  /** Whether exact zeros and values that are not finite are marked at the edges. */
  readonly railed: boolean;
}

export interface Level {
  readonly value: number;
  readonly label: string;
  readonly tone: "soft" | "bad";
  /** Whether the axis reaches to it in any case. */
  readonly inView: boolean;
}

interface Band {
  readonly from: number;
  readonly to: number;
  readonly tone: "good" | "bad";
}

export interface Flag {
  readonly step: number;
  readonly label: string;
}

export type AxisKind = "log" | "linear" | "asinh";

export interface ChartSpec {
  readonly lines: readonly Line[];
  readonly axis: AxisKind;
  readonly levels: readonly Level[];
  readonly bands: readonly Band[];
  readonly flags: readonly Flag[];
  /** Names of two lines between which the area is filled. */
  readonly fill?: readonly [upper: string, lower: string];
}
