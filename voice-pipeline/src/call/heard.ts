// How much of a reply's text was heard, from how many milliseconds of its audio were played. Pure.
import { BYTES_PER_MS, type Alignment, type Audio } from '../speech/ports.ts'

export interface Heard {
  add(audio: Audio, alignment: Alignment | null): void
  /** The whole words played by then. `said` is the text handed to the mouth, for voices that give no alignment. */
  textAt(playedMs: number, said: string): string
}

export function heard(): Heard {
  let text = ''
  const endsMs: number[] = []
  let audioBytes = 0

  function playedChars(playedMs: number): number {
    let count = 0
    for (const end of endsMs) {
      if (end > playedMs) break
      count++
    }
    return count
  }

  return {
    add(audio, alignment) {
      audioBytes += audio.byteLength
      if (!alignment) return
      // A character cannot end before the one in front of it, whatever a vendor's rounding says.
      let latest = endsMs.at(-1) ?? 0
      const characters = Math.min(alignment.text.length, alignment.endsMs.length)
      text += alignment.text.slice(0, characters)
      for (const end of alignment.endsMs.slice(0, characters)) {
        latest = Math.max(latest, end)
        endsMs.push(latest)
      }
    },
    textAt(playedMs, said) {
      if (playedMs <= 0 || audioBytes === 0) return ''
      if (endsMs.length > 0) return wholeWords(text, playedChars(playedMs))
      const share = Math.min(1, (playedMs * BYTES_PER_MS) / audioBytes)
      return wholeWords(said, Math.floor(said.length * share))
    },
  }
}

/** A word cut in the middle was not heard; one that lacks only its comma was. */
function wholeWords(text: string, characters: number): string {
  const rest = text.slice(characters)
  const played = text.slice(0, characters)
  if (/^[\p{L}\p{N}]/u.test(restOfWord(rest))) return played.slice(0, played.search(/\S*$/u)).trim()
  return played.trim()
}

/** From the cut to the end of the word, inner punctuation skipped ("don|'t" is still one word). */
function restOfWord(rest: string): string {
  return rest.replace(/^[^\s\p{L}\p{N}]+(?=[\p{L}\p{N}])/u, '')
}
