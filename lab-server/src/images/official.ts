// The official images, by default: where a registry answers they are pulled, or built on.
export interface Official {
  readonly node: string
  readonly rabbitmq: string
}
export const OFFICIAL: Official = { node: 'node:24-slim', rabbitmq: 'rabbitmq:4-management' }
