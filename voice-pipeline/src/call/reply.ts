// One reply while it is being made: what was said of it so far, and the ways to stop it and to know what was heard.
import { sentences, type Sentences } from '../speech/sentences.ts'
import type { ReplyId } from '../speech/ports.ts'
import { heard, type Heard } from './heard.ts'

export type Reply = {
  readonly id: ReplyId
  readonly stop: AbortController
  readonly sentences: Sentences
  readonly heard: Heard
  /** Everything handed to the mouth. */
  said: string
}

export function newReply(id: ReplyId): Reply {
  return { id, stop: new AbortController(), sentences: sentences(), heard: heard(), said: '' }
}

export function addSaid(reply: Reply, text: string): string {
  reply.said = reply.said === '' ? text : `${reply.said} ${text}`
  return reply.said
}
