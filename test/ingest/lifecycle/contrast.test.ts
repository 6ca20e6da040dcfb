import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { contrast, type TemplateCount } from '../../../ingest/lifecycle/contrast.ts'
import { instanceId, seededRandom, shuffled } from './inventory-sample.ts'

const test = suite('contrast')

const fleet = Array.from({ length: 750 }, (_, at) => instanceId(at))
const size = { failed: 14, healthy: 736 }

/** Counts instances per template. */
function countTemplates(
  templates: ReadonlyMap<string, Iterable<string>>,
  failed: ReadonlySet<string>,
  healthy: ReadonlySet<string>,
): readonly TemplateCount[] {
  return [...templates].map(([templateId, instanceIds]) => {
    let failedInstances = 0
    let healthyInstances = 0
    for (const instanceId of instanceIds) {
      if (failed.has(instanceId)) failedInstances += 1
      else if (healthy.has(instanceId)) healthyInstances += 1
    }
    return { templateId, failedInstances, healthyInstances }
  })
}

test('a line on all failed and on no healthy instance comes first, a missing one beside it', () => {
  const { templates, sentence } = contrast(
    [
      { templateId: 'apt-lock', failedInstances: 14, healthyInstances: 0, position: 412 },
      { templateId: 'docker-installed', failedInstances: 0, healthyInstances: 736 },
      { templateId: 'unable-to-resolve-host', failedInstances: 14, healthyInstances: 720 },
      { templateId: 'retry', failedInstances: 3, healthyInstances: 130 },
    ],
    size,
  )
  assert.equal(
    templates.slice(0, 2).map(({ templateId, direction }) => [templateId, direction]),
    [
      ['apt-lock', 'present'],
      ['docker-installed', 'missing'],
    ],
  )
  assert.is(templates[0]?.sentence, 'on 14 of 14 failed, 0 of 736 healthy')
  assert.is(templates[1]?.sentence, 'missing on 14 of 14 failed; on 736 of 736 healthy')
  assert.ok(templates[0]?.exclusive && templates[0].significant)
  assert.not.ok(templates.find(({ templateId }) => templateId === 'retry')?.significant)
  assert.is(
    sentence,
    '1 line on more of the failed, 1 on more of the healthy;' +
      ' 14 failed compared with 736 healthy instances.',
  )
})

test('among equally telling lines the earliest comes first', () => {
  const line = { failedInstances: 14, healthyInstances: 0 }
  const { templates } = contrast(
    [
      { ...line, templateId: 'a-wrapper', position: 431 },
      { ...line, templateId: 'the-cause', position: 412 },
      { ...line, templateId: 'unknown-place' },
    ],
    size,
  )
  assert.equal(
    templates.map(({ templateId }) => templateId),
    ['the-cause', 'a-wrapper', 'unknown-place'],
  )
})

test('what every instance prints is no question', () => {
  const everywhere = { templateId: 'x', failedInstances: 14, healthyInstances: 736 }
  assert.is(contrast([everywhere], size).questions, 0)
})

test('without a healthy instance nothing is claimed', () => {
  const counts = [{ templateId: 'x', failedInstances: 3, healthyInstances: 0 }]
  const result = contrast(counts, { failed: 3, healthy: 0 })
  assert.is(result.templates.length, 0)
  assert.match(result.sentence, 'nothing to compare with')
})

/** 300 templates that each stand on a random share of the fleet. */
function templatesOf(seed: number): Map<string, Set<string>> {
  const random = seededRandom(seed)
  return new Map(
    Array.from({ length: 300 }, (_, at) => {
      const share = random() ** 3
      return [`template-${at}`, new Set(fleet.filter(() => random() < share))] as const
    }),
  )
}

test('labels dealt at random find a telling line in at most 5 of 100 deals', () => {
  const templates = templatesOf(1)
  let speaking = 0
  for (let seed = 1; seed <= 100; seed += 1) {
    const dealt = shuffled(fleet, seed)
    const counts = countTemplates(templates, new Set(dealt.slice(0, 14)), new Set(dealt.slice(14)))
    if (contrast(counts, size).templates.some(({ significant }) => significant)) speaking += 1
  }
  assert.ok(speaking <= 5, `${speaking} of 100`)
})

test('a planted line is among the first three in a group of three, whatever else is printed', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const templates = templatesOf(seed)
    const failed = new Set(shuffled(fleet, seed).slice(0, 3))
    templates.set('planted', failed)
    const healthy = new Set(fleet.filter((id) => !failed.has(id)))
    const counts = countTemplates(templates, failed, healthy)
    const { templates: ranked } = contrast(counts, { failed: 3, healthy: healthy.size })
    const place = ranked.findIndex(({ templateId }) => templateId === 'planted')
    assert.ok(place >= 0 && place < 3, `seed ${seed}: place ${place}`)
  }
})

test('the order of templates changes nothing', () => {
  const failed = new Set(fleet.slice(0, 14))
  const healthy = new Set(fleet.slice(14))
  const counts = countTemplates(templatesOf(5), failed, healthy)
  assert.equal(contrast(shuffled(counts, 8), size), contrast(counts, size))
})

test.run()
