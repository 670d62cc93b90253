// What a mouth must never say: reasoning, markdown, emoji. Pure.

const OPEN = '<think>'
const CLOSE = '</think>'

/** Drops `<think>…</think>` from a stream, however its tokens fall. An unclosed thought is never spoken. */
export function thoughtFilter(): { push(token: string): string; flush(): string } {
  let thinking = false
  let held = ''
  return {
    push(token) {
      held += token
      let out = ''
      for (;;) {
        const tag = thinking ? CLOSE : OPEN
        const at = held.indexOf(tag)
        if (at === -1) break
        if (!thinking) out += held.slice(0, at)
        held = held.slice(at + tag.length)
        thinking = !thinking
      }
      const keep = partialTagAtEnd(held, thinking ? CLOSE : OPEN)
      if (!thinking) out += held.slice(0, held.length - keep)
      held = held.slice(held.length - keep)
      return out
    },
    flush() {
      const rest = thinking ? '' : held
      held = ''
      return rest
    },
  }
}

function partialTagAtEnd(text: string, tag: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(tag.slice(0, length))) return length
  }
  return 0
}

const EMOJI = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u{FE0E}\u{FE0F}\u{200D}\u{20E3}]/gu

/** One piece as a mouth should get it; empty if there is nothing to say in it. */
export function speakable(piece: string): string {
  const said = piece
    .replace(/```\w*/g, ' ')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/https?:\/\/\S+/g, ' ')
    .replace(/^\s*(?:#{1,6}\s+|>\s+|[-*+•]\s+|\d+[.)]\s+(?=\S))/gm, '')
    .replace(/[*_`~|#<>[\]{}\\]/g, ' ')
    .replace(EMOJI, ' ')
    .replace(/\s+/g, ' ')
    .replace(/\s+([,.!?;:…])/g, '$1')
    .trim()
  return /[\p{L}\p{N}]/u.test(said) ? said : ''
}
