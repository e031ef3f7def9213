/** @file What a panel is: a picture of a run with a sentence that says what it shows, and its numbers as a table. */
import type { ComponentChildren } from "preact";
import type { StripSpec } from "../charts/matrix.ts";
import type { ChartSpec } from "../charts/spec.ts";
import type { Layer, Run } from "../model/run.ts";
import type { Views } from "../source/views.ts";

/** What panels read; nothing else crosses. */
export interface Shown {
  readonly run: Run;
  readonly replay: Run | null;
  readonly compared: Run | null;
  readonly views: Views | null;
  /** 0 for none. */
  readonly smoothing: number;
  readonly logarithmicCost: boolean;
  /** The layer whose activations are shown. */
  readonly layer: Layer | null;
}

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (number | string)[])[];
}

export type Picture =
  | { readonly kind: "chart"; readonly chart: ChartSpec }
  | { readonly kind: "strip"; readonly strip: StripSpec }
  | { readonly kind: "markup"; readonly markup: ComponentChildren }
  /** The run may have it later. */
  | { readonly kind: "nothing"; readonly why: string };

export interface Panel {
  readonly id: string;
  readonly title: string;
  /** What the marks mean. */
  readonly note: (shown: Shown) => string;
  readonly place: "left" | "middle" | "bottom";
  /** null where the run has nothing of it. */
  readonly picture: (shown: Shown) => Picture | null;
  readonly sentence: (shown: Shown) => string;
  readonly table: (shown: Shown) => Table;
  /** Whether a layer is chosen in its heading. */
  readonly choosesLayer?: boolean;
}
