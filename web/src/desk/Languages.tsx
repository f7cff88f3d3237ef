import { language, languageName, languages, switchLanguage, t } from './words'

// Without a connection the page stays as it is.
const speak = (code: string) => switchLanguage(code, true).catch(() => {})

export function Languages() {
  return (
    <nav class="languages" aria-label={t('language')}>
      {languages
        .filter((code) => code !== language.value)
        .map((code) => (
          <button key={code} type="button" class="chip" lang={code} onClick={() => void speak(code)}>
            {languageName(code)}
          </button>
        ))}
    </nav>
  )
}
