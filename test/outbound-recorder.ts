// Loaded into a command by NODE_OPTIONS=--import: says on standard error to whom it would connect, and lets it reach this
// machine alone.
import dgram from 'node:dgram'
import net from 'node:net'

const connect = net.Socket.prototype.connect

function connectRecorded(this: net.Socket, ...given: unknown[]): net.Socket {
  const [first] = given.flat()
  const {
    host = 'localhost',
    port,
    path,
  } = (typeof first === 'object' && first !== null ? first : { port: first }) as {
    host?: string
    port?: number
    path?: string
  }
  process.stderr.write(`outbound: ${path ?? `${host}:${port}`}\n`)
  const isOwn = path !== undefined || /^(?:127\.0\.0\.1|localhost|::1)$/.test(host)
  if (isOwn) return Reflect.apply(connect, this, given)
  this.destroy(new Error('not in a test'))
  return this
}

net.Socket.prototype.connect = connectRecorded as typeof connect
dgram.createSocket = () => {
  process.stderr.write('outbound: a datagram\n')
  throw new Error('not in a test')
}
