-- Sends each line of a file as a bearer token, in turn: wrk -s tokens.lua URL -- FILE FIRST
local requests = {}
local next_request = 0

function init(args)
  for token in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("GET", nil, { Host = "localhost", Authorization = "Bearer " .. token })
  end
  next_request = (tonumber(args[2]) or 0) % #requests
end

function request()
  next_request = next_request % #requests + 1
  return requests[next_request]
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format("RESULT %d %d", summary.requests, errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
