package io.jobwheel.api.server;

/** A connection whose requests have to arrive in time. */
interface BoundedChannel {

  ReceiptDeadline deadline();
}
