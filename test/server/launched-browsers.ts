/** How many browsers the tests of this process have launched. */
export const launchedBrowsers = { count: 0 }
