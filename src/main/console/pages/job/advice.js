/**
 * What to do about an error code of a job, as docs/errors.md says it; a test holds the two to each other.
 *
 * @type {Map<string, string>}
 */
const ADVICE = new Map([
  ['handler-failed', 'read the message, and the node\'s log by the job\'s id'],
  ['result-too-large', 'return less, or raise jobwheel.lanes.result-limit'],
  ['payload-too-large', 'submit a shorter payload, or use another mode'],
  ['lane-failed', 'read the node\'s log; give the node more memory or fewer slots'],
  ['timed-out', 'raise the timeout, or find out what the handler waits for'],
  ['deadline-exceeded', 'allow more time, or see why it waited'],
  ['process-died', 'read the message: exit code, signal, last lines'],
  ['node-lost', 'find out what ended the node'],
  ['crashed', 'find out what ended the nodes or processes before you submit it again'],
  ['cancelled-by-force', 'let the handler check for cancellation'],
  ['released-too-often', 'give the job less to do, or the nodes a longer jobwheel.dispatch.drain-budget'],
  ['result-not-stored', 'read the node\'s log for the database\'s error'],
  ['error-not-stored', 'read the node\'s log for the database\'s error'],
  ['unexpected-status', 'read the message, which has the beginning of the response'],
  ['call-timed-out', 'raise connectTimeout or timeout, or look at the server that is called'],
  ['unknown-host', 'check the host\'s name and the node\'s DNS'],
  ['too-many-lookups', 'raise jobwheel.http.lookup-threads, or look at the node\'s DNS'],
  ['connect-failed', 'check that the server listens on this port'],
  ['connection-lost', 'look at the server that is called'],
  ['bad-response', 'look at the server that is called'],
  ['tls-failed', 'check the certificate and jobwheel.http.ssl-bundle'],
  ['response-too-large', 'raise keepBody, or ask for less'],
  ['body-budget-exhausted', 'raise jobwheel.http.kept-bodies, or lower keepBody'],
  ['egress-denied', 'call another destination, or change jobwheel.http.egress'],
  ['too-many-redirects', 'raise maxRedirects, or call the final URL'],
  ['bad-redirect', 'call the final URL'],
  ['secret-refused', 'allow the host in the configuration of the secret, or submit another job'],
  ['invalid-call', 'correct the payload and submit again'],
  ['unexpected-exit-code', 'read the message, which has the code and the last five lines of stderr'],
  ['command-timed-out', 'raise the timeout'],
  ['busy', 'raise max-concurrent or max-wait'],
  ['start-failed', 'read the message'],
  ['unknown-command', 'configure the same commands on all nodes'],
  ['invalid-parameters', 'correct the parameters and submit again'],
  ['webhook-refused',
    'look at the log of the receiver: it answers 401 or the like if it does not accept the signature'],
  ['webhook-gone', 'stop naming this URL, or remove the endpoint; a redelivery calls it again'],
  ['unknown-receiver', 'configure the same endpoints and secrets on all nodes'],
  ['receiver-busy', 'make the receiver answer at once and work afterwards; or raise max-calls and max-waiting'],
]);

/**
 * Returns what to do about an error code.
 *
 * @param {string | undefined} code
 * @returns {string} a sentence; empty for codes of handlers of one's own
 */
export function advice(code) {
  const text = ADVICE.get(code ?? '');
  return text ? `What to do: ${text}.` : '';
}
