// Loaded into a command by NODE_OPTIONS=--import: the clock of its computer is off by CLOCK_OFF_MS, and steps by CLOCK_STEP_MS once it
// has been looked at a hundred times.
const { CLOCK_OFF_MS: off = '0', CLOCK_STEP_MS: step = '0' } = process.env
const RealDate = Date
let looks = 0

function nowMs(): number {
  looks += 1
  return RealDate.now() + Number(off) + (looks > 100 ? Number(step) : 0)
}

class ShiftedDate extends RealDate {
  constructor(...given: unknown[]) {
    super(...((given.length === 0 ? [nowMs()] : given) as [number]))
  }

  static override now(): number {
    return nowMs()
  }
}

globalThis.Date = ShiftedDate as DateConstructor
