-- for wrk: jobs that do nothing, each with a name of its own in a header: in Idempotency-Key if KEYED is set, else in one
-- that the service does not read, so that wrk does the same work
wrk.method = "POST"
wrk.body = '{"type":"noop","mode":"virtual-threads","payload":{}}'
wrk.headers["Content-Type"] = "application/json"
local header = os.getenv("KEYED") and "Idempotency-Key" or "X-Request-Name"
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("id", threads)
end

function init()
  math.randomseed(os.time() * 10 + id)
  prefix = string.format("%d-%d-", id, math.random(1e9))
  count = 0
end

function request()
  count = count + 1
  wrk.headers[header] = prefix .. count
  return wrk.format()
end
