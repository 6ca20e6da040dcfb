#!/usr/bin/env node
// Looks at the version before anything else loads: an older Node fails on the first import in words that help nobody.
const needed = 24

if (Number(process.versions.node.split('.')[0]) < needed) {
  process.stderr.write(
    `error: hyperscope needs Node ${needed} or newer; this is ${process.version}.\n` +
      'In a checkout, `npm start` and `npx node` use the Node that `npm ci` brought.\n',
  )
  process.exitCode = 2
} else {
  const { keepCompiled } = await import('./compile-cache.ts')
  keepCompiled(process.env)
  const { runCommandLine } = await import('./command-line.ts')
  await runCommandLine()
}
