import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyPluginAsync } from 'fastify'
import type { AssetPaths } from '../views/layout.ts'

const ownFolder = fileURLToPath(new URL('views/assets/', import.meta.resolve('#package.json')))
const htmxFile = fileURLToPath(import.meta.resolve('htmx.org/dist/htmx.min.js'))
const stylesheet = 'app.css'
const icon = 'icon.svg'
/** Runs before the page is drawn, so that its theme does not flash. */
const look = 'look.js'
/** One file a subject; pages load them in this order. */
const scripts: readonly string[] = [
  'app.js',
  'keys.js',
  'time.js',
  'strip.js',
  'markdown.js',
  'log-window.js',
  'log.js',
  'notes.js',
  'sql.js',
]
const ownFiles = [stylesheet, icon, look, ...scripts]

/** One version for all files: a page of an older program never meets a newer file. */
function contentVersion(): string {
  const hash = createHash('sha256')
  for (const name of ownFiles) hash.update(readFileSync(`${ownFolder}/${name}`))
  return hash.update(readFileSync(htmxFile)).digest('hex').slice(0, 12)
}

/** Where the files of this program's version stand. */
export function assetPaths(): AssetPaths {
  const prefix = `/assets/${contentVersion()}`
  return {
    stylesheet: `${prefix}/${stylesheet}`,
    icon: `${prefix}/${icon}`,
    look: `${prefix}/${look}`,
    scripts: [...scripts, 'htmx.min.js'].map((name) => `${prefix}/${name}`),
  }
}

/**
 * A script as pages load it: without the lines that only say why and without indentation, a sixth less to load. No script
 * of ours holds a text of several lines.
 */
function served(name: string): string {
  const lines = readFileSync(`${ownFolder}/${name}`, 'utf8').split('\n')
  const code = lines.map((line) => line.trim()).filter((line) => !/^(?:$|\/\/|\/?\*)/.test(line))
  return `${code.join('\n')}\n`
}

/** Serves exactly these files, to be kept for good: their paths change with their content. */
export const assetFiles: FastifyPluginAsync<{ readonly paths: AssetPaths }> = async (
  app,
  { paths },
) => {
  await app.register(fastifyStatic, { root: ownFolder, serve: false })
  const cached = { maxAge: '1y', immutable: true, cacheControl: true } as const
  for (const path of [paths.stylesheet, paths.icon, ...paths.scripts.slice(-1)]) {
    const name = path.slice(path.lastIndexOf('/') + 1)
    const folder = ownFiles.includes(name) ? ownFolder : dirname(htmxFile)
    app.get(path, (_, reply) => reply.sendFile(name, folder, cached))
  }
  for (const path of [paths.look, ...paths.scripts.slice(0, -1)]) {
    const text = served(path.slice(path.lastIndexOf('/') + 1))
    app.get(path, (_, reply) =>
      reply
        .type('text/javascript; charset=utf-8')
        .header('cache-control', 'public, max-age=31536000, immutable')
        .send(text),
    )
  }
}
