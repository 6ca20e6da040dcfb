import { Script } from 'node:vm'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readAssets } from '../../server/assets.ts'
import { everyPage, testApp } from './test-app.ts'

const test = suite('scripts of the pages')

/** Bytes, htmx included. */
const budget = 60 * 1024

test('no page loads more than 60 KiB of script, and each file is one of ours', async () => {
  const filled = testApp({ size: 100 })
  const known = new Set(Object.values(readAssets().paths).flat())
  const sizes = new Map<string, number>()
  const loaded = new Set<string>()
  for (const url of everyPage(filled)) {
    const { body } = await filled.get(url)
    const paths = Array.from(body.matchAll(/<script src="([^"]+)"/g), ([, path]) => path ?? '')
    for (const path of paths) {
      assert.ok(known.has(path), path)
      loaded.add(path.slice(path.lastIndexOf('/') + 1))
      if (!sizes.has(path)) sizes.set(path, Buffer.byteLength((await filled.get(path)).body))
    }
    const bytes = paths.reduce((sum, path) => sum + (sizes.get(path) ?? 0), 0)
    assert.ok(bytes <= budget, `${url}: ${bytes}`)
  }
  assert.ok(loaded.has('log.js') && loaded.has('strip.js') && loaded.has('htmx.min.js'))
  await filled.app.close()
  filled.remove()
})

test('a page without a log or a strip does not load their scripts', async () => {
  const filled = testApp({ size: 100 })
  const { body } = await filled.get('/clusters/ml-prod/catalogue')
  assert.not.match(body, /log\.js|log-window\.js|strip\.js|sql\.js/)
  await filled.app.close()
  filled.remove()
})

test('every script is whole without its comments', async () => {
  const filled = testApp({ size: 20 })
  const { look, scripts } = readAssets().paths
  for (const path of [look, ...scripts]) {
    const { body, headers } = await filled.get(path)
    assert.match(String(headers['content-type']), 'javascript')
    assert.match(String(headers['cache-control']), 'immutable')
    assert.ok(new Script(body))
    assert.not.match(body, /^\s*\/\//m)
  }
  await filled.app.close()
  filled.remove()
})

test.run()
