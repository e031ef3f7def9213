/** @file What charts show of their steps now, from the page's signals. */
import { logarithmicSteps, painted, span } from "../state.ts";
import type { View } from "./chart.ts";

export const viewNow = (): View => ({
  span: span.peek(),
  logarithmicSteps: logarithmicSteps.peek(),
  painted: painted.peek(),
});
