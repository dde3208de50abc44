/** Serves the deliveries of webhooks, and writes their bodies. */
@NullMarked
package io.jobwheel.api.webhook;

import org.jspecify.annotations.NullMarked;
