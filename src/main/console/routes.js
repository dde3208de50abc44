/**
 * The pages. Each is loaded when it is shown for the first time.
 *
 * @type {(import('./core/routes.js').Route & {menu?: boolean})[]}
 */
export const routes = [
  {pattern: '/', title: 'Now', menu: true, load: () => import('./pages/now/page.js')},
  {pattern: '/jobs', title: 'Jobs', menu: true, load: () => import('./pages/jobs/page.js')},
  {pattern: '/jobs/:id', title: 'Job', section: '/jobs', load: () => import('./pages/job/page.js')},
  {pattern: '/groups', title: 'Groups', menu: true, load: () => import('./pages/groups/page.js')},
  {pattern: '/groups/:id', title: 'Group', section: '/groups', load: () => import('./pages/group/page.js')},
  {pattern: '/schedules', title: 'Schedules', menu: true, load: () => import('./pages/schedules/page.js')},
  {pattern: '/schedules/:name', title: 'Schedule', section: '/schedules', load: () => import('./pages/schedule/page.js')},
  {pattern: '/types', title: 'Types', menu: true, load: () => import('./pages/types/page.js')},
  {pattern: '/types/:name', title: 'Type', section: '/types', load: () => import('./pages/type/page.js')},
  {pattern: '/lanes', title: 'Lanes', menu: true, load: () => import('./pages/lanes/page.js')},
  {pattern: '/loops', title: 'Loops', menu: true, load: () => import('./pages/loops/page.js')},
  {pattern: '/operations', title: 'Operations', menu: true, load: () => import('./pages/operations/page.js')},
  {pattern: '/operations/:id', title: 'Operation', section: '/operations', load: () => import('./pages/operation/page.js')},
  {pattern: '/pauses', title: 'Pauses', menu: true, load: () => import('./pages/pauses/page.js')},
  {pattern: '/limits', title: 'Limits', menu: true, load: () => import('./pages/limits/page.js')},
  {pattern: '/webhooks', title: 'Webhooks', menu: true, load: () => import('./pages/webhooks/page.js')},
  {pattern: '/compare', title: 'Compare', menu: true, load: () => import('./pages/compare/page.js')},
  {pattern: '/compare/:id', title: 'Comparison', section: '/compare', load: () => import('./pages/comparison/page.js')},
];
