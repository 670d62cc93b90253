// The models on offer and how each reasons, as the vendor publishes them.

export interface Model {
  id: string
  efforts: readonly string[]
  defaultEffort: string
  /** Where reasoning goes unless the request says otherwise: a field of its own, or `<think>` in the content. */
  defaultFormat: 'text_parsed' | 'raw'
}

export const MODELS: readonly Model[] = [
  { id: 'gpt-oss-120b', efforts: ['low', 'medium', 'high'], defaultEffort: 'medium', defaultFormat: 'text_parsed' },
  { id: 'qwen-3.8-27b', efforts: ['none', 'low', 'medium', 'high'], defaultEffort: 'high', defaultFormat: 'raw' },
]

/** Sentences of reasoning before the answer. */
const SENTENCES: Record<string, number> = { none: 0, low: 1, medium: 3, high: 8 }

export function reasoningText(thought: string, effort: string): string {
  const about = ['The answer is spoken aloud, so it stays short.', 'One question at a time.', 'Nothing is made up.']
  return Array.from({ length: SENTENCES[effort] ?? 1 }, (_, n) =>
    n === 0 ? thought : (about[(n - 1) % about.length] ?? ''),
  ).join(' ')
}
