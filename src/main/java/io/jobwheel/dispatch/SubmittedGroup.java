package io.jobwheel.dispatch;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import java.util.List;

/** A stored group and its jobs, in the order of the request. */
public record SubmittedGroup(JobGroup group, List<Job> jobs) {}
