// What goes wrong on our side. A learner's fault is a Finding instead (law 5).
export type LabErrorCode =
  | 'exercise-unknown'
  | 'exercise-broken'
  | 'folder-unreadable'
  | 'recording-unreadable'
  | 'usage'
  | 'config'
  | 'engine-unavailable'
  | 'engine-failed'
  | 'registry-unreachable'
  | 'broker-unavailable'
  | 'broker-failed'
  | 'scenario-failed'
  | 'message-refused'
  | 'internal'

/** Translated once, at the http, ws or command-line edge; yields no verdict and never counts as a zero. */
export class LabError extends Error {
  override readonly name = 'LabError'
  readonly code: LabErrorCode
  /** What the person in front of it can do. */
  readonly advice: string
  constructor(code: LabErrorCode, message: string, advice: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
    this.advice = advice
  }
}

/** Anything thrown, as a LabError: what is not one already is ours and unexpected. */
export const asLabError = (thrown: unknown): LabError =>
  thrown instanceof LabError
    ? thrown
    : new LabError(
        'internal',
        thrown instanceof Error ? thrown.message : String(thrown),
        'This is a bug of the lab: please report it with the lines above.',
        { cause: thrown },
      )
