// The management page in the browser: asks the API every two seconds and draws what it says. Names and bodies are others' words: they
// are only ever set as text.

const PERIOD = 2000

const encoded = (...parts) => parts.map((part) => encodeURIComponent(String(part))).join('/')
const inside = (row, name) => {
  const value = row[name]
  return typeof value === 'object' && value !== null ? value : {}
}

async function ask(path, init = {}) {
  const { method = 'GET', body } = init
  const request = body === undefined ? { method } : { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  const answer = await fetch(new URL(`/api/${path}`, location.origin), request)
  if (answer.status === 204) return undefined
  const told = await answer.json()
  if (!answer.ok) throw new Error(String(told['reason']))
  return told
}

const TABLES = [
  {
    title: 'Queues',
    path: 'queues',
    columns: [
      ['Name', (row) => row['name']],
      ['Type', (row) => row['type']],
      ['Durable', (row) => row['durable']],
      ['Ready', (row) => row['messages_ready']],
      ['Unacked', (row) => row['messages_unacknowledged']],
      ['Consumers', (row) => row['consumers']],
      ['Arguments', (row) => row['arguments']],
    ],
    actions: [
      { label: 'Get messages', run: look },
      { label: 'Publish', run: async (row) => publishing('amq.default', String(row['name']), row) },
      {
        label: 'Purge',
        run: async (row) => {
          await ask(`queues/${encoded(row['vhost'], row['name'])}/contents`, { method: 'DELETE' })
        },
      },
    ],
  },
  {
    title: 'Exchanges',
    path: 'exchanges',
    columns: [
      ['Name', (row) => (row['name'] === '' ? '(AMQP default)' : row['name'])],
      ['Type', (row) => row['type']],
      ['Durable', (row) => row['durable']],
      ['Arguments', (row) => row['arguments']],
    ],
    actions: [{ label: 'Publish', run: async (row) => publishing(row['name'] === '' ? 'amq.default' : String(row['name']), '', row) }],
  },
  {
    title: 'Bindings',
    path: 'bindings',
    columns: [
      ['From', (row) => (row['source'] === '' ? '(AMQP default)' : row['source'])],
      ['Routing key', (row) => row['routing_key']],
      ['To', (row) => `${String(row['destination_type'])} ${String(row['destination'])}`],
      ['Arguments', (row) => row['arguments']],
    ],
    actions: [],
  },
  {
    title: 'Consumers',
    path: 'consumers',
    columns: [
      ['Queue', (row) => inside(row, 'queue')['name']],
      ['Consumer tag', (row) => row['consumer_tag']],
      ['Channel', (row) => inside(row, 'channel_details')['name']],
      ['Acks', (row) => row['ack_required']],
      ['Prefetch', (row) => row['prefetch_count']],
      ['State', (row) => row['activity_status']],
    ],
    actions: [],
  },
  {
    title: 'Channels',
    path: 'channels',
    columns: [
      ['Channel', (row) => row['name']],
      ['User', (row) => row['user']],
      ['Confirms', (row) => row['confirm']],
      ['Prefetch', (row) => row['prefetch_count']],
      ['Unacked', (row) => row['messages_unacknowledged']],
      ['Consumers', (row) => row['consumer_count']],
    ],
    actions: [],
  },
  {
    title: 'Connections',
    path: 'connections',
    columns: [
      ['Name', (row) => row['name']],
      ['User', (row) => row['user']],
      ['State', (row) => row['state']],
      ['Channels', (row) => row['channels']],
      ['Client', (row) => inside(row, 'client_properties')['product']],
    ],
    actions: [
      {
        label: 'Close',
        run: async (row) => {
          await ask(`connections/${encoded(row['name'])}`, { method: 'DELETE' })
        },
      },
    ],
  },
]

function element(name, text, ...inner) {
  const made = document.createElement(name)
  if (text !== undefined) made.textContent = spoken(text)
  made.append(...inner)
  return made
}

function spoken(value) {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0 ? '' : JSON.stringify(value)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function at(id, kind) {
  const there = document.getElementById(id)
  if (!(there instanceof kind)) throw new Error(`the page has no ${id}`)
  return there
}

async function look(row) {
  const asked = { count: 10, ackmode: 'ack_requeue_true', encoding: 'auto', truncate: 50_000 }
  const messages = await ask(`queues/${encoded(row['vhost'], row['name'])}/get`, { method: 'POST', body: asked })
  at('messages-title', HTMLHeadingElement).textContent = `The first messages of ${String(row['name'])} (they go back, marked redelivered)`
  at('messages-text', HTMLPreElement).textContent = JSON.stringify(messages, null, 2)
  at('messages', HTMLDialogElement).showModal()
}

function publishing(exchange, key, row) {
  const [dialog, form] = [at('publish', HTMLDialogElement), at('publish-form', HTMLFormElement)]
  const field = (name) => form.elements.namedItem(name)
  field('exchange').value = exchange
  field('routing_key').value = key
  dialog.onclose = () => {
    if (dialog.returnValue !== 'publish') return
    const properties = { delivery_mode: field('persistent').checked ? 2 : 1 }
    const body = { properties, routing_key: field('routing_key').value, payload: field('payload').value, payload_encoding: 'string' }
    void attempt(async () => {
      const told = await ask(`exchanges/${encoded(row['vhost'], field('exchange').value)}/publish`, { method: 'POST', body })
      notice(told['routed'] === true ? 'Published, and a queue took it.' : 'Published, but no queue took it.')
    })
  }
  dialog.showModal()
}

const notice = (text) => {
  at('notice', HTMLParagraphElement).textContent = text
}

async function attempt(what) {
  try {
    await what()
    await draw()
  } catch (error) {
    notice(`That did not work: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function table({ title, columns, actions }, rows) {
  const heads = columns.map(([name]) => element('th', name))
  if (actions.length > 0) heads.push(element('th', 'Actions'))
  const lines = rows.map((row) => {
    const cells = columns.map(([, value]) => element('td', value(row)))
    if (actions.length === 0) return element('tr', undefined, ...cells)
    const buttons = actions.map((action) => {
      const button = element('button', action.label)
      button.type = 'button'
      button.setAttribute('aria-label', `${action.label}: ${spoken(row['name'])}`)
      button.onclick = () => void attempt(() => action.run(row))
      return button
    })
    return element('tr', undefined, ...cells, element('td', undefined, ...buttons))
  })
  const body = element('table', undefined, element('thead', undefined, element('tr', undefined, ...heads)), element('tbody', undefined, ...lines))
  const scroll = element('div', undefined, body)
  scroll.className = 'scroll'
  return element('section', undefined, element('h2', `${title} (${rows.length})`), scroll)
}

async function draw() {
  const [overview, ...rows] = await Promise.all([ask('overview'), ...TABLES.map(({ path }) => ask(path))])
  const numbers = { ...inside(overview, 'queue_totals'), ...inside(overview, 'object_totals') }
  at('about', HTMLParagraphElement).textContent = `${spoken(overview['product_name'])}, as RabbitMQ ${spoken(overview['rabbitmq_version'])}`
  const pairs = Object.entries(numbers).map(([name, value]) =>
    element('div', undefined, element('dt', name.replaceAll('_', ' ')), element('dd', value)),
  )
  at('overview', HTMLElement).replaceChildren(...pairs)
  at('tables', HTMLDivElement).replaceChildren(...TABLES.map((one, index) => table(one, rows[index] ?? [])))
}

/** What is drawn is left alone while someone is on a button, so that none moves under a finger. */
const busy = () => document.activeElement instanceof HTMLButtonElement || document.querySelector('dialog[open]') !== null

const redraw = () => {
  if (!busy()) draw().catch((error) => notice(`The broker does not answer: ${error instanceof Error ? error.message : String(error)}`))
}
redraw()
setInterval(redraw, PERIOD)
