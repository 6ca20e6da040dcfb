import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
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
const htmx = 'htmx.min.js'

/** The stylesheet of that name, with the colours and fonts that all of ours share. */
export function styleText(name: string): string {
  return ownText('tokens.css') + ownText(name)
}

function ownText(name: string): string {
  return readFileSync(`${ownFolder}/${name}`, 'utf8')
}

/**
 * A script as pages load it: without the lines that only say why and without indentation, a sixth less to load. No script
 * of ours holds a text of several lines.
 */
function scriptText(name: string): string {
  const lines = ownText(name).split('\n')
  const code = lines.map((line) => line.trim()).filter((line) => !/^(?:$|\/\/|\/?\*)/.test(line))
  return `${code.join('\n')}\n`
}

interface Asset {
  readonly type: 'text/css' | 'image/svg+xml' | 'text/javascript'
  readonly text: string
}

/** All that pages load, as it is served, by path: a dozen small files. */
export interface Assets {
  readonly paths: AssetPaths
  readonly files: ReadonlyMap<string, Asset>
}

/** One version for all files: a page of an older program never meets a newer file. */
export function readAssets(): Assets {
  const files: readonly (readonly [name: string, asset: Asset])[] = [
    [stylesheet, { type: 'text/css', text: styleText(stylesheet) }],
    [icon, { type: 'image/svg+xml', text: ownText(icon) }],
    ...[look, ...scripts].map((name) => {
      return [name, { type: 'text/javascript', text: scriptText(name) }] as const
    }),
    [htmx, { type: 'text/javascript', text: readFileSync(htmxFile, 'utf8') }],
  ]
  const hash = createHash('sha256')
  for (const [, { text }] of files) hash.update(text)
  const prefix = `/assets/${hash.digest('hex').slice(0, 12)}`
  return {
    paths: {
      stylesheet: `${prefix}/${stylesheet}`,
      icon: `${prefix}/${icon}`,
      look: `${prefix}/${look}`,
      scripts: [...scripts, htmx].map((name) => `${prefix}/${name}`),
    },
    files: new Map(files.map(([name, asset]) => [`${prefix}/${name}`, asset])),
  }
}

/** Serves exactly these files, to be kept for good: their paths change with their content. */
export const assetFiles: FastifyPluginAsync<Pick<Assets, 'files'>> = async (app, { files }) => {
  app.get('/assets/:version/:name', (request, reply) => {
    const file = files.get(request.url.split('?', 1)[0] ?? '')
    if (file === undefined) return reply.callNotFound()
    return reply
      .type(`${file.type}; charset=utf-8`)
      .header('cache-control', 'public, max-age=31536000, immutable')
      .send(file.text)
  })
}
