import {query} from '../../core/query.js';
import {kindsOf} from './failures.js';

const BATCH = 20;

/**
 * The jobs and groups of whose ends deliveries tell. The list of deliveries has only their ids; what is sent to whom is
 * in the lists of each owner.
 *
 * @import {components} from '#api'
 * @typedef {components['schemas']['Delivery']} Delivery
 * @typedef {'jobs' | 'groups'} Kind
 */
export class Owners {
  /** @type {Map<string, Kind>} */
  #kinds = new Map();
  /** Empty for an owner that was pruned. @type {Map<string, Map<string, Delivery>>} */
  #deliveries = new Map();

  #get;

  /** @param {(path: string, signal: AbortSignal) => Promise<any>} get reads data of the API */
  constructor(get) {
    this.#get = get;
  }

  /** @param {string | undefined} id */
  kind(id) {
    return id === undefined ? undefined : this.#kinds.get(id);
  }

  /** @param {string | undefined} id */
  deliveries(id) {
    return id === undefined ? undefined : this.#deliveries.get(id);
  }

  /**
   * Makes the next call, if one is needed: first which of some owners are groups, then the deliveries of each.
   *
   * @param {string[]} ids of jobs and groups, the most important first
   * @param {AbortSignal} signal
   * @returns {Promise<boolean>} whether a call was made
   */
  async readNext(ids, signal) {
    const unread = ids.find((id) => !this.#deliveries.has(id));
    if (unread === undefined) {
      return false;
    }
    const kind = this.#kinds.get(unread);
    await (kind === undefined ? this.#readKinds(ids, signal) : this.#readDeliveries(unread, kind, signal));
    return true;
  }

  /** @param {string[]} ids @param {AbortSignal} signal */
  async #readKinds(ids, signal) {
    const asked = ids.filter((id) => !this.#kinds.has(id)).slice(0, BATCH);
    const page = await this.#get('/api/v1/jobs' + query({group: asked, limit: 10 * BATCH}), signal);
    for (const [id, kind] of kindsOf(asked, page)) {
      this.#kinds.set(id, kind);
    }
  }

  /** @param {string} id @param {Kind} kind @param {AbortSignal} signal */
  async #readDeliveries(id, kind, signal) {
    try {
      const list = await this.#get(`/api/v1/${kind}/${id}/deliveries`, signal);
      this.#deliveries.set(id, new Map(list.items.map((/** @type {Delivery} */ delivery) => [delivery.id, delivery])));
    } catch (error) {
      if (/** @type {any} */ (error)?.status !== 404) {
        throw error;
      }
      this.#deliveries.set(id, new Map());
    }
  }
}
