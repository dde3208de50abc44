import {absolute} from './base.js';
import {parse, stringify} from './json.js';
import {close, credentials} from './session.js';

/**
 * The only module that calls the API.
 *
 * @import {components} from '#api'
 * @typedef {components['schemas']['Problem']} Problem
 * @typedef {{method?: string, body?: unknown, headers?: Record<string, string>, signal?: AbortSignal}} Options
 * @typedef {{status: number, data: any, headers: Headers}} Answer
 */

/** The longest time of a call in milliseconds, and of a stream until it begins. */
export const LONGEST_CALL = 30_000;

/** The event of `window` when the service does not accept the key any more. */
export const LOCKED = 'jobwheel-locked';

/** An answer that is a problem document. */
export class ApiError extends Error {
  /** @param {Partial<Problem> & {status: number}} problem */
  constructor(problem) {
    super(problem.detail ?? problem.title ?? `The service answered ${problem.status}.`);
    this.problem = problem;
    this.status = problem.status;
  }

  /** Whether the same call can succeed later: the limit of a key, or an error of the service. */
  get isTransient() {
    return this.status === 429 || this.status >= 500;
  }
}

/** The service could not be reached, or cannot answer at present. */
export class UnreachableError extends Error {}

/**
 * Calls the API.
 *
 * @param {string} path with the query, such as /api/v1/jobs?state=FAILED
 * @param {Options} [options] `body` is written as JSON
 * @returns {Promise<Answer>} with the data of a JSON answer, or its text
 * @throws {ApiError} for a problem
 * @throws {UnreachableError} without an answer, and for 502, 503 and 504
 */
export async function call(path, {method = 'GET', body, headers = {}, signal} = {}) {
  const limit = AbortSignal.timeout(LONGEST_CALL);
  const response = await send(path, {
    method,
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
    headers: {
      Accept: 'application/json',
      ...(body === undefined ? {} : {'Content-Type': 'application/json'}),
      ...headers,
    },
    body: body === undefined ? undefined : stringify(body, 0),
  });
  const text = await response.text().catch(unreachable);
  const isJson = /json/.test(response.headers.get('Content-Type') ?? '');
  return {status: response.status, data: isJson && text ? parse(text) : text, headers: response.headers};
}

/**
 * Returns the data of a GET.
 *
 * @param {string} path
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export async function get(path, signal) {
  return (await call(path, {signal})).data;
}

/**
 * Sends a request and returns its response with an unread body.
 *
 * @param {string} path
 * @param {RequestInit & {headers: Record<string, string>}} init
 * @returns {Promise<Response>}
 * @throws {ApiError} for a problem
 * @throws {UnreachableError} without an answer, and for 502, 503 and 504
 */
export async function send(path, init) {
  const sent = credentials();
  const response = await fetch(absolute(path), {
    ...init,
    headers: {...sent, ...init.headers},
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
  }).catch(unreachable);
  if (response.ok || response.status === 304) {
    return response;
  }
  const text = await response.text().catch(() => '');
  let problem = {status: response.status};
  try {
    problem = {...JSON.parse(text), status: response.status};
  } catch {
    // a proxy answered
  }
  // a late answer to a key that was replaced does not lock the new one out
  if (response.status === 401 && sent.Authorization === credentials().Authorization) {
    close();
    window.dispatchEvent(new Event(LOCKED));
  }
  const error = new ApiError(problem);
  if (response.status >= 502 && response.status <= 504) {
    throw new UnreachableError(error.message);
  }
  throw error;
}

/**
 * @param {any} error of fetch
 * @returns {never}
 */
function unreachable(error) {
  if (error?.name === 'AbortError') {
    throw error;
  }
  throw new UnreachableError(error?.name === 'TimeoutError'
    ? `The service has not answered for ${LONGEST_CALL / 1000} seconds.`
    : 'The service cannot be reached.');
}
