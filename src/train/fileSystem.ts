/** @file What checkpoints need of a file system: few operations, each of which may fail or be the last before a crash. */

export interface FileSystem {
  /** Names in the folder; none where it does not exist. */
  list(folder: string): Promise<readonly string[]>;
  read(path: string): Promise<Uint8Array>;
  /** Makes the folder and its parents so that they outlive a crash; no error where it exists. */
  makeFolder(path: string): Promise<void>;
  /** Replaces the file's content; it is durable only after syncFile. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  syncFile(path: string): Promise<void>;
  /** Makes the names in the folder durable. */
  syncFolder(path: string): Promise<void>;
  /** Atomic; `to` must not exist. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, or a folder with all that is in it; no error where it does not exist. */
  remove(path: string): Promise<void>;
  /** SHA-256 as hexadecimal digits, by the platform's own fast code. Needs no `this`. */
  readonly sha256: (bytes: Uint8Array) => Promise<string>;
}
