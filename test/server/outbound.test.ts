// Whom the program calls: the viewer nobody, a sync CloudWatch Logs and SageMaker.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createApp } from '../../server/app.ts'
import { commandEnd, startCommand } from '../command.ts'
import { syncedDemo, temporaryFolder } from '../synced-demo.ts'
import { everyRoute, filledNames } from './every-route.ts'
import { filledDatabase } from './filled-database.ts'
import { noteMs } from './test-app.ts'

const test = suite('outbound calls')

const recorded = {
  NODE_OPTIONS: `--import=${new URL('../outbound-recorder.ts', import.meta.url).href} --no-warnings`,
}

function calls(stderr: string): readonly string[] {
  return Array.from(stderr.matchAll(/^outbound: (.*)$/gm), ([, target = '']) => target)
}

/** The first line of `stdout` or `stderr` that matches. */
async function lineOf(stream: NodeJS.ReadableStream | null, wanted: RegExp): Promise<string> {
  for await (const line of createInterface({ input: stream ?? process.stdin })) {
    if (wanted.test(line)) return line
  }
  return assert.unreachable(`no line matches ${wanted}`) as never
}

test('while every route is asked, the viewer opens no connection', async () => {
  const filled = filledDatabase({ size: 40 })
  const app = createApp({
    ...{ databasePath: filled.path, port: 0, now: () => noteMs, isSqlOn: true },
    onBug: () => undefined,
  })
  const routes = await everyRoute(app, filledNames(filled))
  await app.close()
  const words = ['serve', '--db', filled.path, '--port', '0', '--sql', '--no-token']
  const child = startCommand(words, recorded)
  const [chunk] = (await once(child.stdout ?? process.stdin, 'data')) as [Buffer]
  const base = String(chunk).trim()
  const end = commandEnd(child)
  for (const { method, url } of routes.filter((route) => route.method !== 'POST')) {
    const answer = await fetch(base + url, { method, redirect: 'manual' })
    await answer.text()
    assert.ok(answer.status < 500, url)
  }
  const body = new URLSearchParams({ group: 'fg-dpkg', text: 'a note' })
  const note = { method: 'POST', headers: { origin: base }, redirect: 'manual', body } as const
  assert.is((await fetch(`${base}/clusters/ml-prod/notes`, note)).status, 303)
  await (await fetch(`${base}/sql.json?q=SELECT+1`)).text()
  child.kill('SIGINT')
  assert.equal(calls((await end).stderr), [])
  filled.remove()
})

test('a sync connects to the endpoint of its account and nowhere else', async () => {
  const { environment, clusterName } = await syncedDemo()
  const path = join(temporaryFolder(), 'a.db')
  const child = startCommand(['sync', clusterName, '--db', path], { ...environment, ...recorded })
  const { code, stderr } = await commandEnd(child)
  assert.is(code, 0, stderr)
  const { host } = new URL(environment.AWS_ENDPOINT_URL ?? '')
  assert.ok(calls(stderr).length > 0)
  assert.equal([...new Set(calls(stderr))], [host])
})

/** Whom a sync calls that has no endpoint of a test for one of its services. */
async function firstStranger(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const child: ChildProcess = startCommand(words, { ...env, ...recorded })
  const line = await lineOf(child.stderr, /^outbound: (?!127\.0\.0\.1)/)
  child.kill('SIGKILL')
  return line.replace('outbound: ', '')
}

test('without an endpoint of its own it is AWS that a sync connects to: SageMaker for the cluster, CloudWatch for its logs', async () => {
  const { environment, clusterName } = await syncedDemo()
  const { AWS_ENDPOINT_URL: demo = '', ...account } = environment
  const words = ['sync', clusterName, '--db', join(temporaryFolder(), 'a.db')]
  assert.is(await firstStranger(words, account), 'api.sagemaker.us-west-2.amazonaws.com:443')
  const half = { ...account, AWS_ENDPOINT_URL_SAGEMAKER: demo }
  assert.is(await firstStranger(words, half), 'logs.us-west-2.amazonaws.com:443')
})

test.run()
