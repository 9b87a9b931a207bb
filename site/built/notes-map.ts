// The course is made from notes, which are no part of this project. Here each of their parts that belongs to the message brokers has an id of
// ours, by its place in them, and the pages that teach it. No sentence of the notes stands here.
export type Kind = 'heading' | 'bullet' | 'picture' | 'quote' | 'line'

export interface Part {
  readonly id: string
  readonly kind: Kind
  /** What is taught there, in our words. */
  readonly about: string
  /** Pages with an anchor, below the site's root. */
  readonly taught: readonly string[]
}

export const MESSAGE_BROKERS: readonly Part[] = [
  {
    id: 'a1',
    kind: 'heading',
    about: 'what a message broker is for, and the way of a message through it',
    taught: ['lessons/why-a-broker/#the-way-of-a-message', 'lessons/amqp-model/#from-exchange-to-queue'],
  },
  {
    id: 'a2',
    kind: 'bullet',
    about: 'protocol, broker and client library are three things',
    taught: ['lessons/why-a-broker/#three-names-that-get-mixed-up'],
  },
  { id: 'a3', kind: 'bullet', about: 'a Node project and its package.json', taught: ['lessons/first-queue/#a-project'] },
  { id: 'a4', kind: 'bullet', about: 'installing RabbitMQ, by Docker, apt or Homebrew', taught: ['lessons/running-rabbitmq/#start-it'] },
  { id: 'a5', kind: 'bullet', about: 'running it as a service', taught: ['lessons/running-rabbitmq/#start-it'] },
  {
    id: 'a6',
    kind: 'bullet',
    about: 'the management page: its right port, who may log in, and what it shows',
    taught: [
      'lessons/running-rabbitmq/#two-ports',
      'lessons/running-rabbitmq/#who-may-log-in',
      'lessons/running-rabbitmq/#look-around',
      'lessons/management-gui/#where-it-is',
    ],
  },
  {
    id: 'a7',
    kind: 'heading',
    about: 'a first program that sends, and one that receives',
    taught: ['lessons/first-queue/#a-whole-program', 'lessons/receiving-and-acknowledging/#a-whole-consumer'],
  },
  { id: 'a8', kind: 'picture', about: 'a producer’s program', taught: ['lessons/sending/#the-whole-program'] },
  { id: 'a9', kind: 'picture', about: 'a consumer’s program', taught: ['lessons/receiving-and-acknowledging/#a-whole-consumer'] },
  {
    id: 'a10',
    kind: 'line',
    about: 'starting programs again when they change: nodemon, and node --watch',
    taught: [
      'lessons/run-again-on-change/#built-into-node',
      'lessons/run-again-on-change/#nodemon',
      'lessons/run-again-on-change/#what-a-restart-does',
      'on-your-own-machine/#run-and-run-again-on-change',
    ],
  },
  {
    id: 'a11',
    kind: 'quote',
    about: 'what becomes of a message nobody acknowledges: it stays unacknowledged, and when it goes back',
    taught: ['lessons/receiving-and-acknowledging/#acknowledge', 'lessons/crash-and-redeliver/#what-the-broker-does'],
  },
]

/** The parts of a text in Markdown up to its second heading of the first level, each line one. */
export function partsOf(notes: string): Kind[] {
  const kinds: Kind[] = []
  let chapters = 0
  for (const line of notes.split('\n').map((text) => text.trim())) {
    if (/^#\s/.test(line) && ++chapters > 1) break
    if (line === '' || /^[-*_]+$/.test(line)) continue
    kinds.push(kindOf(line))
  }
  return kinds
}

const kindOf = (line: string): Kind => {
  if (/^#+\s/.test(line)) return 'heading'
  if (/^[-*+]\s/.test(line)) return 'bullet'
  if (line.startsWith('![')) return 'picture'
  return line.startsWith('>') ? 'quote' : 'line'
}
