// Writes src/domain/phone_table.cpp, the numbering plans of the world, from the metadata of the npm package
// libphonenumber-js (metadata.max.json: the patterns of every kind of number, as Google's libphonenumber has them).
//
//   node tools/phone_table.mjs [--package <folder of libphonenumber-js>]
//
// Without --package the package is the one installed in tools/node. The output depends on the package's version alone;
// `node tools/phone_samples.mjs --check` tells whether the committed file is what this writes.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
export const tablePath = path.join(root, 'src/domain/phone_table.cpp')

// `require` as the package itself sees the world, or as tools/node does.
export function openPackage(argv) {
  const at = argv.indexOf('--package')
  const home = at >= 0 ? path.resolve(argv[at + 1]) : path.join(root, 'tools/node')
  const require = createRequire(path.join(home, 'package.json'))
  const metadata = JSON.parse(readFileSync(require.resolve('libphonenumber-js/metadata.max.json'), 'utf8'))
  const { version } = JSON.parse(readFileSync(require.resolve('libphonenumber-js/package.json'), 'utf8'))
  return { metadata, version, library: require('libphonenumber-js/max') }
}

// Where the package keeps what in a plan's array (its source/metadata.js, metadata version 4).
const field = { callingCode: 0, internationalPrefix: 1, pattern: 2, lengths: 3, nationalPrefix: 5, prefixPattern: 7,
  transform: 8, leadingDigits: 10, types: 11 }

const captures = (pattern) => (pattern.match(/\((?!\?:)/g) ?? []).length

// The C++ matcher reads exactly this much of the regular expressions' language; anything new must stop the generator.
const items = /^(?:\d|\\d|\[[-\d]+\]|\((?:\?:)?|\)|\||\?|\{\d+(?:,\d+)?\}|\$)*$/
function checkedPattern(text, region) {
  if (!items.test(text) || /[?}][?{]/.test(text)) throw new Error(`${region}: the matcher cannot read ${text}`)
  if (captures(text) > 2) throw new Error(`${region}: more than two captures in ${text}`)
  return text
}

// The C++ side asks the capture that the rule names, the package the last one: they must be the same.
function checkedTransform(text, prefix, region) {
  const isKnown = !text || (/^\d*\$\d$/.test(text) && Number(text.at(-1)) === captures(prefix))
  if (!isKnown) throw new Error(`${region}: the transform rule ${text} is new to us`)
  return text
}

const quoted = (text) => (/\\/.test(text) ? `R"(${text})"` : `"${text}"`)

function lengthsMask(lengths, region) {
  if (!lengths.every((length) => length >= 2 && length <= 17)) throw new Error(`${region}: lengths ${lengths}`)
  return `0x${lengths.reduce((mask, length) => mask | (1 << length), 0).toString(16)}`
}

// The kinds of number (fixed line, mobile, …) that have numbers in this plan; a number is valid when one of them takes it.
function typesOf(plan, region) {
  const types = (plan[field.types] || []).filter((type) => type && type[0])
  if (types.length === 0) throw new Error(`${region}: no kinds of number`)
  return types.map(([pattern, lengths]) =>
    `    {${quoted(checkedPattern(pattern, region))}, ${lengthsMask(lengths || plan[field.lengths], region)}},`)
}

function planRow({ region, plan }) {
  const text = (index) => plan[index] || ''
  const pattern = (value) => quoted(checkedPattern(value, region))
  const prefix = text(field.prefixPattern) || text(field.nationalPrefix)
  return `    {.region = "${region}",
     .calling_code = "${plan[field.callingCode]}",
     .leading_digits = ${pattern(text(field.leadingDigits))},
     .international_prefix = ${pattern(text(field.internationalPrefix))},
     .national_prefix = ${pattern(prefix)},
     .transform = "${checkedTransform(text(field.transform), prefix, region)}",
     .pattern = ${pattern(text(field.pattern))},
     .lengths = ${lengthsMask(plan[field.lengths], region)},
     .types = ${typesName({ region, plan })}},`
}

const typesName = ({ region, plan }) => `types_${region ? region.toLowerCase() : plan[field.callingCode]}`

// Plans by calling code; of those that share one, the main region first, in the order the package asks them.
function plansInOrder(metadata) {
  const shared = Object.entries(metadata.country_calling_codes)
    .flatMap(([code, regions]) => regions.map((region) => ({ code, region, plan: metadata.countries[region] })))
  const worldwide = Object.entries(metadata.nonGeographic).map(([code, plan]) => ({ code, region: '', plan }))
  const all = [...shared, ...worldwide].map((row, index) => ({ ...row, index }))
  if (shared.length !== Object.keys(metadata.countries).length) throw new Error('a region has no calling code')
  return all.sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : a.index - b.index))
}

export function renderTable({ metadata, version }) {
  if (metadata.version !== 4) throw new Error(`metadata version ${metadata.version} is laid out otherwise`)
  const plans = plansInOrder(metadata)
  const types = plans.map((row) =>
    `constexpr NumberType ${typesName(row)}[] = {\n${typesOf(row.plan, row.region || row.code).join('\n')}\n};`)
  return `// Generated by tools/phone_table.mjs from libphonenumber-js ${version} (metadata.max.json). Do not edit: run the generator.
// The data is that of Google's libphonenumber, Apache License 2.0.
// clang-format off
#include "domain/phone_table.hpp"

#include <algorithm>

namespace salon::domain {
namespace {

${types.join('\n')}

constexpr NumberingPlan plans[] = {
${plans.map(planRow).join('\n')}
};

static_assert(std::ranges::is_sorted(plans, {}, &NumberingPlan::calling_code));

}  // namespace

std::span<const NumberingPlan> numbering_plans() { return plans; }

}  // namespace salon::domain
`
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(tablePath, renderTable(openPackage(process.argv)))
}
