package io.jobwheel.dispatch;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import java.util.List;

/** A group and its jobs as they were stored. */
public record SubmittedGroup(JobGroup group, List<Job> jobs) {}
