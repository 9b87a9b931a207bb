// What the lab serves beside itself, each under a host name of its own: other people's pages (RabbitMQ's management) run there, and a
// browser keeps their scripts and cookies apart from the lab's. `<name>.localhost` needs no entry anywhere: browsers take it for
// loopback (RFC 6761, 6.3). The same guard stands before each, with a token of its own.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { soleToken, type Tokens } from './tokens.ts'

export type Serve = (request: IncomingMessage, response: ServerResponse) => void

export interface Host {
  readonly tokens: Tokens
  readonly serve: Serve
}

export interface OpenHost {
  readonly name: string
  readonly token: string
}

export class Hosts {
  readonly #hosts = new Map<string, Host>()

  /** At `<label>.localhost`; one that was there is replaced. */
  open(label: string, serve: Serve): OpenHost {
    const name = `${label}.localhost`
    const tokens = soleToken()
    this.#hosts.set(name, { tokens, serve })
    return { name, token: tokens.current }
  }

  /** By a request's Host header. */
  at(header: string | undefined): { readonly name: string; readonly host: Host } | undefined {
    const name = header?.toLowerCase().replace(/:\d+$/, '') ?? ''
    const host = this.#hosts.get(name)
    return host && { name, host }
  }
}
