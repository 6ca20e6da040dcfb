import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyPluginAsync } from 'fastify'
import type { AssetPaths } from '../views/layout.ts'

const ownFolder = fileURLToPath(new URL('views/assets/', import.meta.resolve('#package.json')))
const htmxFile = fileURLToPath(import.meta.resolve('htmx.org/dist/htmx.min.js'))
const ownFiles = { stylesheet: 'app.css', script: 'app.js', icon: 'icon.svg' } as const

/** One version for all files: a page of an older program never meets a newer file. */
function contentVersion(): string {
  const hash = createHash('sha256')
  for (const name of Object.values(ownFiles)) hash.update(readFileSync(`${ownFolder}/${name}`))
  return hash.update(readFileSync(htmxFile)).digest('hex').slice(0, 12)
}

/** Where the files of this program's version stand. */
export function assetPaths(): AssetPaths {
  const prefix = `/assets/${contentVersion()}`
  return {
    stylesheet: `${prefix}/${ownFiles.stylesheet}`,
    script: `${prefix}/${ownFiles.script}`,
    icon: `${prefix}/${ownFiles.icon}`,
    htmx: `${prefix}/htmx.min.js`,
  }
}

/** Serves exactly the four files, to be kept for good: their path changes with their content. */
export const assetFiles: FastifyPluginAsync<{ readonly paths: AssetPaths }> = async (
  app,
  { paths },
) => {
  await app.register(fastifyStatic, { root: ownFolder, serve: false })
  const cached = { maxAge: '1y', immutable: true, cacheControl: true } as const
  for (const [kind, name] of Object.entries(ownFiles) as [keyof typeof ownFiles, string][]) {
    app.get(paths[kind], (_, reply) => reply.sendFile(name, ownFolder, cached))
  }
  app.get(paths.htmx, (_, reply) => reply.sendFile('htmx.min.js', dirname(htmxFile), cached))
}
