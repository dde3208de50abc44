package io.jobwheel.api.server;

/** A connection with a deadline for receiving each request. */
interface BoundedChannel {

  ReceiptDeadline deadline();
}
