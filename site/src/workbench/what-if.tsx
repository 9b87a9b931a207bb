// What if: a free run as if the program were written otherwise. Each control shows the line of code it stands for.
import type { WhatIf } from '@ackademy/contract/what-if.ts'
import { useState } from 'preact/hooks'
import { AS_WRITTEN, codeFor, whatIfOf, type Supposition } from './what-if.ts'

interface Given {
  program: string
  entry: string
  mayRun: boolean
  run: (whatIf: WhatIf) => void
}

const NUMBERS = ['1', '2', '3', '4']

export const WhatIfPanel = ({ program, entry, mayRun, run }: Given) => {
  const [supposed, suppose] = useState(AS_WRITTEN)
  const whatIf = whatIfOf(supposed)
  const ready = mayRun && whatIf !== undefined
  const set = (change: Partial<Supposition>) => suppose({ ...supposed, ...change })
  const choice = <K extends keyof Supposition>(key: K, label: string, options: readonly (readonly [Supposition[K], string])[]) => (
    <label>
      {label}{' '}
      <select data-testid={`what-if-${key}`} value={supposed[key]} onChange={(event) => set(chosen(key, options, event.currentTarget.value))}>
        {options.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  )
  return (
    <details class="wb-what-if" data-testid="what-if">
      <summary>What if {program} …</summary>
      <div class="wb-suppositions">
        {choice('prefetch', 'had a prefetch', [
          ['', 'as written'],
          ['1', 'of 1'],
          ['3', 'of 3'],
          ['10', 'of 10'],
          ['0', 'of 0: no limit'],
        ])}
        {choice('noAck', 'consumed with noAck', [
          ['', 'as written'],
          ['true', 'true'],
          ['false', 'false'],
        ])}
        {choice('copies', 'ran', [['1', 'once'], ...NUMBERS.slice(1).map((number) => [number, `${number} times at once`] as const)])}
        {choice('crash', 'died', [
          ['', 'never'],
          ['basic.deliver', 'as it gets message'],
          ['basic.publish', 'as it publishes message'],
        ])}
        {supposed.crash !== '' && (
          <input
            type="number"
            aria-label="Number of that message"
            data-testid="what-if-number"
            min="1"
            max="10000"
            value={supposed.number}
            onInput={(event) => set({ number: event.currentTarget.value })}
          />
        )}
      </div>
      {whatIf && (
        <pre data-testid="what-if-code" tabIndex={0} aria-label="The code it stands for">
          {codeFor(whatIf, entry)}
        </pre>
      )}
      <p>
        <button type="button" data-testid="what-if-run" aria-disabled={!ready} onClick={() => ready && run(whatIf)}>
          ▶ Run it so
        </button>{' '}
        The lab says it in your program’s place on the wire: your files stay as they are, and a check is never run so.
      </p>
    </details>
  )
}

/** The option that was chosen, with its type. */
function chosen<K extends keyof Supposition>(key: K, options: readonly (readonly [Supposition[K], string])[], value: string): Partial<Supposition> {
  const option = options.find(([each]) => each === value)
  return option ? { [key]: option[0] } : {}
}
