interface SparklineProps {
  /** Oldest first. */
  readonly counts: readonly number[];
  /** What it shows, in words: it is read instead of the picture. */
  readonly label: string;
}

const WIDTH = 96;
const HEIGHT = 28;

/** A row of small bars, one for each count, the highest as high as the place is. */
export function Sparkline({ counts, label }: SparklineProps) {
  const most = Math.max(1, ...counts);
  const step = WIDTH / Math.max(1, counts.length);
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="h-7 w-24 shrink-0 text-accent">
      <title>{label}</title>
      <path d={`M0 ${HEIGHT - 0.5}H${WIDTH}`} className="stroke-line" />
      {counts.map((count, place) => {
        // What is there at all must be seen.
        const height = count === 0 ? 0 : Math.max(2, (count / most) * (HEIGHT - 1));
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: an hour's place is its name
            key={place}
            x={place * step}
            y={HEIGHT - height}
            width={step - 1}
            height={height}
            fill="currentColor"
          />
        );
      })}
    </svg>
  );
}
