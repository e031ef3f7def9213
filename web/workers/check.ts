/** @file Entry of the checker's worker: reads the files that a page hands it, checks the model, and looks for a repair. */
import { type CheckResult, check } from "../../src/check/check.ts";
import { parseRanges } from "../../src/check/given.ts";
import { type OnnxModel, onnxSubject } from "../../src/check/onnxSubject.ts";
import { repair } from "../../src/check/repair/repair.ts";
import { renderJson } from "../../src/check/report/json.ts";
import { renderText } from "../../src/check/report/text.ts";
import { checkedModel } from "./checkCards.ts";
import type { CheckAsked, CheckStage } from "./checked.ts";
import { MissingFiles, type OpenedFiles, openFiles } from "./checkFiles.ts";
import { repairedModel } from "./checkRepair.ts";
import type { FromChecker, Refusal, ToChecker } from "./protocol.ts";
import { refusalOf } from "./refusal.ts";
import { workerScope } from "./scope.ts";

const scope = workerScope<ToChecker, FromChecker>();

scope.onmessage = async ({ data: { id, asked } }) => {
  try {
    await perform(id, asked);
  } catch (error) {
    const missing = error instanceof MissingFiles ? error.missing : [];
    scope.postMessage({ t: "refused", id, refusal: reasonOf(error), missing });
  }
};

async function perform(id: number, asked: CheckAsked): Promise<void> {
  const enter = (stage: CheckStage): void => scope.postMessage({ t: "stage", id, stage });
  const { flushToZero } = asked;
  enter("reading");
  const opened = await openFiles(asked.files);
  enter("importing");
  const given = givenModel(opened, asked);
  const subject = onnxSubject(given);
  enter("checking");
  const result = check(subject, { flushToZero });
  const checked = checkedModel(result, opened, given.ranges, asked);
  scope.postMessage({
    t: "checked",
    id,
    checked,
    text: textOf(result),
    report: new Blob([renderJson(result)], { type: "application/json" }),
  });
  enter("repairing");
  const repaired = result.findings.length > 0 ? await repair(given, result, { flushToZero }) : null;
  scope.postMessage({ t: "repaired", id, repaired: repaired && repairedModel(repaired, opened) });
}

function givenModel({ name, model, external, ranges, rangesFile }: OpenedFiles, asked: CheckAsked): OnnxModel {
  // Read as strictly as a file of ranges.
  const stated = asked.ranges ? parseRanges(JSON.stringify(asked.ranges), "ranges") : ranges;
  return { name, model, external, dims: asked.dims, rangesFile, ...(stated && { ranges: stated }) };
}

const textOf = (result: CheckResult): string =>
  renderText(result, { paint: (_format, text) => text, excerpt: () => null });

/** What a browser throws where it has no room for an array. */
const isMemory = (error: unknown): boolean =>
  error instanceof RangeError && /alloc|array length|memory/i.test(error.message);

function reasonOf(error: unknown): Refusal {
  if (!isMemory(error)) return refusalOf(error);
  return {
    message: "There is not enough memory in this page for the model",
    help: "check it on the command line: npx evenkeel check MODEL.onnx",
  };
}
