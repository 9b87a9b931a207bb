// The way from the workbench to RabbitMQ's management pages: makes ready what they show, says so meanwhile, and leads on to their host.
import { Router } from 'express'
import { asLabError } from '../errors.ts'
import type { Hosts, OpenHost } from './hosts.ts'
import { managementGui, type ManagementAccount } from './management-gui.ts'

export interface ManagementRoute {
  readonly hosts: Hosts
  /** Of an exercise's session. Throws LabError. */
  readonly account: (slug: string) => Promise<ManagementAccount>
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')

const top = `<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>RabbitMQ’s management</title>
<style>body{font:1.1rem/1.6 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}</style>
<h1>RabbitMQ’s management</h1>
<p>Making a broker ready …</p>
`

/** GET /management/:slug: HTML that comes as it is known, since a broker of an exercise's own takes some seconds to start. */
export const managementRoute = ({ hosts, account }: ManagementRoute): Router => {
  const open = new Map<string, OpenHost & { readonly account: ManagementAccount }>()
  return Router().get('/management/:slug', async (request, response) => {
    const { slug } = request.params
    response.set('Cache-Control', 'no-store').type('html').write(top)
    try {
      const found = await account(slug)
      // the host stays while the broker does: a page that is open goes on
      let host = open.get(slug)
      if (host === undefined || JSON.stringify(host.account) !== JSON.stringify(found)) {
        host = { ...hosts.open(`${slug}.rabbitmq`, managementGui(found)), account: found }
        open.set(slug, host)
      }
      const port = /:\d+$/.exec(request.headers.host ?? '')?.[0] ?? ''
      const to = escaped(`http://${host.name}${port}/?token=${host.token}`)
      response.end(`<meta http-equiv="refresh" content="0;url=${to}"><p><a href="${to}">Go on to it</a></p></html>`)
    } catch (thrown) {
      const { message, advice } = asLabError(thrown)
      response.end(`<p><strong>${escaped(message)}</strong> ${escaped(advice)}</p></html>`)
    }
  })
}
