// Twilio's errors: one code each, always in the same JSON shape.

export const restErrors = {
  10001: { status: 500, message: 'Internal Server Error' },
  20001: { status: 400, message: 'Unknown parameter value' },
  20003: { status: 401, message: 'Authenticate' },
  20004: { status: 405, message: 'Method not allowed' },
  20404: { status: 404, message: 'The requested resource was not found' },
  20429: { status: 429, message: 'Too Many Requests' },
  20500: { status: 500, message: 'An internal server error has occurred' },
  21201: { status: 400, message: "No 'To' number is specified" },
  21205: { status: 400, message: 'Url is not a valid URL' },
  21210: { status: 400, message: 'The source phone number provided is not yet verified for your account' },
  21211: { status: 400, message: 'The phone number you are attempting to call is not valid' },
  21212: { status: 400, message: 'The source phone number provided is not valid' },
  21213: { status: 400, message: "No 'From' number is specified" },
  21216: { status: 400, message: 'Account not allowed to call this number' },
  21217: { status: 400, message: 'Phone number does not appear to be valid' },
  21218: { status: 400, message: 'Invalid ApplicationSid' },
  21220: { status: 400, message: 'Call is not in-progress. Cannot redirect.' },
  21421: { status: 400, message: 'PhoneNumber is invalid' },
  21422: { status: 400, message: 'PhoneNumber is not available' },
  21602: { status: 400, message: 'Message body is required.' },
  21603: { status: 400, message: "A 'From' phone number is required." },
  21604: { status: 400, message: "A 'To' phone number is required." },
  21606: {
    status: 400,
    message: "The 'From' phone number provided is not a valid message-capable number for this account",
  },
  21609: { status: 400, message: 'The StatusCallback URL is not a valid URL.' },
  21610: { status: 400, message: 'Attempt to send to unsubscribed recipient' },
  21617: { status: 400, message: 'The concatenated message body exceeds the 1600 character limit' },
  32018: { status: 400, message: 'Twiml size exceeded maximum allowed value of 4000 characters' },
  60200: { status: 400, message: 'Invalid parameter' },
  60202: { status: 429, message: 'Max check attempts reached' },
  60203: { status: 429, message: 'Max send attempts reached' },
} as const

export type RestErrorCode = keyof typeof restErrors

export class RestError extends Error {
  readonly code: RestErrorCode

  constructor(code: RestErrorCode, detail?: string) {
    super(detail ?? restErrors[code].message)
    this.code = code
  }

  get status(): number {
    return restErrors[this.code].status
  }

  body(): Record<string, unknown> {
    return {
      code: this.code,
      message: this.message,
      more_info: `https://www.twilio.com/docs/errors/${this.code}`,
      status: this.status,
    }
  }
}
