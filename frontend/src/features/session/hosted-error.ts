// What to say when the hosted sign-in sent the person back without signing them in.

export function hostedErrorWords(error: unknown): string {
  switch (error) {
    case 'access_denied':
      return 'You stopped before the end. You are not signed in.'
    default:
      return 'Signing in did not work. Try again, or use your e-mail and password.'
  }
}
