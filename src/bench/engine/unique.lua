-- for wrk: jobs that do nothing. If UNIQUE is new, each is unique with a key of its own; if it is few, with one of 16 keys
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
local kind = os.getenv("UNIQUE")
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

local function uniqueness()
  count = count + 1
  if kind == "new" then
    return ',"unique":{"key":"' .. prefix .. count .. '"}'
  elseif kind == "few" then
    return ',"unique":{"key":"' .. count % 16 .. '"}'
  end
  return ""
end

function request()
  return wrk.format(nil, nil, nil, '{"type":"noop","mode":"virtual-threads","payload":{}' .. uniqueness() .. "}")
end
