-- for wrk: jobs that do nothing, one a request
wrk.method = "POST"
wrk.body = '{"type":"noop","mode":"virtual-threads","payload":{}}'
wrk.headers["Content-Type"] = "application/json"
