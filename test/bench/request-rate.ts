// A client in a thread of its own, so that what the server's thread has to do can be told apart. The thread runs this same file.
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'

interface Asked {
  /** Each is asked for once, in order. */
  readonly urls: readonly string[]
  readonly headers: Readonly<Record<string, string>>
}

const threadName = 'bench-client'

/** How many of these requests a server in this thread answers in a second of its CPU time: other programs change it little. */
export async function requestsOfCpuSecond(asked: Asked): Promise<number> {
  const client = new Worker(fileURLToPath(import.meta.url), { workerData: { threadName, asked } })
  try {
    await once(client, 'message')
    const before = process.threadCpuUsage()
    client.postMessage('go')
    const [failure] = (await once(client, 'message')) as [string | undefined]
    const { user, system } = process.threadCpuUsage(before)
    if (failure !== undefined) throw new Error(failure)
    return (asked.urls.length * 1e6) / (user + system)
  } finally {
    await client.terminate()
  }
}

const agent = new Agent({ keepAlive: true })

function answered(url: string, headers: Asked['headers']): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  request(url, { agent, headers }, (answer) => {
    answer.resume().on('end', () => {
      if (answer.statusCode === 200) resolve()
      else reject(new Error(`${url}: ${answer.statusCode}`))
    })
  })
    .on('error', reject)
    .end()
  return promise
}

async function ask({ urls, headers }: Asked): Promise<string | undefined> {
  try {
    for (const url of urls) await answered(url, headers)
    return undefined
  } catch (error) {
    return String(error)
  }
}

if (!isMainThread && workerData?.threadName === threadName) {
  parentPort?.once('message', async () => parentPort?.postMessage(await ask(workerData.asked)))
  parentPort?.postMessage('ready')
}
