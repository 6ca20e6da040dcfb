// Times in the zone of the browser, where the page asks for them (`?time=local`), and the exact UTC time of each as a
// tooltip. The server writes UTC; what a time shows (a day, a minute, both) is read from its text.

const isLocal = new URLSearchParams(location.search).get('time') === 'local'
const part = (options) => new Intl.DateTimeFormat('en-GB', { ...options, hour12: false })
const day = part({ day: 'numeric', month: 'short' })
const dayOfYear = part({ day: 'numeric', month: 'short', year: 'numeric' })
const minute = part({ hour: '2-digit', minute: '2-digit' })
const second = part({ hour: '2-digit', minute: '2-digit', second: '2-digit' })

function localText(utcText, date) {
  const [, hasDay, hasYear] = /^(\d+ \p{L}+)( \d{4})?/u.exec(utcText) ?? []
  const [hasClock, hasSeconds] = /\d\d:\d\d(:\d\d)?/.exec(utcText) ?? []
  const days = hasDay && (hasYear ? dayOfYear : day).format(date)
  const clocks = hasClock && (hasSeconds ? second : minute).format(date)
  return [days, clocks].filter(Boolean).join(' ')
}

/** `GMT+1`, `CET`: as the browser calls it on that day. */
function zoneName(date) {
  const parts = part({ timeZoneName: 'short', hour: '2-digit' }).formatToParts(date)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'local'
}

function showLocal() {
  const times = document.querySelectorAll('time[datetime]:not([data-utc])')
  for (const time of times) {
    const date = new Date(time.dateTime)
    time.dataset.utc = time.textContent
    time.textContent = localText(time.textContent, date)
  }
  const first = document.querySelector('time[datetime]')
  const name = zoneName(first ? new Date(first.dateTime) : new Date())
  for (const zone of document.querySelectorAll('.zone')) zone.textContent = name
}

on('mouseover', ({ target }) => {
  const time = target.closest?.('time[datetime]')
  if (time && !time.title) time.title = time.dateTime
})

if (isLocal) {
  on('htmx:after:swap', showLocal)
  showLocal()
}
