// The lessons in their order. The sidebar, the list on the home page and the number a lesson bears all come from here:
// a lesson is added by a line.
export const LESSONS = [
  'lessons/why-a-broker',
  'lessons/amqp-model',
  'lessons/running-rabbitmq',
  'lessons/first-queue',
  'lessons/sending',
  'lessons/receiving-and-acknowledging',
  'lessons/crash-and-redeliver',
  'lessons/run-again-on-change',
  'lessons/fair-dispatch',
  'lessons/management-gui',
  'lessons/poison-message',
  'lessons/retry-with-delay',
  'lessons/at-least-once',
  'lessons/publisher-confirms',
  'lessons/survive-restart',
  'lessons/publish-subscribe',
  'lessons/routing-topics',
  'lessons/request-reply',
]

/** A lesson's number, from 0: the first is the one that may be skipped. Throws for a page that is not in the list. */
export function numberOf(page: string): number {
  const number = LESSONS.indexOf(page)
  if (number < 0) throw new Error(`${page} bears the head of a lesson and is not in site/src/course.ts: add it there, in its place.`)
  return number
}
