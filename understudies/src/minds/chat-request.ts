// A chat completion request, as far as a mind needs to read it. Unknown fields are the vendor's business and pass.
import { z } from 'zod'

const TextPart = z.object({ type: z.literal('text'), text: z.string() })
const Content = z
  .union([z.string(), z.array(TextPart), z.null()])
  .transform((content) => (typeof content === 'string' ? content : (content?.map(({ text }) => text).join('\n') ?? '')))

const ToolCall = z.object({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) })

const Message = z.discriminatedUnion('role', [
  z.object({ role: z.literal('system'), content: Content }),
  z.object({ role: z.literal('developer'), content: Content }),
  z.object({ role: z.literal('user'), content: Content }),
  z.object({ role: z.literal('assistant'), content: Content.optional(), tool_calls: z.array(ToolCall).nullish() }),
  z.object({ role: z.literal('tool'), content: Content, tool_call_id: z.string() }),
])

export type JsonSchema = {
  type?: string | string[] | undefined
  enum?: unknown[] | undefined
  description?: string | undefined
  properties?: Record<string, JsonSchema> | undefined
  required?: string[] | undefined
  items?: JsonSchema | undefined
  anyOf?: JsonSchema[] | undefined
}

export const JsonSchema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.object({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    enum: z.array(z.unknown()).optional(),
    description: z.string().optional(),
    properties: z.record(z.string(), JsonSchema).optional(),
    required: z.array(z.string()).optional(),
    items: JsonSchema.optional(),
    anyOf: z.array(JsonSchema).optional(),
  }),
)

const Tool = z.object({
  type: z.literal('function'),
  function: z.object({
    name: z.string().min(1),
    description: z.string().optional(),
    parameters: JsonSchema.optional(),
  }),
})

const ResponseFormat = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z.object({ type: z.literal('json_object') }),
  z.object({ type: z.literal('json_schema'), json_schema: z.object({ name: z.string(), schema: JsonSchema }) }),
])

export const ChatRequest = z.object({
  model: z.string().min(1),
  messages: z.array(Message).min(1),
  stream: z.boolean().nullish(),
  tools: z.array(Tool).nullish(),
  tool_choice: z
    .union([z.enum(['none', 'auto', 'required']), z.object({ function: z.object({ name: z.string() }) })])
    .nullish(),
  response_format: ResponseFormat.nullish(),
  max_completion_tokens: z.number().int().min(1).nullish(),
  max_tokens: z.number().int().min(1).nullish(),
  reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high']).nullish(),
  reasoning_format: z.enum(['none', 'parsed', 'text_parsed', 'raw', 'hidden']).nullish(),
})

export type ChatRequest = z.output<typeof ChatRequest>
export type ChatMessage = ChatRequest['messages'][number]
export type ChatTool = NonNullable<ChatRequest['tools']>[number]
