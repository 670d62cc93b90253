// Where a sign-in comes from, for WorkOS's own records of a session.

export function clientOf(request: Request): { ipAddress?: string; userAgent?: string } {
  const ipAddress = request.headers.get('cf-connecting-ip')
  const userAgent = request.headers.get('user-agent')
  return { ...(ipAddress === null ? {} : { ipAddress }), ...(userAgent === null ? {} : { userAgent }) }
}
