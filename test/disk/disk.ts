/**
 * @file A disk in memory that can fail at its n-th operation and says what could be on it after a power loss:
 * names are journalled in order, contents that were not synced may be there, be cut off, be zeros or be missing.
 */
import type { FileSystem } from "../../src/train/fileSystem.ts";
import { RandomStream, streams } from "../../src/util/philox.ts";
import { sha256 } from "../../src/util/sha256.ts";

interface File {
  bytes: Uint8Array;
  /** What is certain to be there after a crash; null before the first sync. */
  durable: Uint8Array | null;
}

/** Path → file, or null for a folder. */
type Tree = Map<string, File | null>;

class DiskError extends Error {
  readonly code: string;
  constructor(code: string, path: string) {
    super(`${code}: ${path}`);
    this.code = code;
  }
}

export class Disk implements FileSystem {
  #tree: Tree = new Map();
  /** Trees since the last time that names were durable: the first is durable, a crash may leave any. */
  #journal: Tree[] = [new Map()];
  /** Operations done so far. */
  operations = 0;
  /** The operation that fails and all after it; a write that fails leaves half of its bytes. */
  failAt = Number.POSITIVE_INFINITY;
  code = "EIO";
  /** Called after each operation that changed something. */
  onChange: () => void = () => {};

  static with(files: ReadonlyMap<string, Uint8Array | null>): Disk {
    const disk = new Disk();
    for (const [path, bytes] of files) disk.#tree.set(path, bytes && { bytes: bytes.slice(), durable: bytes.slice() });
    disk.#journal = [new Map(disk.#tree)];
    return disk;
  }

  /** Every file and folder as it is now. */
  files(): Map<string, Uint8Array | null> {
    return new Map([...this.#tree].map(([path, file]) => [path, file?.bytes.slice() ?? null]));
  }

  change(path: string, edit: (bytes: Uint8Array) => Uint8Array): void {
    const file = this.#tree.get(path);
    if (!file) throw new DiskError("ENOENT", path);
    file.bytes = edit(file.bytes.slice());
  }

  /** All states of names, each with one random choice for every content that was not synced. */
  afterPowerLoss(seed: number): Disk[] {
    const random = new RandomStream(seed, streams.probe);
    return this.#journal.map((tree) => {
      const left = new Map<string, Uint8Array | null>();
      for (const [path, file] of tree) left.set(path, file && survivor(file, random));
      return Disk.with(left);
    });
  }

  readonly sha256 = (bytes: Uint8Array): Promise<string> => Promise.resolve(sha256(bytes));

  #begin(path: string): boolean {
    if (++this.operations < this.failAt) return true;
    if (this.operations > this.failAt) throw new DiskError(this.code, path);
    return false;
  }

  #step(path: string): void {
    if (!this.#begin(path)) throw new DiskError(this.code, path);
  }

  #named(): void {
    this.#journal.push(new Map(this.#tree));
    this.onChange();
  }

  async list(folder: string): Promise<string[]> {
    this.#step(folder);
    const start = `${folder}/`;
    return [...this.#tree.keys()]
      .filter((path) => path.startsWith(start))
      .map((path) => path.slice(start.length))
      .filter((name) => !name.includes("/"));
  }

  async read(path: string): Promise<Uint8Array> {
    this.#step(path);
    const file = this.#tree.get(path);
    if (!file) throw new DiskError("ENOENT", path);
    return file.bytes.slice();
  }

  async makeFolder(path: string): Promise<void> {
    this.#step(path);
    if (this.#tree.has(path)) return;
    this.#tree.set(path, null);
    this.#named();
    this.#journal = [new Map(this.#tree)];
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    const whole = this.#begin(path);
    const file = this.#tree.get(path) ?? { bytes: new Uint8Array(), durable: null };
    file.bytes = bytes.slice(0, whole ? bytes.length : bytes.length >> 1);
    this.#tree.set(path, file);
    this.#named();
    if (!whole) throw new DiskError(this.code, path);
  }

  async syncFile(path: string): Promise<void> {
    this.#step(path);
    const file = this.#tree.get(path)!;
    file.durable = file.bytes.slice();
    this.onChange();
  }

  async syncFolder(path: string): Promise<void> {
    this.#step(path);
    this.#journal = [new Map(this.#tree)];
    this.onChange();
  }

  async rename(from: string, to: string): Promise<void> {
    this.#step(to);
    if (this.#tree.has(to)) throw new DiskError("ENOTEMPTY", to);
    for (const [path, file] of [...this.#tree]) {
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      this.#tree.delete(path);
      this.#tree.set(to + path.slice(from.length), file);
    }
    this.#named();
  }

  async remove(path: string): Promise<void> {
    this.#step(path);
    const gone = [...this.#tree.keys()].filter((each) => each === path || each.startsWith(`${path}/`));
    // One name after the other, the folder last: a crash may leave any part.
    for (const each of gone.sort().reverse()) {
      this.#tree.delete(each);
      this.#named();
    }
  }
}

function survivor({ bytes, durable }: File, random: RandomStream): Uint8Array {
  if (durable !== null && durable.length === bytes.length && durable.every((b, i) => b === bytes[i])) return bytes;
  const choices = [
    durable ?? new Uint8Array(),
    bytes,
    bytes.slice(0, random.below(bytes.length + 1)),
    new Uint8Array(bytes.length),
  ];
  return choices[random.below(choices.length)]!;
}
