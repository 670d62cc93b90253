// Light, dark or as the system says; kept in this browser.
import { ref, type Ref } from 'vue'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const KEY = 'theme'

function storedTheme(): Theme {
  const stored = localStorage.getItem(KEY)
  return THEMES.find((theme) => theme === stored) ?? 'system'
}

function show(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}

export function applyStoredTheme(): void {
  show(storedTheme())
}

export function useTheme(): { theme: Ref<Theme>; choose: (theme: Theme) => void } {
  const theme = ref(storedTheme())
  return {
    theme,
    choose(chosen) {
      theme.value = chosen
      localStorage.setItem(KEY, chosen)
      show(chosen)
    },
  }
}
