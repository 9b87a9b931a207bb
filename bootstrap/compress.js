// Lays .br and .gz files beside what compresses well: the server then sends compressed files and spends nothing on it.
// A program of its own (`node bootstrap/compress.js <folder>`), so that the build's line of progress counts its seconds too.
import { readFileSync, writeFileSync } from 'node:fs'
import { extname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { filesUnder } from './folders.js'

const compressible = new Set(['.html', '.js', '.mjs', '.css', '.svg', '.json', '.xml', '.txt', '.map', '.webmanifest', '.wasm'])
// Smaller files win nothing: they fit one packet as they are.
const worthCompressing = 1024

/** All at once: zlib works on as many threads as Node gives it. */
export const compress = async (folder) => {
  const brotli = promisify(brotliCompress)
  const zip = promisify(gzip)
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }
  const level = { level: constants.Z_BEST_COMPRESSION }
  const files = filesUnder(folder)
    .filter((path) => compressible.has(extname(path)))
    .map((path) => ({ path, plain: readFileSync(path) }))
    .filter(({ plain }) => plain.length >= worthCompressing)
    // The largest first, or it would be the one all wait for.
    .sort((one, other) => other.plain.length - one.plain.length)
  await Promise.all(
    files.flatMap(({ path, plain }) => [
      brotli(plain, quality).then((bytes) => writeFileSync(`${path}.br`, bytes)),
      zip(plain, level).then((bytes) => writeFileSync(`${path}.gz`, bytes)),
    ]),
  )
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await compress(process.argv[2])
