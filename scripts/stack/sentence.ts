// An expected failure: its message is the one sentence that says what to do, shown without a stack trace.

export class Sentence extends Error {
  override name = 'Sentence'
}
