"""Uses the client that openapi-generator makes for Python against a running service. Usage: client.py URL

Ends with an error if a call has not done what docs/clients.md describes.
"""

import sys
import uuid
from datetime import datetime, timedelta, timezone

import jobwheel
from jobwheel import CountdownJobRequest, CountdownPayload, GroupRequest, Job, JobRequest, JobState, Mode, Problem


def check(holds, what):
    if not holds:
        sys.exit(f"Python: {what}")


def countdown(delay="1ms", **more):
    payload = CountdownPayload(name="A", delay=delay)
    return JobRequest(CountdownJobRequest(type="countdown", payload=payload, **more))


def problem(call):
    """Returns the problem document with which the service answers a call."""
    try:
        call()
    except jobwheel.ApiException as error:
        check(isinstance(error.data, Problem), f"{error} is not a problem document")
        check(error.data.status == error.status, "the status of the problem is another one than that of the response")
        return error.data
    sys.exit("Python: a wrong request was accepted")


client = jobwheel.ApiClient(jobwheel.Configuration(host=sys.argv[1]))
jobs = jobwheel.JobsApi(client)
groups = jobwheel.GroupsApi(client)
began = datetime.now(timezone.utc) - timedelta(hours=1)

# submit, and submit again with the same key
key = str(uuid.uuid4())
request = countdown(mode=Mode.VIRTUAL_MINUS_THREADS, priority=5)
first = jobs.submit_job_with_http_info(request, idempotency_key=key)
check(first.status_code == 202, "a job is accepted with the status 202")
check(first.data.mode == Mode.VIRTUAL_MINUS_THREADS and first.data.priority == 5, "the job is another one than requested")
again = jobs.submit_job_with_http_info(request, idempotency_key=key)
check(again.data.id == first.data.id, "a repeated request has made a second job")
check(again.headers["Idempotency-Replayed"] == "true", "a repeated request is not marked as such")
reused = problem(lambda: jobs.submit_job(countdown(delay="2ms"), idempotency_key=key))
check(reused.type == "urn:jobwheel:problem:idempotency-key-reused", "a key has served two requests")

# wait for the end
ended = jobs.submit_job_with_http_info(countdown(), prefer="wait=20")
check(ended.status_code == 200 and ended.data.state == JobState.SUCCEEDED, "the job has not ended in 20 seconds")
check(isinstance(ended.data.finished_at, datetime), "the end of the job is not a time")
check(jobs.get_job(ended.data.id) == ended.data, "the job has changed after its end")
check("A = 1" in jobs.get_job_output(ended.data.id), "the output of the job is incomplete")
check(jobs.list_attempts(ended.data.id).items[0].attempt == 1, "the job has no first attempt")

# list with filters, page by page
group = groups.submit_group(GroupRequest(mode=Mode.THREAD_MINUS_POOL, jobs=[countdown()] * 5), prefer="wait=20")
check(group.counts == {**dict.fromkeys(JobState, 0), "SUCCEEDED": 5}, "the group has not run all of its jobs")
filters = dict(group=[group.id], state=[JobState.SUCCEEDED, JobState.FAILED], created_from=began, include=["payload"])
listed, pages, cursor = [], 0, None
while cursor or not pages:
    page = jobs.list_jobs(**filters, limit=2, cursor=cursor)
    listed += page.items
    cursor = page.next_cursor
    pages += 1
check({job.id for job in listed} == {job.id for job in group.jobs}, "the list has other jobs than the group")
check(len(listed) == 5 and pages >= 3, "the list has jobs twice, or larger pages than requested")
check(all(job.payload == {"name": "A", "delay": "1ms"} and job.result is None for job in listed), "payloads are missing")

# cancel
later = jobs.submit_batch([countdown(run_at=datetime.now(timezone.utc) + timedelta(days=1))]).items[0]
check(later.state == JobState.SCHEDULED, "a job for tomorrow is not scheduled")
check(jobs.cancel_job(later.id).state == JobState.CANCELLED, "a scheduled job is not cancelled at once")
check(problem(lambda: jobs.cancel_job(later.id)).status == 409, "a job can be cancelled twice")

# read a problem
invalid = problem(lambda: jobs.submit_job(countdown(delay="-1s")))
check(invalid.type == "urn:jobwheel:problem:invalid-request", "an invalid payload has another problem type")
check([error.field for error in invalid.errors] == ["payload.delay"], "the invalid field is not named")

# what a later version of the service may add
check(Job.from_dict({**ended.data.to_dict(), "added": 1}) == ended.data, "a field that is not known is not ignored")
check(Problem.from_dict({**invalid.to_dict(), "type": "urn:jobwheel:problem:added"}), "a new problem type is refused")

print("Python: submit, wait, list, cancel, replay and problems work")
