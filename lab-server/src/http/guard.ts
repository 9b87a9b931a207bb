// Who may speak to the lab. It runs code for whoever it listens to, so a request must come from this machine's browser, from a page
// the lab itself served, and carry a token of this start:
//
//   Host      is one of ours      else a name of the attacker's, rebound to 127.0.0.1, would make his page "same origin"
//   Origin    is the Host's       on every upgrade and every request that changes something; a page can neither leave it out nor forge it
//   Sec-Fetch says same origin    or that nobody's page sent it: other ports of this machine count as "same site" and send our cookie along
//   cookie    holds the token     else any program of this machine that can reach the port would be let in (but to the probes, which tell numbers)
import type { IncomingMessage } from 'node:http'
import type { Tokens } from './tokens.ts'

export interface RequestFacts {
  readonly method: string
  /** What stands in the request line. */
  readonly target: string
  readonly upgrade: boolean
  /** Headers; one that was sent more than once is `twice`, which nothing allows. */
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
  readonly fetchMode: string | undefined
  readonly cookie: string | undefined
}

export type Admission =
  /** `renew`: it came with an earlier start's token, and should leave with this start's. */
  | { readonly kind: 'allowed'; readonly url: URL; readonly renew: boolean }
  /** The printed address: give the cookie and go on to `location`. `crossSite`: a link in some other page led here. */
  | { readonly kind: 'entry'; readonly location: string; readonly crossSite: boolean }
  | { readonly kind: 'refused'; readonly why: string }

export interface Door {
  readonly port: number
  readonly tokens: Tokens
  /** What it is called, without the port. */
  readonly names: readonly string[]
  /** Paths that may be read without a token. */
  readonly open: ReadonlySet<string>
}

/** The names of loopback. */
export const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '[::1]']

const twice = '\0 sent twice'

export const factsOf = (request: IncomingMessage, upgrade: boolean): RequestFacts => {
  const header = (name: string): string | undefined => {
    const values = request.headersDistinct[name]
    return values === undefined || values.length < 2 ? values?.[0] : twice
  }
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    upgrade,
    host: header('host'),
    origin: header('origin'),
    fetchSite: header('sec-fetch-site'),
    fetchMode: header('sec-fetch-mode'),
    cookie: header('cookie'),
  }
}

/** Cookies know no ports, so the name does: two labs on one machine keep out of each other's way. */
export const cookieName = (port: number): string => `ackademy-${port}`

/** No `Secure`: loopback is plain http. A session cookie: it ends with the browser. */
export const tokenCookie = ({ port, tokens }: Door): string => `${cookieName(port)}=${tokens.current}; Path=/; HttpOnly; SameSite=Strict`

const hostsOf = ({ names, port }: Door): readonly string[] => names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]))

const refused = (why: string): Admission => ({ kind: 'refused', why })

export const admit = (facts: RequestFacts, door: Door): Admission => {
  const host = facts.host?.toLowerCase()
  if (host === undefined || !hostsOf(door).includes(host)) return refused('The Host is not this lab’s address.')

  const reads = (facts.method === 'GET' || facts.method === 'HEAD') && !facts.upgrade
  if (facts.origin === undefined ? !reads : facts.origin.toLowerCase() !== `http://${host}`) return refused('The Origin is not this lab’s page.')

  const url = urlOf(facts.target, host)
  if (url === undefined) return refused('The address is not a path of this lab.')

  const foreign = facts.fetchSite !== undefined && facts.fetchSite !== 'same-origin' && facts.fetchSite !== 'none'
  const tokens = url.searchParams.getAll('token')
  if (reads && tokens.length > 0) {
    if (foreign && facts.fetchMode !== 'navigate') return refused('Another site’s page asked for it.')
    if (tokens.length > 1 || tokens[0] !== door.tokens.current) return refused('The token is not of this start.')
    url.searchParams.delete('token')
    return { kind: 'entry', location: url.pathname + url.search, crossSite: foreign }
  }
  if (foreign) return refused('Another site’s page asked for it.')

  if (reads && door.open.has(url.pathname)) return { kind: 'allowed', url, renew: false }

  // Another program of this machine may have planted a second cookie of the name: it cannot know a token, so any that is admitted will do.
  const token = cookiesNamed(cookieName(door.port), facts.cookie ?? '').find((shown) => door.tokens.admits(shown))
  return token === undefined
    ? refused('The token is missing or of a start long past.')
    : { kind: 'allowed', url, renew: token !== door.tokens.current }
}

/** The address a target stands for; undefined for one that would lead elsewhere when sent back in a Location (`//host`, `/\host`). */
const urlOf = (target: string, host: string): URL | undefined => {
  if (!target.startsWith('/') || !URL.canParse(`http://${host}${target}`)) return undefined
  const url = new URL(`http://${host}${target}`)
  return url.pathname.startsWith('//') ? undefined : url
}

const cookiesNamed = (name: string, header: string): readonly string[] =>
  header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
