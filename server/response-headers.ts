import type { AssetPaths } from '../views/layout.ts'

/**
 * The headers of every answer. Scripts are named by their full path: even a same-origin page of log text, could it
 * ever be made to look like a script, would not run. `host` is a Host header that was checked.
 */
export function responseHeaders(
  host: string | undefined,
  assets: AssetPaths,
): Readonly<Record<string, string>> {
  const scripts = [assets.look, ...assets.scripts].map((path) => `http://${host}${path}`).join(' ')
  const policy = [
    "default-src 'none'",
    `script-src ${host === undefined ? "'none'" : scripts}`,
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
  return {
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    // Nothing to other sites. Under `no-referrer` a browser would hide the origin of our own forms from us, too.
    'referrer-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'x-frame-options': 'DENY',
    // Logs do not belong into a browser's cache on disk.
    'cache-control': 'no-store',
  }
}
