// Which page stands at which address, who may see it, and what its title is.
import { createRouter, createWebHistory, type Router, type RouteRecordRaw } from 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    title: string
    /** Shown without being signed in, and only then. */
    guest?: boolean
  }
}

const ROUTES: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('./pages/HomePage.vue'), meta: { title: 'Personas' } },
  {
    path: '/sign-in',
    name: 'sign-in',
    component: () => import('./pages/SignInPage.vue'),
    meta: { title: 'Sign in', guest: true },
  },
  {
    path: '/sign-up',
    name: 'sign-up',
    component: () => import('./pages/SignUpPage.vue'),
    meta: { title: 'Sign up', guest: true },
  },
  {
    path: '/personas/new',
    name: 'new-persona',
    component: () => import('./pages/NewPersonaPage.vue'),
    meta: { title: 'Make a persona' },
  },
  {
    path: '/personas/:id',
    name: 'persona',
    component: () => import('./pages/PersonaPage.vue'),
    props: true,
    meta: { title: 'Persona' },
  },
  {
    path: '/personas/:id/edit',
    name: 'edit-persona',
    component: () => import('./pages/EditPersonaPage.vue'),
    props: true,
    meta: { title: 'Edit persona' },
  },
  { path: '/calls', name: 'calls', component: () => import('./pages/CallsPage.vue'), meta: { title: 'Calls' } },
  {
    path: '/calls/:id',
    name: 'call',
    component: () => import('./pages/CallPage.vue'),
    props: true,
    meta: { title: 'Call' },
  },
  {
    path: '/schedules',
    name: 'schedules',
    component: () => import('./pages/SchedulesPage.vue'),
    meta: { title: 'Schedules' },
  },
  {
    path: '/billing',
    alias: '/credits',
    name: 'credits',
    component: () => import('./pages/CreditsPage.vue'),
    meta: { title: 'Credits' },
  },
  { path: '/account', name: 'account', component: () => import('./pages/AccountPage.vue'), meta: { title: 'Account' } },
  {
    path: '/:rest(.*)*',
    name: 'nowhere',
    component: () => import('./pages/NowherePage.vue'),
    meta: { title: 'Not found' },
  },
]

export type Gate = {
  /** Settles who is signed in before the first page. */
  isSignedIn: () => Promise<boolean>
}

export function makeRouter({ isSignedIn }: Gate): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes: ROUTES,
    scrollBehavior: (to, _from, saved) => saved ?? (to.hash ? { el: to.hash } : { top: 0 }),
  })
  router.beforeEach(async (to) => {
    const signedIn = await isSignedIn()
    if (signedIn && to.meta.guest) return { name: 'home' }
    if (!signedIn && !to.meta.guest) {
      return { name: 'sign-in', query: to.fullPath === '/' ? {} : { returnTo: to.fullPath } }
    }
    return true
  })
  return router
}
