// The secret that tells this lab's own page from any other. Each start mints one; what earlier starts minted is still admitted for a
// day after the start that followed, so that a page left open while the server restarts finds its way back by its own cookie.
// On disk lie hashes only: who reads the file gains no way in.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'

export interface Tokens {
  /** This start's token: 32 random bytes as base64url. */
  readonly current: string
  /** Whether a token is this start's, or of an earlier one and not yet expired. */
  admits(token: string): boolean
}

const mintToken = (): string => randomBytes(32).toString('base64url')

/** One that is kept nowhere, and is good as long as whoever holds it. */
export const soleToken = (): Tokens => {
  const current = mintToken()
  return { current, admits: (shown) => shown === current }
}

const DAY_MS = 24 * 60 * 60 * 1000
/** A server that crashes and restarts in a loop must not grow the file without end. */
const MOST_KEPT = 50

/** Hashes as hex; `expires` in ms since 1970, absent on those no later start has followed yet. */
const Kept = z.array(z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), expires: z.number().optional() }))

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

/**
 * Mints this start's token and notes its hash in `<folder>/tokens.json` (mode 0600). A file that cannot be read counts as empty.
 * @param given.now ms since 1970
 */
export const openTokens = async (given: { folder: string; now: () => number; mint?: () => string }): Promise<Tokens> => {
  const { folder, now, mint = mintToken } = given
  const file = path.join(folder, 'tokens.json')
  const current = mint()
  const started = now()
  const earlier = (await read(file))
    .map(({ sha256, expires }) => ({ sha256, expires: expires ?? started + DAY_MS }))
    .filter(({ expires }) => expires > started)
    .slice(-MOST_KEPT)

  await mkdir(folder, { recursive: true })
  // Renamed into place: a start that is killed here leaves the old file or the new one, never half of one.
  const draft = `${file}.${process.pid}`
  await writeFile(draft, JSON.stringify([...earlier, { sha256: hashOf(current).toString('hex') }]), { mode: 0o600 })
  await rename(draft, file)

  const known = [
    ...earlier.map(({ sha256, expires }) => ({ hash: Buffer.from(sha256, 'hex'), expires })),
    { hash: hashOf(current), expires: Infinity },
  ]
  return {
    current,
    admits(token) {
      // Every hash is compared, each in constant time: how long it takes tells nothing.
      const hash = hashOf(token)
      const matches = known.filter((one) => timingSafeEqual(one.hash, hash))
      return matches.some(({ expires }) => expires > now())
    },
  }
}

const read = async (file: string) => {
  try {
    return Kept.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return []
  }
}
