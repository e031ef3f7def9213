/** @file From the data part of an experiment to a data set in memory. */
import { isAbsolute, join } from "node:path";
import type { CsvSpec, DataSpec, IdxSpec, ImageSetSpec, Precision } from "../../experiment/types.ts";
import { DataError } from "../../util/errors.ts";
import { assemble, type Source } from "../assemble.ts";
import type { Dataset, Examples, Labels, SourceFile, Targets } from "../dataset.ts";
import { isLabelColumn, labelsFrom } from "../encoding.ts";
import { imageSets } from "../imageSets.ts";
import { type CsvTable, parseCsv } from "../readers/csv.ts";
import { imageExamples } from "../readers/images.ts";
import { inlineExamples } from "../readers/inline.ts";
import { setAside } from "../split.ts";
import type { ReadFile } from "./files.ts";
import { readDataFile } from "./files.ts";
import { readImageSet } from "./imageSet.ts";

export interface LoadOptions {
  /** Relative paths start here: the folder of the experiment file. */
  readonly baseFolder: string;
  readonly seed: number;
  readonly precision?: Precision;
  /** What was read is kept here, for experiments that differ in other things than their files. */
  readonly cache?: Map<string, unknown>;
}

/** What `make` gives, made once for each key. */
function remembered<T>(cache: LoadOptions["cache"], key: readonly unknown[], make: () => T): T {
  if (!cache) return make();
  const name = JSON.stringify(key);
  if (!cache.has(name)) cache.set(name, make());
  return cache.get(name) as T;
}

export function loadDataset(spec: DataSpec, options: LoadOptions): Dataset {
  return assemble(readSource(spec, options), spec, options.seed);
}

function readSource(spec: DataSpec, options: LoadOptions): Source {
  const precision = options.precision ?? "float32";
  const at = (path: string): string => (isAbsolute(path) ? path : join(options.baseFolder, path));
  switch (spec.source) {
    case "mnist":
    case "fashion-mnist": {
      const key = [spec.source, spec.path, spec.classes, spec.firstLabel];
      return remembered(options.cache, key, () => readNamed(spec, spec.path === null ? null : at(spec.path)));
    }
    case "idx": {
      const { images, labels, testImages, testLabels, classes, firstLabel } = spec;
      const key = ["idx", images, labels, testImages, testLabels, classes, firstLabel, precision];
      return remembered(options.cache, key, () => readIdx(spec, at, precision));
    }
    case "csv":
      return readCsv(spec, at, precision, options);
    case "inline":
      return { name: "inline", train: inlineExamples(spec, precision), files: [] };
  }
}

const provenance = ({ file, sha256 }: ReadFile, verified: boolean): SourceFile => ({ path: file, sha256, verified });

function readNamed({ source, classes }: ImageSetSpec, folder: string | null): Source {
  const files = readImageSet(source, folder);
  return {
    name: source,
    train: imageExamples(files.trainImages, files.trainLabels, classes, "float32"),
    test: imageExamples(files.testImages, files.testLabels, classes, "float32"),
    files: Object.values(files).map((file) => provenance(file, true)),
    names: { classNames: imageSets[source].classNames },
  };
}

function readIdx(spec: IdxSpec, at: (path: string) => string, precision: Precision): Source {
  const read = (path: string): ReadFile => readDataFile(at(path));
  const [images, labels] = [read(spec.images), read(spec.labels)];
  const train = imageExamples(images, labels, spec.classes, precision, spec.firstLabel);
  const files = [images, labels];
  if (spec.testImages === null || spec.testLabels === null) {
    return { name: spec.images, train, files: files.map((file) => provenance(file, false)) };
  }
  const [testImages, testLabels] = [read(spec.testImages), read(spec.testLabels)];
  // A test label that no training example has is a mistake, so the training part counts the classes.
  const test = imageExamples(testImages, testLabels, (train.targets as Labels).classes, precision, spec.firstLabel);
  const [size, testSize] = [train, test].map(({ inputs }) => inputs.shape.slice(1).join(" × "));
  if (size !== testSize || train.inputs.data.constructor !== test.inputs.data.constructor) {
    throw new DataError("Training and test images differ in size or type", {
      where: `${images.file} and ${testImages.file}`,
      found: `${size} and ${testSize}`,
    });
  }
  return {
    name: spec.images,
    train,
    test,
    files: [...files, testImages, testLabels].map((file) => provenance(file, false)),
  };
}

function readCsv(
  spec: CsvSpec,
  at: (path: string) => string,
  precision: Precision,
  { seed, cache }: LoadOptions,
): Source {
  const read = (path: string): CsvContents =>
    remembered(cache, ["csv", path, spec.inputs, spec.targets, precision], () =>
      csvContents(at(path), spec, precision),
    );
  const contents = read(spec.path);
  const { file } = contents;
  const whole = csvExamples(contents, spec, spec.classes);
  const names = { inputNames: spec.inputs, targetNames: spec.targets };
  const base = { name: spec.path, names };
  if (spec.test !== null) {
    const testContents = read(spec.test);
    const testFile = testContents.file;
    const classes = whole.targets.kind === "labels" ? whole.targets.classes : spec.classes;
    const test = csvExamples(testContents, spec, classes);
    return { ...base, train: whole, test, files: [provenance(file, false), provenance(testFile, false)] };
  }
  const files = [provenance(file, false)];
  if (spec.testFraction === null) return { ...base, train: whole, files };
  const { rest, aside } = setAside(whole, spec.testFraction, "test", seed);
  return { ...base, train: rest, test: aside, files };
}

interface CsvContents {
  readonly file: ReadFile;
  readonly table: CsvTable;
  readonly inputs: Examples["inputs"];
}

function csvContents(path: string, spec: CsvSpec, precision: Precision): CsvContents {
  const file = readDataFile(path);
  const table = parseCsv(file.bytes, file.file, spec, precision);
  return { file, table, inputs: { data: table.inputs, shape: [table.rows, spec.inputs.length] } };
}

function csvExamples({ file, table, inputs }: CsvContents, spec: CsvSpec, classes: number | null): Examples {
  const width = spec.targets.length;
  const column = JSON.stringify(spec.targets[0]);
  const where = (row: number): string => `${file.file}:${table.lines[row]}, column ${column}`;
  const targets: Targets = isLabelColumn(spec, width)
    ? labelsFrom(table.targets, classes ?? spec.labelClasses ?? null, where, spec.firstLabel)
    : { kind: "values", data: table.targets, width };
  return { inputs, targets };
}
