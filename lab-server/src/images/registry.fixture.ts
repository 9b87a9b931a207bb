// An image registry to try in tests: one image of one layer that holds one file, under the name `lab/small:1`.
// https://distribution.github.io/distribution/spec/api/ ; an engine takes plain http from 127.0.0.1.
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'

const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

/** A POSIX tar with one file. */
function tar(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512)
  header.write(name, 0)
  for (const [text, at] of [
    ['0000644\0', 100],
    ['0000000\0', 108],
    ['0000000\0', 116],
    [`${content.length.toString(8).padStart(11, '0')}\0`, 124],
    ['00000000000\0', 136],
    ['        0', 148],
    ['ustar\x0000', 257],
  ] as const)
    header.write(text, at)
  const sum = header.reduce((all, byte) => all + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([header, content, Buffer.alloc(512 - (content.length % 512)), Buffer.alloc(1024)])
}

export async function openRegistry(size = 3_000_000) {
  const root = tar('random', randomBytes(size))
  const layer = gzipSync(root)
  const config = Buffer.from(
    JSON.stringify({ architecture: 'amd64', os: 'linux', config: {}, rootfs: { type: 'layers', diff_ids: [digestOf(root)] }, history: [{}] }),
  )
  const v2 = 'application/vnd.docker.distribution.manifest.v2+json'
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: v2,
      config: { mediaType: 'application/vnd.docker.container.image.v1+json', size: config.length, digest: digestOf(config) },
      layers: [{ mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip', size: layer.length, digest: digestOf(layer) }],
    }),
  )
  const answers: Record<string, [type: string, bytes: Buffer]> = {
    '/v2/': ['application/json', Buffer.from('{}')],
    '/v2/lab/small/manifests/1': [v2, manifest],
    [`/v2/lab/small/manifests/${digestOf(manifest)}`]: [v2, manifest],
    [`/v2/lab/small/blobs/${digestOf(config)}`]: ['application/octet-stream', config],
    [`/v2/lab/small/blobs/${digestOf(layer)}`]: ['application/octet-stream', layer],
  }
  const server = createServer((request, response) => {
    const [type, bytes] = answers[request.url ?? ''] ?? []
    if (type === undefined || bytes === undefined) return void response.writeHead(404).end()
    const headers = { 'Content-Type': type, 'Content-Length': bytes.length, 'Docker-Content-Digest': digestOf(bytes) }
    response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : bytes)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    host,
    name: `${host}/lab/small:1`,
    digest: `${host}/lab/small@${digestOf(manifest)}`,
    layer: layer.length,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
