/** A number the lab tells whoever watches over it, under /metrics. */
export interface Figure {
  /** With its unit, e.g. `ackademy_pool_items`; a counter's ends in `_total`. */
  readonly name: string
  readonly help: string
  readonly value: number
}
