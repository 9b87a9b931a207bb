// The broker as the wire shows it: who publishes, exchanges, queues with what is ready and unacknowledged, consumers. Drawn, and as tables.
import type { Finding } from '@ackademy/contract/verdict.ts'
import type { Timeline } from '@ackademy/wire/timeline.ts'
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks'
import { usePaced } from '../paced.ts'
import { Drawn } from './drawn.tsx'
import { planOf } from './plan.ts'
import { Tables } from './table.tsx'
import { inWords } from './words.ts'

interface Given {
  readonly timeline: Timeline
  readonly marked: Finding | undefined
}

const EVERY_MS = 100

export const Broker = ({ timeline, marked }: Given) => {
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  const id = useId()
  useEffect(() => {
    if (!box.current) return
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)))
    observer.observe(box.current)
    return () => observer.disconnect()
  }, [])
  const moment = usePaced(`${timeline.anew}/${timeline.placed}`, EVERY_MS)
  const seen = useMemo(() => timeline.broker, [timeline, moment])
  const evidence = useMemo(() => new Set(marked?.evidence), [marked])
  const label = inWords(seen, timeline)
  const unknown = seen.queues.filter(({ before }) => before === undefined).map(({ name }) => name)
  return (
    <section class="wb-broker" aria-label="Broker" data-testid="broker" data-placed={timeline.placed}>
      <div ref={box}>
        {seen.queues.length + seen.exchanges.length === 0 ? (
          <p class="wb-empty">Exchanges, queues and consumers appear here as programs declare and use them.</p>
        ) : (
          width > 0 && <Drawn plan={planOf(seen, width)} {...{ seen, timeline, evidence, label, id }} />
        )}
      </div>
      <p class="wb-hint">
        Counted message by message from what crossed the wire, and what the lab published: not sampled. What another program declares, publishes or
        takes past the lab is not in it.
        {unknown.length > 0 && ` Of ${unknown.join(', ')} it is not known what was there before: nothing that was seen said so.`}
      </p>
      <details>
        <summary>The same as tables</summary>
        <Tables seen={seen} timeline={timeline} />
      </details>
    </section>
  )
}
