/** @file Parts of cards: facts beside their normal values, lists, and a button that copies. */
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { Fact } from "../../src/doctor/fact.ts";

export const FactList = ({ facts }: { readonly facts: readonly Fact[] }): VNode | null =>
  facts.length === 0 ? null : (
    <dl class="evidence">
      {facts.map(({ label, value, normal }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <b>{value}</b>
            {normal && <span class="soft"> normal: {normal}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );

export const Lines = ({ title, lines }: { readonly title: string; readonly lines: readonly string[] }): VNode | null =>
  lines.length === 0 ? null : (
    <>
      <h4>{title}</h4>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </>
  );

export function CopyButton({ text, label }: { readonly text: string; readonly label: string }): VNode {
  const [done, setDone] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setDone(true);
    setTimeout(() => setDone(false), 1500);
  };
  return (
    <button type="button" onClick={() => void copy()}>
      {done ? "Copied" : label}
    </button>
  );
}
