import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'
import { firstQuestion } from './src/shared/first.ts'

// The server sends what lies beside a file instead of compressing anything itself; woff2 is compressed already.
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle({ dir }) {
      for (const name of readdirSync(dir!, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(html|js|css|svg|json|webmanifest)$/.test(name)) continue
        const bytes = readFileSync(join(dir!, name))
        const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
        writeFileSync(join(dir!, `${name}.br`), brotliCompressSync(bytes, { params }))
        writeFileSync(join(dir!, `${name}.gz`), gzipSync(bytes, { level: 9 }))
      }
    },
  }
}

// What the first screen needs and the browser would find only after style sheet and script: the letters, and on the booking
// page the salons, for whom every visit asks first.
function preloads(isDesk: boolean): Plugin {
  return {
    name: 'preloads',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const named = (name: RegExp) => `/${Object.keys(bundle ?? {}).find((file) => name.test(file))}`
        const font = { rel: 'preload', as: 'font', type: 'font/woff2', href: named(/readex-pro-latin-wght.*\.woff2$/) }
        const salons = { rel: 'preload', as: 'fetch', href: firstQuestion }
        const wanted = isDesk ? [font] : [salons, font]
        return wanted.map((attrs) => ({ tag: 'link', attrs: { ...attrs, crossorigin: true }, injectTo: 'head' as const }))
      },
    },
  }
}

// What Vite would load a part with forgets neither a script nor a style sheet that did not come. In its stead stands what asks
// again, for a script by the name it is told. The booking page's parts come without sheets: what asks for those is none of its
// first bytes.
function lateParts(isDesk: boolean): Plugin {
  const helper = '\0vite/preload-helper.js'
  const [name, file] = isDesk ? ['styled', 'src/desk/styled.ts'] : ['later', 'src/shared/later.ts']
  const instead = `export { ${name} as __vitePreload } from ${JSON.stringify(join(import.meta.dirname, file))}`
  return {
    name: 'late-parts',
    apply: 'build',
    enforce: 'pre',
    load: (id) => (id === helper ? instead : null),
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        for (const part of Object.values(bundle)) {
          if (part.type !== 'chunk') continue
          const hasSheet = !isDesk && !part.isEntry && part.viteMetadata?.importedCss.size
          if (hasSheet) this.error(`${part.fileName} would come without its style sheet: import that in main.tsx`)
          part.code = part.code.replace(/\(\)=>import\((`[^`]+`)\)/g, 'e=>import($1+e)')
          const isOnceOnly = /\bimport\([`'"][^`'"]+[`'"]\)/.test(part.code)
          if (isOnceOnly) this.error(`${part.fileName} has an import that could not be asked for again`)
        }
      },
    },
  }
}

// Two builds into one folder, first the booking page, then `--mode desk`: what both are made of is in each of them, so that
// the desk's needs never lengthen what a guest loads.
export default defineConfig(({ mode }) => {
  const isDesk = mode === 'desk'
  const input: Record<string, string> = isDesk ? { desk: 'desk.html' } : { booking: 'index.html' }
  return {
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    plugins: [compressed(), preloads(isDesk), lateParts(isDesk)],
    build: {
      outDir: process.env.WEB_OUT ?? '../build/web',
      emptyOutDir: !isDesk,
      copyPublicDir: !isDesk,
      target: 'es2023',
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      rollupOptions: { input },
    },
  }
})
