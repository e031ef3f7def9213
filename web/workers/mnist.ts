/** @file MNIST in a page: its parts fetched when they are first needed, as the data set of an experiment. */
import { assemble } from "../../src/data/assemble.ts";
import type { Dataset, Examples, Labels } from "../../src/data/dataset.ts";
import type { Experiment } from "../../src/experiment/types.ts";
import { DataError } from "../../src/util/errors.ts";
import type { TestImage } from "../draw/answer.ts";
import { fetched, forget, type OnProgress } from "./fetched.ts";
import { imageBytes, partName, partSize, testImages, trainingImages } from "./mnistParts.ts";

const classNames = Array.from({ length: 10 }, (_, digit) => String(digit));
const pictureShape = [28, 28] as const;

/** Labels and images of one file or of several. */
interface Digits {
  readonly labels: Uint8Array;
  readonly images: Uint8Array;
}

type DatasetOf = (experiment: Pick<Experiment, "data" | "seed">) => Dataset;

interface Loaded {
  readonly parts: number;
  readonly train: Examples;
  readonly test: Examples;
}

export class Mnist {
  /** Address of the page: the files lie beside it. */
  readonly #base: string;
  readonly #files = new Map<string, Promise<Digits>>();
  #loaded: Loaded | null = null;

  constructor(base: string) {
    this.#base = base;
  }

  /**
   * Fetches so many training images, and gives the data sets of experiments that ask for no more.
   *
   * @throws DataError where that fails
   */
  async load(limit: number | null, onProgress: OnProgress): Promise<DatasetOf> {
    const { train, test } = await this.#load(Math.min(limit ?? trainingImages, trainingImages), onProgress);
    return ({ data, seed }) => assemble({ name: "mnist", train, test, files: [], names: { classNames } }, data, seed);
  }

  /** null before a data set was loaded. */
  image(index: number): TestImage | null {
    if (!this.#loaded) return null;
    const { inputs, targets } = this.#loaded.test;
    const at = ((index % testImages) + testImages) % testImages;
    const pixels = (inputs.data as Uint8Array).slice(at * imageBytes, (at + 1) * imageBytes);
    return { pixels, label: (targets as Labels).labels[at]! };
  }

  async #load(images: number, onProgress: OnProgress): Promise<Loaded> {
    const parts = Math.ceil(images / partSize);
    if (this.#loaded && this.#loaded.parts >= parts) return this.#loaded;
    const tell = sumOf(onProgress);
    const [test, ...train] = await Promise.all([
      this.#file(partName("test", 0), testImages, tell),
      ...Array.from({ length: parts }, (_, i) => this.#file(partName("train", i), partSize, tell)),
    ]);
    this.#loaded = { parts, train: examplesOf(train), test: examplesOf([test]) };
    return this.#loaded;
  }

  #file(name: string, count: number, tell: (name: string) => OnProgress): Promise<Digits> {
    const known = this.#files.get(name);
    if (known) return known;
    const address = new URL(name, this.#base).href;
    const loading = fetched(address, tell(name)).then((bytes) => digitsIn(bytes, count, address));
    this.#files.set(name, loading);
    // The next try fetches it again.
    loading.catch(() => {
      this.#files.delete(name);
      void forget(address);
    });
    return loading;
  }
}

/** Of several files that are fetched at once, their sums are told. */
function sumOf(onProgress: OnProgress): (name: string) => OnProgress {
  const files = new Map<string, readonly [number, number]>();
  return (name) => (loaded, total) => {
    files.set(name, [loaded, total]);
    const all = [...files.values()];
    const sum = (at: 0 | 1): number => all.reduce((so, each) => so + each[at], 0);
    onProgress(sum(0), sum(1));
  };
}

async function digitsIn(compressed: Uint8Array<ArrayBuffer>, count: number, address: string): Promise<Digits> {
  const bytes = await unpacked(compressed);
  if (bytes.length !== count * (1 + imageBytes)) {
    throw new DataError("A file of MNIST is damaged", {
      where: address,
      found: `${bytes.length} bytes, not ${count * (1 + imageBytes)}`,
      help: "load the page again; if it stays so, the site was not copied whole",
    });
  }
  return { labels: bytes.subarray(0, count), images: bytes.subarray(count) };
}

/** Some servers unpack what ends in .gz themselves. */
async function unpacked(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer().catch(() => new ArrayBuffer(0)));
}

function examplesOf(files: readonly Digits[]): Examples {
  const count = files.reduce((sum, { labels }) => sum + labels.length, 0);
  const data = new Uint8Array(count * imageBytes);
  const labels = new Int32Array(count);
  let at = 0;
  for (const file of files) {
    data.set(file.images, at * imageBytes);
    labels.set(file.labels, at);
    at += file.labels.length;
  }
  return {
    inputs: { data, shape: [count, ...pictureShape] },
    targets: { kind: "labels", labels, classes: classNames.length },
  };
}
