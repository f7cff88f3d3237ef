// The real program, started as a person would, on a data folder of its own.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

export const root = resolve(import.meta.dirname, '../..')
const run = promisify(execFile)
const program = process.env.SALON_PROGRAM ?? join(root, 'build/release/salon')

export const noLimits = {
  SALON_RATE_LIMIT_READS: '0',
  SALON_RATE_LIMIT_BOOKINGS: '0',
  SALON_RATE_LIMIT_STAFF: '0',
  SALON_RATE_LIMIT_LOGIN: '0',
  SALON_DRAIN_SECONDS: '0',
}

function environment(extra: Record<string, string>): Record<string, string> {
  const plain = Object.entries(process.env).filter(([name]) => !name.startsWith('SALON_'))
  return { ...Object.fromEntries(plain), SALON_WEB_FOLDER: join(root, 'build/web'), ...extra } as Record<string, string>
}

export interface Running {
  url: string
  said: string
  stop: () => Promise<void>
}

// Its standard streams are its own: a browser test that inherits them waits for ever at its end.
export async function start(log: string, parameters: string[], env: Record<string, string>): Promise<Running> {
  const child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'pipe'], env: environment(env) })
  child.stderr.pipe(createWriteStream(log))
  let said = ''
  const url = await new Promise<string>((ready, failed) => {
    child.stdout.on('data', (bytes: Buffer) => {
      said += bytes.toString()
      const address = /^ready (\S+)\n/m.exec(said)
      if (address && (parameters[0] !== 'up' || !parameters.includes('--demo') || /^Sign in as .+\n/m.test(said))) ready(address[1]!)
    })
    child.on('error', failed)
    child.on('exit', (code) => failed(new Error(`the program ended with ${code}; ${log} says why`)))
  })
  return { url, said, stop: () => ended(child) }
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve()
  return new Promise((done) => {
    child.on('exit', () => done())
    child.kill('SIGTERM')
  })
}

// One statement on the installation's PostgreSQL; what it says, without blanks at the ends.
export async function sql(data: string, statement: string): Promise<string> {
  const { stdout } = await run('psql', ['-h', join(data, 'run'), '-U', 'salon', '-qAtX', '-c', statement, 'salon'])
  return stdout.trim()
}

export const storesOf = (data: string): Record<string, string> => ({
  SALON_DATABASE_URL: `postgresql:///salon?host=${encodeURIComponent(join(data, 'run'))}&user=salon`,
  SALON_REDIS_URL: `unix://${join(data, 'run/redis.sock')}`,
  SALON_KEY_FILE: join(data, 'keys/salon.keys'),
})
