/** @file The panels, in the order of the layout. */
import type { Panel } from "./_panel.ts";
import { accuracy } from "./accuracy.ts";
import { activations } from "./activations.ts";
import { alive } from "./alive.ts";
import { confusion } from "./confusion.tsx";
import { cost } from "./cost.ts";
import { data } from "./data.tsx";
import { draw } from "./draw.tsx";
import { gradients } from "./gradients.ts";
import { layers } from "./layers.tsx";
import { logits } from "./logits.ts";
import { tiles, wrong } from "./pictures.tsx";
import { updates } from "./updates.ts";

export const panels: readonly Panel[] = [
  cost,
  logits,
  gradients,
  updates,
  alive,
  confusion,
  wrong,
  tiles,
  accuracy,
  layers,
  data,
  activations,
  draw,
];
