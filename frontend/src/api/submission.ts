// One form being sent: whether it is under way, what is wrong at which field, and what is wrong with the whole.
import { reactive } from 'vue'
import { asApiError, type ApiError } from './api-error.ts'

export type Submission = {
  busy: boolean
  error: ApiError | null
  fields: Readonly<Record<string, string>>
  run(act: () => Promise<void>): Promise<void>
}

export function useSubmission(): Submission {
  const submission: Submission = reactive({
    busy: false,
    error: null,
    fields: {},
    async run(act) {
      if (submission.busy) return
      submission.busy = true
      submission.error = null
      submission.fields = {}
      try {
        await act()
      } catch (caught) {
        const error = asApiError(caught)
        submission.error = error
        submission.fields = error.fields
      } finally {
        submission.busy = false
      }
    },
  })
  return submission
}
