package io.jobwheel.handler;

/**
 * A handler of jobs that only Jobwheel itself creates. Clients can see, cancel and redrive such
 * jobs, but can neither submit one nor change its payload, and its type is not among the job types
 * that they are shown.
 */
public interface InternalJobHandler<P, R> extends JobHandler<P, R> {}
