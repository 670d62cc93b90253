// Which row of a list of choices the keyboard stands on; goes round at both ends.
import { ref, type Ref } from 'vue'

export function useListCursor(count: () => number): { at: Ref<number>; move: (by: number) => void; reset: () => void } {
  const at = ref(0)
  return {
    at,
    move(by) {
      const rows = count()
      if (rows > 0) at.value = (at.value + by + rows) % rows
    },
    reset() {
      at.value = 0
    },
  }
}
