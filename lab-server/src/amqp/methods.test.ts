import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { definitions } from './amqplib-oracle.ts'
import { argumentsOf, methodNames } from './arbitrary-method.ts'
import { MalformedFrame } from './malformed.ts'
import type { MethodName } from './methods.ts'
import { METHODS, decodeMethod, encodeMethod, idOf } from './methods.ts'
import { maySend } from './senders.ts'

const numberOf = (name: MethodName) => idOf(name).classId * 65_536 + idOf(name).methodId
/** A method frame without its seven bytes before and its one behind. */
const payloadOf = (frame: Buffer) => frame.subarray(7, -1)

describe.each(methodNames)('%s', (name) => {
  test("has amqplib's arguments in amqplib's order", () => {
    expect(METHODS[name].args.map(([argument, domain]) => `${argument} ${domain}`)).toEqual(
      definitions.info(numberOf(name)).args.map((argument) => `${argument.name} ${argument.type}`),
    )
  })

  test('is read as amqplib writes it', () => {
    fc.assert(
      fc.property(argumentsOf(name), (args) => {
        expect(decodeMethod(payloadOf(definitions.encodeMethod(numberOf(name), 1, args)))).toEqual({ name, args })
      }),
      { numRuns: 25 },
    )
  })

  test('is written so that amqplib reads the same', () => {
    fc.assert(
      fc.property(argumentsOf(name), (args) => {
        expect(definitions.decode(numberOf(name), encodeMethod(name, args).subarray(4))).toEqual(args)
      }),
      { numRuns: 25 },
    )
  })

  test('is refused when any of its last bytes is missing, or one is too many', () => {
    const whole = encodeMethod(name, {})
    for (let length = 0; length < whole.length; length++) expect(() => decodeMethod(whole.subarray(0, length))).toThrow(MalformedFrame)
    expect(() => decodeMethod(Buffer.concat([whole, Buffer.of(0)]))).toThrow(MalformedFrame)
  })

  test('has someone who may send it', () => {
    expect(maySend('program', name) || maySend('broker', name)).toBe(true)
  })
})

test('a method nobody knows is refused by its numbers', () => {
  expect(() => decodeMethod(Buffer.from([0, 60, 0, 99]))).toThrow('unknown method 60.99')
})

test('what tells of a message can only come from the broker', () => {
  for (const name of ['basic.deliver', 'basic.return', 'basic.get-ok', 'queue.declare-ok', 'confirm.select-ok', 'connection.blocked'] as const) {
    expect([name, maySend('program', name)]).toEqual([name, false])
  }
})

test('random bytes are a method or a MalformedFrame, nothing else', () => {
  fc.assert(
    fc.property(fc.constantFrom(...methodNames), fc.uint8Array({ maxLength: 200 }), (name, bytes) => {
      const { classId, methodId } = idOf(name)
      try {
        decodeMethod(Buffer.from([0, classId, 0, methodId, ...bytes]))
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedFrame)
      }
    }),
    { numRuns: 3000 },
  )
})
