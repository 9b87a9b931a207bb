// The last task of a program that has an end: connection.close, then it ends by itself.
import { neverEnds } from '@ackademy/wire/mistakes/never-ends.ts'
import { noCleanClose } from '@ackademy/wire/mistakes/no-clean-close.ts'
import { some } from '@ackademy/wire/mistakes/seen.ts'
import { fail, firstOf, missing, open, pass, unchecked, type Check } from './check.ts'

/** `when`: what to do, said to a program that never ends. */
export const closes =
  (program: string, when: string): Check =>
  (wire) => {
    const opened = wire.all('socket.open').filter((event) => event.program === program)
    const ended = wire.all('socket.end').filter((event) => event.program === program && event.by !== 'lab')
    const mistake = firstOf(
      () => noCleanClose(wire, program),
      () => neverEnds(wire, program, when),
    )
    if (mistake) return fail(mistake)
    const exit = wire.all('process.exit').find((event) => event.program === program && event.by === 'itself')
    if (opened.length > 0 && ended.length === opened.length && exit)
      return pass('connection.close, then your program ended by itself.', some([wire.last('connection.close')?.seq, exit.seq]))
    if (opened.length === 0) return wire.ended ? unchecked('Your program never connected.') : open('Waiting for your program to connect.')
    return missing(wire, program, 'Waiting for connection.close and for the program to end.', {
      mistake: 'never-ends',
      message: `Your program did not close its connection. ${when}`,
      evidence: some([opened[0]?.seq, wire.deadline?.seq]),
    })
  }
