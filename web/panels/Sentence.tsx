/** @file A sentence that says what is seen, also to who hears it. */
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/** A screen reader hears a sentence at most so often. */
const quietMs = 5000;

export function Sentence({ text }: { readonly text: string }): VNode {
  const [said, setSaid] = useState(text);
  const changedAt = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, changedAt.current + quietMs - Date.now());
    const timer = setTimeout(() => {
      changedAt.current = Date.now();
      setSaid(text);
    }, wait);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p class="says" title={text}>
      <span aria-hidden="true">{text}</span>
      <span class="unseen" aria-live="polite">
        {said}
      </span>
    </p>
  );
}
