interface ImportMetaEnv {
  /** Origin of the gateway, without a slash at its end. */
  readonly VITE_API_URL?: string
}
