// What a run did that is a mistake in any program. No verdict: what its exercise asks for is judged by the lab.
import type { Seen } from '@ackademy/wire/mistakes/seen.ts'

interface Given {
  readonly mistakes: readonly Seen[]
  readonly shotAt: (seq: number) => number | undefined
  readonly show: (shot: number) => void
}

export const Mistakes = ({ mistakes, shotAt, show }: Given) => (
  <section class="replay-mistakes" data-testid="mistakes">
    <h3>Mistakes in any program</h3>
    {mistakes.length === 0 && <p>None was seen. What its exercise asks for is another matter: the lab judges that.</p>}
    <ul>
      {mistakes.map(({ mistake, message, evidence }) => (
        <li key={mistake}>
          <code>{mistake}</code> {message} <Evidence evidence={evidence} shotAt={shotAt} show={show} />
        </li>
      ))}
    </ul>
  </section>
)

const Evidence = ({ evidence: [first, ...more], shotAt, show }: Omit<Given, 'mistakes'> & { evidence: readonly number[] }) => {
  if (first === undefined) return null
  const others = more.length === 0 ? '' : `, the first of ${more.length + 1}`
  const shot = shotAt(first)
  if (shot === undefined)
    return (
      <small>
        Event {first}
        {others}.
      </small>
    )
  return (
    <button type="button" onClick={() => show(shot)}>
      Show event {first}
      {others}
    </button>
  )
}
