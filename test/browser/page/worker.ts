/** @file A worker that does what it is told and answers once. */

import type { Job } from "../jobs.ts";
import { perform } from "./perform.ts";

const scope = globalThis as unknown as {
  onmessage: (event: { data: Job }) => void;
  postMessage(message: unknown): void;
};

scope.onmessage = async ({ data }) => {
  try {
    scope.postMessage({ result: await perform(data) });
  } catch (error) {
    scope.postMessage({ error: error instanceof Error ? `${error.message}\n${error.stack}` : String(error) });
  }
};
