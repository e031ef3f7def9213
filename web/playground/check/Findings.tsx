/** @file The findings of a check as cards, what can fail first. */
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { CheckedFinding, RepairedPlace } from "../../workers/checked.ts";
import { FindingCard } from "./FindingCard.tsx";

interface FindingsProps {
  readonly findings: readonly CheckedFinding[];
  readonly places: readonly RepairedPlace[];
}

/** So many cards are shown until more are asked for, and so many are drawn in a frame. */
const batch = 20;
const inFrame = 4;

/** Findings come by grade already. */
export function Findings({ findings, places }: FindingsProps): VNode | null {
  const [most, setMost] = useState(batch);
  const drawn = useGrowing(Math.min(most, findings.length));
  const left = findings.length - most;
  if (findings.length === 0) return null;
  return (
    <>
      {findings.slice(0, drawn).map((finding) => (
        <FindingCard
          key={finding.key}
          finding={finding}
          places={places.filter(({ mends }) => mends.includes(finding.key))}
        />
      ))}
      {left > 0 && (
        <button type="button" class="more" onClick={() => setMost(most + batch)}>
          Show {Math.min(batch, left)} more of {left}
        </button>
      )}
    </>
  );
}

/** Comes to the number within some frames, so that none of them is long. */
function useGrowing(to: number): number {
  const [grown, setGrown] = useState(0);
  useEffect(() => {
    if (grown >= to) return;
    const frame = requestAnimationFrame(() => setGrown(grown + inFrame));
    return () => cancelAnimationFrame(frame);
  }, [grown, to]);
  return Math.min(grown, to);
}
