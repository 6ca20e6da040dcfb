// The server of the Model Context Protocol, asked by a real client over standard input and output.

import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runCommand } from '../../command.ts'
import { syncedDemo, temporaryFolder } from '../../synced-demo.ts'
import { filledDatabase } from '../filled-database.ts'
import { plantedSecret, withPlantedSecret } from './planted-secret.ts'
import { publicRows, rowsOf } from './public-rows.ts'

const test = suite('hyperscope mcp')

const demo = await syncedDemo({ instances: 40 })
const main = fileURLToPath(new URL('../../../server/cli/main.ts', import.meta.url))

async function withClient(path: string, use: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ name: 'test', version: '1' })
  const transport = new StdioClientTransport({
    ...{ command: process.execPath, args: [main, 'mcp', '--db', path], stderr: 'inherit' },
  })
  await client.connect(transport)
  try {
    await use(client)
  } finally {
    await client.close()
  }
}

interface Answer {
  readonly text: string
  readonly isError: boolean
}

async function ask(client: Client, name: string, given: Record<string, unknown>): Promise<Answer> {
  const { content, isError } = await client.callTool({ name, arguments: given })
  const [first] = content as { text: string }[]
  return { text: first?.text ?? '', isError: isError === true }
}

test('a client finds four tools that only read, and their answers are those of the file', async () => {
  const before = publicRows(demo.path)
  await withClient(demo.path, async (client) => {
    const { tools } = await client.listTools()
    assert.equal(
      tools.map(({ name }) => name),
      ['summary', 'groups', 'why', 'search_lines'],
    )
    assert.ok(tools.every(({ annotations }) => annotations?.readOnlyHint === true))
    const summary = await ask(client, 'summary', { tokens: 4000 })
    const { stdout } = await runCommand(['pack', '--db', demo.path, '--tokens', '4000'])
    assert.is(`${summary.text}\n`, stdout)
    const groups = JSON.parse((await ask(client, 'groups', {})).text)
    const known = rowsOf(
      demo.path,
      'SELECT failure_group_id AS id FROM failure_group WHERE instances > 0',
    )
    assert.equal(
      groups.groups.map(({ id }: { id: string }) => id).toSorted(),
      known.map(({ id }) => `group:${id}`).toSorted(),
    )
  })
  assert.equal(publicRows(demo.path), before)
})

test('why and search_lines answer with lines that have ids, and with counts', async () => {
  const [failed] = rowsOf(
    demo.path,
    "SELECT instance_id AS id, decisive_line_ordinal AS line FROM failure JOIN instance USING (cluster_id, instance_id) WHERE state = 'failed' AND attempt = attempts",
  )
  await withClient(demo.path, async (client) => {
    const why = JSON.parse((await ask(client, 'why', { instance: failed?.id })).text)
    const decisive = why.failure.lines.filter((line: { is_decisive: boolean }) => line.is_decisive)
    assert.is(decisive.length, 1)
    assert.match(decisive[0].id, new RegExp(`^line:${failed?.id}:\\d+:${failed?.line}$`))
    assert.match(decisive[0].untrusted_log_text, /^```untrusted-log-text\n/)
    const found = JSON.parse(
      (await ask(client, 'search_lines', { text: 'lifecycle scripts', limit: 5 })).text,
    )
    assert.is(found.found.length, 5)
    assert.is(found.left_out.lines, found.lines - 5)
    assert.ok(found.instances.count <= found.instances.of)
    assert.is(found.is_whole, true)
  })
})

test('a question that cannot be is an answer that says what to do', async () => {
  await withClient(demo.path, async (client) => {
    const unknown = await ask(client, 'why', { instance: 'i-00000000000000000' })
    assert.ok(unknown.isError)
    assert.match(unknown.text, 'i-00000000000000000')
    assert.ok((await ask(client, 'search_lines', { text: '(', mode: 'regex' })).isError)
    const wrong = await ask(client, 'summary', { tokens: 10 }).catch((error: Error) => ({
      ...{ isError: true, text: error.message },
    }))
    assert.ok(wrong.isError)
  })
})

test('no secret reaches the client', async () => {
  const path = withPlantedSecret(demo.path, join(temporaryFolder(), 'secret.db'))
  await withClient(path, async (client) => {
    for (const [name, given] of [
      ['summary', { tokens: 20_000 }],
      ['groups', {}],
    ] as const) {
      const { text } = await ask(client, name, given)
      assert.not.match(text, plantedSecret, name)
      assert.match(text, /AWS_ACCESS_KEY_ID=<[a-z-]+-1>/, name)
    }
  })
})

test('no secret stands in a line that was searched for, also not where it is what was searched for', async () => {
  const extraLines = [`+ export AWS_ACCESS_KEY_ID=${plantedSecret}`]
  const filled = filledDatabase({ size: 16, extraLines })
  await withClient(filled.path, async (client) => {
    for (const text of ['AWS_ACCESS_KEY_ID', plantedSecret]) {
      const answer = await ask(client, 'search_lines', { text, limit: 50 })
      assert.ok(JSON.parse(answer.text).lines > 0)
      assert.not.match(answer.text, plantedSecret)
      assert.match(answer.text, /AWS_ACCESS_KEY_ID=<[a-z-]+-1>/)
    }
  })
  filled.remove()
})

test('without a file it ends with an error that says what to do', async () => {
  const { code, stderr } = await runCommand(['mcp', '--db', '/nonexistent.db'])
  assert.is(code, 6)
  assert.match(stderr, 'There is no database')
})

test.run()
