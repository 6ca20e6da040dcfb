import type { BrowserContextOptions } from 'playwright-core'

/** How every page is looked at: two sizes, two themes. */
export const looks: readonly (readonly [name: string, options: BrowserContextOptions])[] = [
  ['wide and light', { viewport: { width: 1440, height: 900 }, colorScheme: 'light' }],
  ['wide and dark', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' }],
  ['phone and light', { viewport: { width: 390, height: 844 }, colorScheme: 'light' }],
  ['phone and dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
]
