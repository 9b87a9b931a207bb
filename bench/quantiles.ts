// A bench's figures: always with their spread, since machines are noisy.

/** The value at `share` (0 to 1) of the sorted samples. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  const found = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  if (found === undefined) throw new Error('a bench needs samples')
  return found
}

/** One line of a table: what, p50, p95, unit. */
export const line = (what: string, samples: readonly number[], unit = 'ms'): string =>
  `${what.padEnd(44)} p50 ${quantile(samples, 0.5).toFixed(1).padStart(8)}   p95 ${quantile(samples, 0.95).toFixed(1).padStart(8)} ${unit}`
