import { once } from 'node:events'
import { connect } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { listen } from '../../server/listen.ts'
import { sendOdd } from './raw-requests-harness.ts'
import { withTestApp } from './test-app.ts'

const test = suite('raw requests')

test('6,000 odd requests tell nothing, and the viewer goes on answering its own', async () => {
  const { broken, counts } = await sendOdd({ requests: 6000, seed: 11 })
  assert.equal(broken, [])
  for (const status of ['400', '403', '421']) assert.ok((counts[status] ?? 0) > 50, status)
})

test('300 connections that never send the rest of their request keep nobody from a page', async () => {
  await withTestApp({ size: 8 }, async ({ app }) => {
    const base = new URL(await listen(app, 0))
    const held = Array.from({ length: 300 }, (_, index) => {
      const socket = connect(Number(base.port), base.hostname).on('error', () => undefined)
      socket.write(index % 2 === 0 ? 'GET /clusters HTTP/1.1\r\nHost: ' : 'G')
      return socket
    })
    await Promise.all(held.map((socket) => once(socket, 'connect')))
    for (let times = 0; times < 5; times += 1)
      assert.is((await fetch(new URL('/clusters', base))).status, 200)
    for (const socket of held) socket.destroy()
  })
})

test.run()
