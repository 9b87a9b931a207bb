// The way from the workbench to RabbitMQ's management pages: makes ready what they show, says so meanwhile, and leads on to their host.
import { Router } from 'express'
import { asLabError } from '../errors.ts'
import type { Hosts, OpenHost } from './hosts.ts'
import { managementGui, type ManagementAccount } from './management-gui.ts'
import { escaped, leadsOn, plainPage } from './plain-page.ts'

export interface ManagementRoute {
  readonly hosts: Hosts
  /** Of an exercise's session. Throws LabError. */
  readonly account: (slug: string) => Promise<ManagementAccount>
}

const TITLE = 'RabbitMQ’s management'

/** GET /management/:slug: HTML that comes as it is known, since a broker of an exercise's own takes some seconds to start. */
export const managementRoute = ({ hosts, account }: ManagementRoute): Router => {
  /** The last that was opened for each, with what it shows. */
  const open = new Map<string, OpenHost & { readonly account: ManagementAccount }>()
  return Router().get('/management/:slug', async (request, response) => {
    const { slug } = request.params
    response
      .set('Cache-Control', 'no-store')
      .type('html')
      .write(`${plainPage(TITLE, TITLE)}<p>Making a broker ready …</p>\n`)
    try {
      const found = await account(slug)
      // while the broker is the same, so is the host: a page that is open goes on
      let host = open.get(slug)
      if (host === undefined || !isSame(host.account, found)) {
        host = { ...hosts.open(`${slug}.rabbitmq`, managementGui(found)), account: found }
        open.set(slug, host)
      }
      const port = /:\d+$/.exec(request.headers.host ?? '')?.[0] ?? ''
      response.end(`${leadsOn(`http://${host.name}${port}/?token=${host.token}`, 'Go on to it')}</html>`)
    } catch (thrown) {
      const { message, advice } = asLabError(thrown)
      response.end(`<p><strong>${escaped(message)}</strong> ${escaped(advice)}</p></html>`)
    }
  })
}

/** A user's name alone says little: on every broker of an exercise's own the first session's is called the same. */
const isSame = (one: ManagementAccount, other: ManagementAccount): boolean =>
  one.management.href === other.management.href && one.user === other.user && one.password === other.password
