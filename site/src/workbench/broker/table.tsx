// What the picture of a broker shows, as tables.
import type { Seen } from '@ackademy/wire/seen-broker.ts'
import type { Timeline } from '@ackademy/wire/timeline.ts'
import { Table } from '../table.tsx'
import { deadWords, exchangeName, kindWords, prefetchWords, readyWords, typeWords, unackedWords } from './words.ts'

export const Tables = ({ seen, timeline }: { seen: Seen; timeline: Timeline }) => {
  const leads = (name: string): string => {
    const bound = seen.bindings
      .filter(({ exchange }) => exchange === name)
      .map(({ destination, routingKey }) => `${destination.name}, key ${routingKey || '(empty)'}`)
    return name === '' ? 'the queue whose name is the routing key' : bound.length > 0 ? bound.join('; ') : 'no binding was seen'
  }
  return (
    <div class="wb-table">
      <Table heads={['Queue', 'Ready', 'Unacknowledged', 'Declared', 'Asked by the lab']}>
        {seen.queues.map((queue) => (
          <tr key={queue.name}>
            <th scope="row">{queue.name}</th>
            <td>{readyWords(queue)}</td>
            <td>{queue.unacked.length}</td>
            <td>{[kindWords(queue), deadWords(queue)].filter((words) => words !== '').join('; ')}</td>
            <td>
              {queue.asked ? `${queue.asked.ready} ready, said the broker at event ${queue.asked.seq}; ${queue.asked.counted} were counted` : ''}
            </td>
          </tr>
        ))}
      </Table>
      <Table heads={['Consumer', 'Of queue', 'Prefetch', 'Holds']}>
        {seen.consumers.map((one) => (
          <tr key={`${one.connection}/${one.channel} ${one.tag}`}>
            <th scope="row">
              {one.program}, connection {one.connection}, channel {one.channel}
            </th>
            <td>{one.queue}</td>
            <td>{prefetchWords(one)}</td>
            <td>{unackedWords(one, timeline)}</td>
          </tr>
        ))}
        {seen.holders.map((one) => (
          <tr key={`${one.connection}/${one.channel} ${one.queue}`}>
            <th scope="row">
              {one.program}, connection {one.connection}, channel {one.channel}
            </th>
            <td>{one.queue}</td>
            <td>consumes no more</td>
            <td>{unackedWords(one, timeline)}</td>
          </tr>
        ))}
      </Table>
      <Table heads={['Exchange', 'Type', 'Leads to']}>
        {seen.exchanges.map((exchange) => (
          <tr key={exchange.name}>
            <th scope="row">{exchangeName(exchange.name)}</th>
            <td>{exchange.name === '' ? 'direct' : typeWords(exchange)}</td>
            <td>{leads(exchange.name)}</td>
          </tr>
        ))}
      </Table>
    </div>
  )
}
