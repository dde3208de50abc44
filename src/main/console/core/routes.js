/**
 * Finds the page of a path.
 *
 * @typedef {{pattern: string, title: string, section?: string, load: () => Promise<{default: any}>}} Route
 * @typedef {{route: Route, params: Record<string, string>}} Match
 */

/**
 * Returns the first route whose pattern fits.
 *
 * @param {Route[]} routes a segment that begins with a colon fits any text: /jobs/:id
 * @param {string} path such as /jobs/018f
 * @returns {Match | null}
 */
export function match(routes, path) {
  const segments = path.split('/');
  for (const route of routes) {
    const parts = route.pattern.split('/');
    if (parts.length !== segments.length) {
      continue;
    }
    /** @type {Record<string, string>} */
    const params = {};
    const fits = parts.every((part, index) => {
      if (part.startsWith(':')) {
        params[part.slice(1)] = decoded(segments[index]);
        return segments[index] !== '';
      }
      return part === segments[index];
    });
    if (fits) {
      return {route, params};
    }
  }
  return null;
}

/** @param {string} segment */
function decoded(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // not encoded properly; the service answers that there is no such thing
  }
}
