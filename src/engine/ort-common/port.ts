/** @file One end of a channel for messages, as Node and browsers have them. */
export interface Port {
  send(message: unknown, moved: readonly ArrayBuffer[]): void;
  receive(handle: (message: unknown) => void): void;
  /** Calls back where the other side goes away, as far as the platform tells. */
  onClose(handle: () => void): void;
  /** Whether the process must live on for an answer. */
  hold(isHeld: boolean): void;
  close(): void;
}
