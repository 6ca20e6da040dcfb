import type { BrowserContextOptions } from 'playwright-core'
import { type Viewer, withViewer } from './viewer.ts'

/** How every page is looked at: two sizes, two themes. */
export const looks: readonly (readonly [name: string, options: BrowserContextOptions])[] = [
  ['wide and light', { viewport: { width: 1440, height: 900 }, colorScheme: 'light' }],
  ['wide and dark', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' }],
  ['phone and light', { viewport: { width: 390, height: 844 }, colorScheme: 'light' }],
  ['phone and dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
]

const hostileLines = ['<img src=x onerror="window.pwned=1">', '<script>window.pwned=1</script>']

/** A viewer whose logs hold lines that would be markup. */
export function withHostileLines(look: (viewer: Viewer) => Promise<void>): Promise<void> {
  return withViewer({ size: 300, extraLines: hostileLines }, look)
}
