import { html, type SafeHtml } from '@remix-run/html-template'
import { type BringUpHeader, bringUpMenu, scopeNote } from './bring-up-header.ts'
import { clock, count, counted, day, time, timeZone } from './format.ts'
import { newsPlace } from './news.ts'
import { lookSwitch, timeSwitch } from './page-switches.ts'
import { type TimeShown, twinUrl, urls } from './urls.ts'

/** What stands at the head of every page of a cluster. */
export interface ClusterHeader {
  /** Names the cluster in links: its name, or its id where two share the name; with `@` and a bring-up, in that. */
  readonly key: string
  readonly clusterId: string
  readonly name: string
  readonly region: string
  readonly status: string | null
  /** AWS's clock at the last sync, epoch ms. */
  readonly asOfMs: number
  readonly expected: number
  /** Expected instances whose log has at least one line. */
  readonly withLog: number
  readonly failed: number
  /** Lines of all its lifecycle streams, whatever the bring-up. */
  readonly lines: number
  /** Begin of the bring-up that T+ counts from; null: none is known. */
  readonly beganMs: number | null
  /** The bring-up that the page is about: the numbers above are its. null: the cluster as it stands now. */
  readonly bringUp: BringUpHeader | null
  /** Its latest bring-ups, the latest first. */
  readonly bringUps: readonly BringUpHeader[]
}

export type Tab =
  | 'overview'
  | 'failures'
  | 'instances'
  | 'search'
  | 'durations'
  | 'compare'
  | 'facets'
  | 'catalogue'
  | 'data'

/** Paths of the files that pages load. They change with their content. */
export interface AssetPaths {
  readonly stylesheet: string
  /** Runs before the page is drawn. */
  readonly look: string
  /** In the order in which they run, once the page stands. */
  readonly scripts: readonly string[]
  readonly icon: string
}

export interface PageFrame {
  readonly title: string
  readonly assets: AssetPaths
  /** Path and query of the page; undefined: it has no .json and .csv. */
  readonly url: string | undefined
  readonly cluster: ClusterHeader | undefined
  readonly tab: Tab | undefined
  /** Which time the page is asked to show. */
  readonly time: TimeShown
}

// htmx swaps error pages into a part of the page unless it is told not to; followed links show them whole.
const htmxConfig = '{"noSwap":[204,304,"4xx","5xx"]}'

/** Files that serve one thing, by the attribute that marks it in a page; pages without it do not load them. */
const marks: Readonly<Record<string, string>> = {
  'strip.js': 'strip',
  'log.js': 'log-box',
  'log-window.js': 'log-box',
  'notes.js': 'log-box',
  'sql.js': 'sql',
}
const markPattern = new RegExp(` data-(${[...new Set(Object.values(marks))].join('|')})\\b`, 'g')

function neededScripts({ scripts }: AssetPaths, body: SafeHtml): readonly string[] {
  // A page may be long: it is looked through once.
  const isThere = new Set(Array.from(String(body).matchAll(markPattern), ([, mark]) => mark))
  return scripts.filter((path) => {
    const mark = marks[path.slice(path.lastIndexOf('/') + 1)]
    return mark === undefined || isThere.has(mark)
  })
}

/** The whole page around a body. */
export function layout(frame: PageFrame, body: SafeHtml): SafeHtml {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="htmx-config" content="${htmxConfig}">
<title>${frame.title} · hyperscope</title>
<link rel="icon" href="${frame.assets.icon}" type="image/svg+xml">
<script src="${frame.assets.look}"></script>
<link rel="stylesheet" href="${frame.assets.stylesheet}">
${frame.url === undefined ? null : html`<link rel="alternate" type="application/json" href="${twinUrl(frame.url, 'json')}">`}
${neededScripts(frame.assets, body).map((path) => html`<script src="${path}" defer></script>`)}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
${hatch}
${top(frame)}
${frame.cluster === undefined ? null : tabs(frame.cluster, frame.tab)}
<main id="main">
<p class="news" id="lost" role="alert" hidden>The viewer does not answer: it was stopped, or is busy. <a href="">Load the page again</a></p>
${frame.cluster === undefined ? null : newsPlace(frame.cluster)}
${frame.cluster === undefined ? null : scopeNote(frame.cluster)}
${body}
</main>
${footer(frame)}
</body>
</html>
`
}

// One pattern for the whole page: what has no log is hatched, not only grey.
const hatch = html`<svg class="defs" width="0" height="0" aria-hidden="true"><pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="2" height="4"/></pattern></svg>`

function top({ cluster, url, time }: PageFrame): SafeHtml {
  const hasStart = typeof cluster?.beganMs === 'number'
  return html`<header class="top">
<a class="word" href="/">hyperscope</a>
${cluster === undefined ? null : clusterFacts(cluster)}
${url === undefined ? null : timeSwitch({ url, time, hasStart })}
${lookSwitch()}
</header>`
}

function clusterFacts(cluster: ClusterHeader): SafeHtml {
  const withLog = urls.instances(cluster.key, { state: 'with-log' })
  return html`<a class="pick" href="${urls.clusters()}" title="All clusters">${cluster.name} <span class="dim">${cluster.region}</span></a>
${bringUpMenu(cluster)}
<form class="find" role="search" aria-label="Search from every page" action="${urls.search(cluster.key)}">
<input name="q" type="search" placeholder="Search ${counted(cluster.lines, 'line')}" aria-label="Search lines, or find an instance" data-key="/" data-key-label="search"><kbd aria-hidden="true">/</kbd>
</form>
<span class="asof"><a href="${urls.sync(cluster.key)}">as of</a> ${time(cluster.asOfMs)} ${timeZone} · <a href="${withLog}">${count(cluster.withLog)}</a> of <a href="${urls.instances(cluster.key)}">${count(cluster.expected)}</a> with a log</span>`
}

function tabs(cluster: ClusterHeader, current: Tab | undefined): SafeHtml {
  const { key } = cluster
  const tab = (name: Tab, href: string, label: SafeHtml): SafeHtml =>
    name === current
      ? html`<a href="${href}" aria-current="page">${label}</a>`
      : html`<a href="${href}">${label}</a>`
  return html`<nav class="tabs" aria-label="Pages of ${cluster.name}">
${tab('overview', urls.cluster(key), html`Overview`)}
${tab('failures', urls.failures(key), html`Failures <b>${count(cluster.failed)}</b>`)}
${tab('instances', urls.instances(key), html`Instances <b>${count(cluster.expected)}</b>`)}
${tab('search', urls.search(key), html`Search`)}
${tab('durations', urls.durations(key), html`Durations`)}
${tab('compare', urls.compare(key), html`Compare`)}
${tab('facets', urls.facets(key), html`Facets`)}
${tab('catalogue', urls.catalogue(key), html`Catalogue`)}
${tab('data', urls.data(key), html`Data`)}
</nav>`
}

function footer(frame: PageFrame): SafeHtml {
  const { url } = frame
  const forms =
    url === undefined
      ? null
      : html` This page as <a href="${twinUrl(url, 'json')}">JSON</a> · <a href="${twinUrl(url, 'csv')}">CSV</a>`
  return html`<footer class="foot"><p>${timeNote(frame)}${forms}${frame.cluster === undefined ? null : html` · <a href="${urls.export(frame.cluster.key)}">Export</a>`} · <a href="${urls.sql()}">Ask in SQL</a> <button class="copy" type="button" data-show-keys hidden>keys ?</button></p></footer>`
}

/** Which times the page shows, in words; the beginning that T+ counts from stays UTC. */
function timeNote({ time, cluster }: PageFrame): string {
  if (time === 'local') return 'Times are those of this browser’s zone, and UTC without scripts.'
  const beganMs = cluster?.beganMs
  if (time === 't' && typeof beganMs === 'number') {
    return `T+ counts from the beginning of the bring-up, ${day(beganMs)} ${clock(beganMs)} UTC; in a log from the beginning of the attempt.`
  }
  return 'All times are UTC.'
}
