/** @file The page's end of the checker: a worker a check, ended when it has answered or is not wanted any more. */
import type { CheckAsked } from "../../workers/checked.ts";
import type { FromChecker, ToChecker } from "../../workers/protocol.ts";

/** Gives what ends it; `listen` gets all that the worker says, a failure of the worker itself as a refusal. */
export function askChecker(asked: CheckAsked, listen: (said: FromChecker) => void): () => void {
  const worker = new Worker(new URL("../../workers/check.ts", import.meta.url), { type: "module", name: "checker" });
  worker.onerror = (event) => {
    event.preventDefault();
    worker.terminate();
    const found = event.message || "it could not be loaded";
    listen({
      t: "refused",
      id: 1,
      refusal: { message: "The checker's worker failed", found, help: "load the page again" },
      missing: [],
    });
  };
  worker.onmessage = ({ data }: MessageEvent<FromChecker>) => {
    if (data.t === "repaired" || data.t === "refused") worker.terminate();
    listen(data);
  };
  worker.postMessage({ id: 1, asked } satisfies ToChecker);
  return () => worker.terminate();
}
