package io.jobwheel.webhook;

/**
 * The result of a delivery. It contains nothing of the receiver's answer but its status.
 *
 * @param status the status code, 200 to 299
 * @param millis the duration of the call in milliseconds
 */
public record DeliveryResult(int status, long millis) {}
