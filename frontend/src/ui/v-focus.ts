// Puts the cursor where typing goes on, once the element is there.
import type { Directive } from 'vue'

export const vFocus: Directive<HTMLElement> = { mounted: (element) => element.focus() }
