/** @file What a report takes from a cause's record: its mechanism, the symptoms that it leads to, its page. */
import type { Cause } from "../3-causes/_cause.ts";
import { causes } from "../3-causes/index.ts";

export type CausePage = Pick<Cause, "id" | "what" | "why" | "remedy" | "except" | "explains">;

export const pageOf = (id: string): CausePage | null => causes.find((cause) => cause.id === id) ?? null;
