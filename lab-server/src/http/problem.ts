// The one place where what was thrown becomes an answer: code, message and advice for the page, once in the log if it is ours.
import type { ErrorRequestHandler } from 'express'
import { asLabError, type LabError, type LabErrorCode } from '../errors.ts'

const statuses: Readonly<Partial<Record<LabErrorCode, number>>> = {
  'exercise-unknown': 404,
  'folder-unreadable': 404,
  'recording-unreadable': 404,
  usage: 400,
  'message-refused': 400,
  'engine-unavailable': 503,
  'broker-unavailable': 503,
}

/** Errors that express's own parsers throw: a client's fault, by their status (a body too large, no JSON, a bad escape in the path). */
const refusal = (thrown: unknown): { status: number; message: string } | undefined =>
  thrown instanceof Error && 'status' in thrown && typeof thrown.status === 'number' && thrown.status >= 400 && thrown.status < 500
    ? { status: thrown.status, message: thrown.message }
    : undefined

export const answerProblem =
  (log: (line: string) => void): ErrorRequestHandler =>
  (thrown: unknown, request, response, next) => {
    if (response.headersSent) return next(thrown)
    const refused = refusal(thrown)
    if (refused !== undefined) {
      response
        .status(refused.status)
        .json({ code: 'message-refused', message: refused.message, advice: 'Reload the page: it may be of an older version.' })
      return
    }
    const error = asLabError(thrown)
    const status = statuses[error.code] ?? 500
    if (status === 500) log(`${request.method} ${request.path}: ${detail(error)}`)
    response.status(status).json({ code: error.code, message: error.message, advice: error.advice })
  }

const detail = (error: LabError): string => {
  const cause = error.cause instanceof Error ? error.cause : error
  return cause.stack ?? cause.message
}
