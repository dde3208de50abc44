package io.jobwheel.job;

/**
 * Why a job did not succeed.
 *
 * @param code a stable code in kebab case, such as {@code handler-failed}
 * @param message the cause, in words
 */
public record JobError(String code, String message) {}
