// Collects the examples that GOV.UK Frontend ships for the components the pages use,
// so that a test can hold the Jinja macros to them without node.
import { readFileSync, writeFileSync } from 'node:fs'

const [, , components, target] = process.argv
const USED = [
  'back-link', 'button', 'character-count', 'checkboxes', 'date-input', 'details', 'error-message', 'error-summary',
  'fieldset', 'hint', 'input', 'inset-text', 'label', 'notification-banner', 'pagination', 'panel', 'password-input',
  'radios', 'select', 'skip-link', 'summary-list', 'tag', 'task-list', 'textarea', 'warning-text'
]
const collected = {}
for (const name of USED) {
  const { fixtures } = JSON.parse(readFileSync(`${components}/${name}/fixtures.json`, 'utf8'))
  collected[name] = fixtures.map(({ name, options, html }) => ({ name, options, html }))
}
writeFileSync(target, JSON.stringify(collected) + '\n')
