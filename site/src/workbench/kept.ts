// What a page keeps in this browser under one name, as JSON. A browser may forbid that, be full, or hold what another version wrote.

/** `storage` is a function, since naming localStorage throws where a browser forbids it. */
export type GetStorage = () => Pick<Storage, 'getItem' | 'setItem'>

export interface Kept {
  /** Undefined where nothing is kept, or nothing that is JSON: whoever reads it looks at what it is. */
  read(): unknown
  /** False when the browser would not keep it. */
  write(value: unknown): boolean
}

export const keptIn = (storage: GetStorage, name: string): Kept => {
  const key = `ackademy:${name}`
  return {
    read: () => {
      try {
        return JSON.parse(storage().getItem(key) ?? '') as unknown
      } catch {
        return undefined
      }
    },
    write: (value) => {
      try {
        storage().setItem(key, JSON.stringify(value))
        return true
      } catch {
        return false
      }
    },
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
