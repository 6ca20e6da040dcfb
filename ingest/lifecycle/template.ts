import { generalisedTemplates } from './template-levels.ts'
import { type Template, TemplateTable } from './template-table.ts'

/** A line with the template it belongs to. */
export interface TemplatedLine extends Template {
  /** From 1. */
  readonly line: number
}

/**
 * The template of every line, in order. Which lines share a template depends on the set of lines alone, not on their
 * order. A template's id is the id of the first line seen of it, so that lines that arrive later do not change it.
 */
export function* templatesOf(lines: Iterable<string>): Generator<TemplatedLine> {
  const table = new TemplateTable()
  const indexes: number[] = []
  for (const line of lines) indexes.push(table.indexOf(line))
  const groups = templateGroups(table.templates)
  for (const [at, index] of indexes.entries()) {
    const { templateId, template } = groups[index] as Template
    yield { line: at + 1, templateId, template }
  }
}

/** For every first-level template the group it belongs to; same order. A group's id is that of its first member. */
export function templateGroups(templates: readonly Template[]): readonly Template[] {
  const generalised = generalisedTemplates(templates.map(({ template }) => template))
  const founders = new Map<string, Template>()
  return templates.map(({ templateId }, at) => {
    const template = generalised[at] as string
    const founder = founders.get(template) ?? { templateId, template }
    founders.set(template, founder)
    return founder
  })
}
