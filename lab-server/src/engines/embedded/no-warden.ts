// For where what a dead server would leave ends by itself: in a container, which ends with it, and in tests.
import type { Warden } from './warden.ts'

export const noWarden: Warden = { hold: () => () => undefined, [Symbol.asyncDispose]: async () => undefined }
