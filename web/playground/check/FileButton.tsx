/** @file A button that asks for files. */
import type { VNode } from "preact";
import { useRef } from "preact/hooks";

interface FileButtonProps {
  readonly label: string;
  /** Endings of names; any file where it is left out. */
  readonly accept?: string;
  readonly onFiles: (chosen: readonly File[]) => void;
}

export function FileButton({ label, accept, onFiles }: FileButtonProps): VNode {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class="choose" onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={label}
        {...(accept !== undefined && { accept })}
        onChange={({ currentTarget }) => {
          const chosen = [...(currentTarget.files ?? [])];
          // The same file may be chosen again once it has changed.
          currentTarget.value = "";
          onFiles(chosen);
        }}
      />
    </>
  );
}
