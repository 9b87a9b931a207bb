// A run taken along: as a file, or as a link that holds it. Either holds the bodies of its messages, and says so before.
import { toJsonl } from '@ackademy/contract/jsonl.ts'
import type { Recording } from '@ackademy/contract/recording.ts'
import { useState } from 'preact/hooks'
import { download } from './download.ts'
import { fragmentOf, MOST_PACKED, packed } from './link.ts'

interface Given {
  /** One, or two that are seen side by side; empty: nothing happened yet. */
  readonly recordings: readonly Recording[]
}

/** `link`: to be copied by hand. */
interface Said {
  readonly text: string
  readonly link?: string | undefined
}

const kB = (bytes: number): string => `${(bytes / 1024).toFixed(1)} kB`

export const KeepRun = ({ recordings }: Given) => {
  const [said, say] = useState<Said>()
  const none = recordings.length === 0
  const runs = recordings.length > 1 ? 'both runs' : 'this run'
  const save = () => {
    for (const [index, recording] of recordings.entries()) {
      const name = `${recording.header.exercise || 'run'}${recordings.length > 1 ? `-${index + 1}` : ''}.jsonl`
      download(name, new Blob([toJsonl(recording)], { type: 'application/jsonl' }))
      say({ text: `Saved as ${name}. The page Replay opens it again.` })
    }
  }
  const copy = async () => {
    const all = await Promise.all(recordings.map((recording) => packed(toJsonl(recording))))
    const bytes = all.reduce((sum, one) => sum + one.bytes, 0)
    const values = all.flatMap(({ value }) => value ?? [])
    if (values.length < all.length || bytes > MOST_PACKED)
      return say({ text: `Packed this takes ${kB(bytes)}, and a link holds ${kB(MOST_PACKED)} at most. Save it as a file instead.` })
    const link = new URL(`${import.meta.env.BASE_URL}replay/${fragmentOf(values)}`, location.href).href
    if (!(await isCopied(link))) return say({ text: 'The browser does not let this page copy. Here is the link:', link })
    say({ text: `Copied: the link holds ${runs} (${kB(bytes)}), with the bodies of the messages. Any Ackademy’s page Replay opens it.`, link })
  }
  return (
    <div class="keep-run" role="group" aria-label={`Take ${runs} along`}>
      <button type="button" data-testid="save-run" aria-disabled={none} onClick={() => !none && save()}>
        Save {runs}
      </button>
      <button type="button" data-testid="copy-link" aria-disabled={none} onClick={() => !none && void copy()}>
        Copy link
      </button>
      <small>File and link hold the bodies of the messages.</small>
      <p role="status" data-testid="kept">
        {said?.text}
      </p>
      {said?.link !== undefined && (
        <input readOnly aria-label="The link" data-testid="link" value={said.link} onFocus={(event) => event.currentTarget.select()} />
      )}
    </div>
  )
}

/** Whether it could be copied: where a page did not come over https or from this machine, there is no clipboard at all. */
async function isCopied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
