// What the site was built with. The gateway's address is part of the build.

export const API_ORIGIN: string = import.meta.env.VITE_API_URL ?? 'http://localhost:8787'
