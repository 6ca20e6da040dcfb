// The demo services in a thread of their own, so that inventing logs and writing pages takes nothing from the event loop
// of the sync that reads them. The thread runs this same file.
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { liveDemoClock } from './demo-clock.ts'
import { demoSettings } from './demo-options.ts'
import { type DemoServer, type DemoServerCounts, startDemoServer } from './demo-server.ts'
import type { DemoServerOptions } from './demo-server-options.ts'

/** Options without functions: they cross to another thread. */
export interface DemoWorkerOptions
  extends Omit<DemoServerOptions, 'nowMs' | 'elapsedMs' | 'fault'> {
  /** The demo clock runs from the start of the bring-up, `speed` times as fast as real time; default: it stands. */
  readonly live?: { readonly speed: number }
}

export interface DemoWorker {
  readonly url: string
  readonly port: number
  counts(): Promise<DemoServerCounts>
  /** Ends the services and their thread at once. */
  close(): Promise<void>
}

/** What the thread says: first that it listens, then a count for each question. */
type Report = { readonly port: number } | { readonly counts: DemoServerCounts }

const threadName = 'hyperscope-demo'

function serverOptions(options: DemoWorkerOptions): DemoServerOptions {
  const { live, ...rest } = options
  if (live === undefined) return rest
  const { startedMs } = demoSettings(options)
  const elapsedMs = (): number => performance.now()
  return { ...rest, nowMs: liveDemoClock({ startedMs, speed: live.speed, elapsedMs }) }
}

async function serveFromThread(options: DemoWorkerOptions): Promise<void> {
  const server: DemoServer = await startDemoServer(serverOptions(options))
  parentPort?.on('message', () => parentPort?.postMessage({ counts: server.counts() }))
  parentPort?.postMessage({ port: server.port })
}

function nextReport(worker: Worker): Promise<Report> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

/** Starts the demo services in a thread. Throws OperatorError `invalid-option` for an impossible cluster. */
export async function startDemoServerInWorker(
  options: DemoWorkerOptions = {},
): Promise<DemoWorker> {
  demoSettings(options)
  const data = { threadName, options }
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: data })
  const report = await nextReport(worker)
  const port = 'port' in report ? report.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async counts() {
      const answer = nextReport(worker)
      worker.postMessage('counts')
      const said = await answer
      return 'counts' in said ? said.counts : { requests: {}, throttled: 0, actions: [] }
    },
    async close() {
      await worker.terminate()
    },
  }
}

if (!isMainThread && workerData?.threadName === threadName) {
  await serveFromThread(workerData.options as DemoWorkerOptions)
}
