// The embedded broker in a process of its own, for bench/broker.ts: what it needs of memory and processor is then its alone.
import { randomBytes } from 'node:crypto'
import { Broker } from '../lab-server/src/embedded/broker/broker.ts'
import { serveBroker } from '../lab-server/src/embedded/broker/server.ts'

const broker = new Broker({ ids: () => randomBytes(9).toString('base64url') })
broker.addVirtualHost('/')
broker.addUser({ name: 'guest', password: 'guest', virtualHosts: ['/'] })
const { endpoint } = await serveBroker(broker)
process.send?.(endpoint)
process.on('message', () => process.send?.({ rss: process.memoryUsage.rss(), cpu: process.cpuUsage() }))
process.on('disconnect', () => process.exit())
