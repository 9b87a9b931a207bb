// The few pages the lab says itself, with no site and no script: a title, and what stands below it.

export const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')

const style = 'body{font:1.1rem/1.6 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}'

/** All above what it says. HTML needs no end: what comes later is written as it is known. */
export const plainPage = (title: string, heading: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>
<style>${style}</style>
<h1>${escaped(heading)}</h1>
`

/** Leads on to an address by the page itself, and by a link where a browser does not follow. */
export const leadsOn = (to: string, link: string): string => {
  const address = escaped(to)
  return `<meta http-equiv="refresh" content="0;url=${address}"><p><a href="${address}">${escaped(link)}</a></p>`
}
