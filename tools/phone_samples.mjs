// Writes tests/data/phones.tsv: 10,000 written phone numbers of 60 regions (region, text, its E.164 form or `-`), two thirds
// good and one third bad, as libphonenumber-js/max judges them. The same seed and package give the same file.
//
//   node tools/phone_samples.mjs [--package <folder of libphonenumber-js>]          writes the file
//   node tools/phone_samples.mjs --check [--package <folder>]                       fails if it or the table is stale
//
// Left out, because we deliberately differ from the package there:
//   letters, extensions, ~ # , ; : *   the package reads "050 123 4567 x12" or finds a number within a sentence; we refuse;
//   more than 64 bytes                 the package reads 250 characters;
//   fullwidth plus                     the package drops it and reads a national number; to us it is a plus;
//   Devanagari digits, direction marks, thin spaces    the package refuses; we read them (tests/domain/phone_test.cpp).
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { openPackage, renderTable, root, tablePath } from './phone_table.mjs'

const samplesPath = path.join(root, 'tests/data/phones.tsv')
const sampled = {
  seed: 20250131,
  count: 10000,
  regions: ('AE SA QA KW BH OM JO LB EG MA DZ TN IQ IR TR IL IN PK BD LK CN HK TW JP KR SG MY ID TH VN PH AU NZ US CA MX BR ' +
    'AR CL CO PE GB IE FR DE AT CH IT ES PT NL BE SE NO FI PL RU KZ ZA NG').split(' '),
}

// Everything a sample may hold; a format of the package that has more is left out.
const readable = /^[\d\s()[\]+\-./\u2010-\u2015\uff08\uff09\u0660-\u0669\u06f0-\u06f9\uff10-\uff19]*$/
const longestInput = 64

// mulberry32: small, seeded, and the same everywhere.
function seededChance(seed) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (n) => Math.floor(next() * n)
  return { below, oneIn: (n) => below(n) === 0, pick: (list) => list[below(list.length)],
    digits: (n) => Array.from({ length: n }, () => below(10)).join('') }
}

// Some digits that a pattern of the metadata matches (the subset of regular expressions that phone_table.mjs checks).
function drawFrom(pattern, chance) {
  let at = 0
  const alternatives = () => {
    const drawn = [sequence()]
    while (pattern[at] === '|') { at += 1; drawn.push(sequence()) }
    return () => chance.pick(drawn)()
  }
  const sequence = () => {
    const drawn = []
    while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')') drawn.push(repeated(atom()))
    return () => drawn.map((draw) => draw()).join('')
  }
  const atom = () => {
    const [text] = /^(?:\(\?:|\(|\[[^\]]*\]|\\d|\d|\$)/.exec(pattern.slice(at))
    at += text.length
    if (text.startsWith('(')) { const group = alternatives(); at += 1; return group }
    if (text === '$') return () => ''
    const fitting = [...'0123456789'].filter((digit) => new RegExp(text).test(digit))
    return () => chance.pick(fitting)
  }
  const repeated = (draw) => {
    const times = /^(?:\?|\{(\d+)(?:,(\d+))?\})/.exec(pattern.slice(at))
    if (!times) return draw
    at += times[0].length
    const least = Number(times[1] ?? 0)
    const most = Number(times[2] ?? times[1] ?? 1)
    return () => Array.from({ length: least + chance.below(most - least + 1) }, draw).join('')
  }
  return alternatives()()
}

// National digits that exist, nearly exist, or are merely of a possible length.
function drawNational(plan, chance, isMeantBad) {
  const kinds = (plan[11] || []).filter((kind) => kind && kind[0])
  const good = drawFrom(chance.pick(kinds)[0], chance)
  if (!isMeantBad) return good
  return chance.pick([
    () => chance.digits(chance.pick(plan[3])),
    () => drawFrom(plan[2], chance),
    () => good.slice(0, -1 - chance.below(3)),
    () => good + chance.digits(1 + chance.below(3)),
    () => chance.digits(2) + good.slice(2),
    () => { const cut = chance.below(good.length); return good.slice(0, cut) + good.slice(cut + 1) },
  ])()
}

const groupsOf = (digits, chance) =>
  digits.replace(chance.pick([/(\d{2})(?=\d)/g, /(\d{3})(?=\d)/g, /(\d{4})(?=\d)/g, /^(\d{2,3})(?=\d)/g]), '$1 ')

// One of the ways to write it, in plain digits, spaces, brackets and dashes.
function writing({ region, plan, national, trunk }, { library, chance }) {
  const code = plan[0]
  const formatted = () => new library.PhoneNumber(region, national, library.metadata)
  return chance.pick([
    () => `+${code}${national}`,
    () => `+${code} ${groupsOf(national, chance)}`,
    () => `(+${code}) ${groupsOf(national, chance)}`,
    () => `+${code} (${trunk || '0'}) ${groupsOf(national, chance)}`,
    () => `${drawFrom(plan[1], chance)} ${code} ${groupsOf(national, chance)}`,
    () => `${drawFrom(plan[1], chance)}${code}${national}`,
    () => `${code}${national}`,
    () => `${trunk}${national}`,
    () => `${trunk}${groupsOf(national, chance)}`,
    () => `(${trunk}${national.slice(0, 2)}) ${groupsOf(national.slice(2), chance)}`,
    () => national,
    () => formatted().formatNational(),
    () => formatted().formatInternational(),
    () => drawFrom(String(plan[7] || trunk).replace(/^\(\[.*\$\|/, ''), chance) + national,
  ])()
}

// Another script, other gaps, stray spaces; meaning unchanged.
function dressed(text, chance) {
  const zero = chance.pick([0x30, 0x30, 0x30, 0x30, 0x660, 0x6f0, 0xff10])
  const gap = chance.pick([' ', ' ', ' ', '\u00a0', '-', '\u2013', '\u2011', '.', '/', ' - ', '  ', '\u3000', ''])
  const brackets = chance.oneIn(8) ? ['[', ']'] : chance.oneIn(8) ? ['\uff08', '\uff09'] : ['(', ')']
  const out = text.replaceAll(' ', gap).replaceAll('(', brackets[0]).replaceAll(')', brackets[1])
    .replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)))
  return chance.oneIn(12) ? ` ${out} ` : out
}

function judged(text, region, library) {
  const number = library.default(text, region)
  if (number?.ext) throw new Error(`an extension in ${text}`)
  return number?.isValid() ? number.number : '-'
}

// Numbers of one region, two thirds of them good; now and then read as if written in some other region.
function regionSamples(region, count, { metadata, library, chance, regions }) {
  const plan = metadata.countries[region]
  const wanted = { good: count - Math.round(count / 3), bad: Math.round(count / 3) }
  const lines = []
  while (lines.length < count) {
    const national = drawNational(plan, chance, chance.oneIn(2))
    if (national.length < 2) continue
    const text = dressed(writing({ region, plan, national, trunk: plan[5] || '' }, { library, chance }), chance)
    const reader = chance.oneIn(10) ? chance.pick(regions) : region
    if (Buffer.byteLength(text) > longestInput || !readable.test(text)) continue
    const verdict = judged(text, reader, library)
    const kind = verdict === '-' ? 'bad' : 'good'
    if (wanted[kind] === 0) continue
    wanted[kind] -= 1
    lines.push(`${reader}\t${text}\t${verdict}\n`)
  }
  return lines
}

export function renderSamples({ metadata, library }, { seed, count, regions } = sampled) {
  const tools = { metadata, library: { ...library, metadata }, chance: seededChance(seed), regions }
  const share = (index) => Math.floor(((index + 1) * count) / regions.length) - Math.floor((index * count) / regions.length)
  return regions.flatMap((region, index) => regionSamples(region, share(index), tools)).join('')
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const opened = openPackage(process.argv)
  if (!process.argv.includes('--check')) {
    writeFileSync(samplesPath, renderSamples(opened))
  } else {
    const stale = [[tablePath, renderTable(opened)], [samplesPath, renderSamples(opened)]]
      .filter(([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text)
    for (const [file] of stale) console.error(`${path.relative(root, file)} is not what libphonenumber-js ${opened.version} gives`)
    process.exitCode = stale.length === 0 ? 0 : 1
  }
}
