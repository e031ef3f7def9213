/** @file What a page says of a failure. */
import { EvenkeelError } from "../../src/util/errors.ts";
import type { Refusal } from "./protocol.ts";

export function refusalOf(error: unknown): Refusal {
  if (error instanceof EvenkeelError) {
    const { where, found, help } = error.detail;
    return { message: error.message, ...(where && { where }), ...(found && { found }), ...(help && { help }) };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { message: "This is a mistake of the program, not yours", found: message };
}
