/** @file Turns what ONNX Runtime says about a failed session into an error that names the op and the user's line. */
import type { Node } from "../../graph/node.ts";
import { describeNode } from "../../onnx/builder.ts";
import { EngineError } from "../engine.ts";

/** Innermost node that the message names; optimised nodes keep the name they came from as a prefix. */
function findSource(message: string, sources: ReadonlyMap<string, Node>): Node | null {
  let found: Node | null = null;
  for (const [name] of message.matchAll(/node\.\w+/g)) found = sources.get(name) ?? found;
  return found;
}

/** The last status message is that of the innermost node. */
const innermost = (message: string): string => message.split("Status Message:").at(-1)!.trim();

export function engineFailure(what: string, error: unknown, sources: ReadonlyMap<string, Node>): EngineError {
  if (error instanceof EngineError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const source = findSource(message, sources);
  return new EngineError(`ONNX Runtime could not ${what}`, {
    ...(source && { where: describeNode(source) }),
    found: innermost(message),
  });
}
