/** @file Which work belongs to which job. */
import type { Job, Report } from "../jobs.ts";
import { runConformance } from "./conformance.ts";

export const perform = (job: Job): Promise<Report> => runConformance(job);
