/** @file check of an ONNX file on Node: reads the model and its external data, and lets ONNX Runtime confirm. */
import { readFileSync } from "node:fs";
import { openModel } from "../../onnx/import/node/openModel.ts";
import { DataError } from "../../util/errors.ts";
import { type CheckOptions, type CheckResult, check } from "../check.ts";
import { type GivenRanges, parseRanges } from "../given.ts";
import { type OnnxModel, onnxSubject } from "../onnxSubject.ts";
import type { Subject } from "../subject.ts";
import { confirmed } from "./confirm.ts";

export interface FileOptions extends CheckOptions {
  /** Path of a file of ranges, or the ranges. */
  readonly ranges?: string | GivenRanges;
  /** Sizes of dimensions that the model leaves open. */
  readonly dims?: Readonly<Record<string, number>>;
}

/** Checks the ONNX file of that path. @throws DataError for damaged files and ranges that do not fit */
export async function checkFile(path: string, options: FileOptions = {}): Promise<CheckResult> {
  return confirmed(check(fileSubject(path, options), options));
}

export const fileSubject = (path: string, options: FileOptions): Subject => onnxSubject(fileModel(path, options));

/** The model of a file, with what is stated of it. */
export function fileModel(path: string, { ranges, dims }: FileOptions): OnnxModel {
  const { model, external } = openModel(path);
  const given = typeof ranges === "string" ? readRangesFile(ranges) : ranges;
  return {
    name: path,
    model,
    external,
    ...(given && { ranges: given }),
    ...(typeof ranges === "string" && { rangesFile: ranges }),
    ...(dims && { dims }),
  };
}

/** @throws DataError where the file does not exist or is malformed */
export const readRangesFile = (path: string): GivenRanges => parseRanges(readText(path, "ranges"), path);

export function readText(path: string, what: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new DataError(`There is no file of ${what} "${path}"`);
    throw new DataError(`The file of ${what} cannot be read`, { where: path, found: code ?? message });
  }
}
