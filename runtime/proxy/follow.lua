-- Moves HAProxy's write side to the master that a majority of the Sentinels names, and keeps its read side to replicas
-- in touch with it (docs/proxy.md). All connections go through haproxy.cfg's own sockets, which do TLS and names.

local function words(text)
  local list = {}
  for word in text:gmatch("%S+") do list[#list + 1] = word end
  return list
end

local node_name = os.getenv("NODE_NAME")

local settings = {
  master_name = os.getenv("MASTER_NAME"),
  sentinels = words(os.getenv("SENTINELS")),
  nodes = words(os.getenv("NODES")),
  -- What Sentinels call a node, `host:port`, in the order of `nodes`.
  addresses = words(os.getenv("ADDRESSES")),
  password_file = os.getenv("SECRETS_DIR") .. "/proxy",
  reads = os.getenv("READS"),
  read_lag = tonumber(os.getenv("READ_LAG")),
  reads_from_master = os.getenv("READS_FROM_MASTER") == "yes",
  -- Limit of an attempt to reach a node, in ms.
  attempt = tonumber(os.getenv("ATTEMPT_MS")),
  configuration = os.getenv("CONFIGURATION"),
}

-- A Sentinel's word counts for so long, in s.
local view_age = 5
-- Limit of each answer, in s.
local patience = 2
-- A node that has just been promoted keeps the reads that it has until the Sentinels' word is here, in s.
local news_age = 5

local views = {} -- by Sentinel: address = what it named last, at = when it said so
local named -- the node that takes writes
local named_at, switches = 0, 0
local is_open = false -- whether it does so already
local is_silent = false -- whether it is closed because the named node answers nothing
local present_on -- the node that a session of its own on the write side leads to
local sights = {} -- by node: "master", "replica" in touch, or nil
local master_since = {} -- by node: since when it says that it is master, in s
local serving = {} -- by node: its state on the read side
local reads_open = false -- whether a node takes new reads

local function seconds()
  local now = core.now()
  return now.sec + now.usec / 1000000
end

-- RESP ----------------------------------------------------------------------------------------------------------------

local function command(...)
  local parts = { "*" .. select("#", ...) }
  for _, word in ipairs({ ... }) do parts[#parts + 1] = "$" .. #word .. "\r\n" .. word end
  return table.concat(parts, "\r\n") .. "\r\n"
end

-- One value; a list where it has several. nil and "timeout" where nothing came, nil and another reason where the
-- connection cannot be used any more.
local function read(link)
  local line, reason, partial = link:receive("*l")
  if not line then
    local idle = reason == "timeout" and (partial == nil or partial == "")
    return nil, idle and "timeout" or "closed"
  end
  line = line:gsub("\r$", "")
  local kind, rest = line:sub(1, 1), line:sub(2)
  if kind == "$" then
    local length = tonumber(rest)
    if length < 0 then return false end
    local text = link:receive(length + 2)
    if not text then return nil, "closed" end
    return text:sub(1, length)
  end
  if kind == "*" or kind == ">" or kind == "%" then
    local list = { push = kind == ">" }
    for i = 1, tonumber(rest) * (kind == "%" and 2 or 1) do
      local value, failed = read(link)
      if failed then return nil, "closed" end
      list[i] = value
    end
    return list
  end
  if kind == "-" then return nil, rest end
  if kind == "_" then return false end
  return rest
end

local function ask(link, ...)
  if not link:send(command(...)) then return nil, "closed" end
  return read(link)
end

-- Read at each login, so that a changed password is found.
local function password()
  local file = io.open(settings.password_file)
  if not file then return "" end
  local text = file:read("*l") or ""
  file:close()
  return text
end

-- A connection by one of haproxy.cfg's sockets, logged in; nil and a reason where that fails.
local function open(socket, ...)
  local link = core.tcp()
  link:settimeout(patience)
  local answer, reason = nil, "closed"
  if link:connect("unix@" .. socket .. ".sock") then answer, reason = ask(link, ...) end
  if answer then return link end
  link:close()
  return nil, reason
end

-- Write side ----------------------------------------------------------------------------------------------------------

local function servers(backend)
  return core.backends[backend].servers
end

local function say(event, fields, reason)
  local time = os.date("!%Y-%m-%dT%H:%M:%SZ")
  local line = 'time=%s node=%s event=%s %s reason="%s"'
  core.log(core.notice, line:format(time, node_name, event, fields, reason))
end

-- Closed, it keeps who comes at a port where nobody listens, and the sessions that there are.
local function set_open(open)
  local write = servers("write")
  local ready, other = named, "none"
  if not open then ready, other = other, ready end
  write[ready]:set_ready()
  write[other]:set_maint()
  is_open, is_silent = open, false
end

local function each_other(act)
  for name, server in pairs(servers("write")) do
    if name ~= named and name ~= "none" then act(name, server) end
  end
end

-- A node that lost the role and lives loses its sessions at once, for it answers them READONLY. Those of one that takes
-- no connections are clients that have been cut already and wait for another: they are given time to go there.
local function cut_others()
  each_other(function(name, server)
    server:set_maint()
    if name == present_on then server:shut_sess() end
  end)
  core.register_task(function()
    core.msleep(2 * settings.attempt)
    each_other(function(_, server) server:shut_sess() end)
  end)
end

local function take_writes(node)
  local first = named == nil
  local before = named or "none"
  named, named_at, switches = node, seconds(), switches + 1
  set_open(not first or sights[node] == "master")
  cut_others()
  say("switch", "master=" .. node .. " before=" .. before, "a majority of the Sentinels names it")
end

-- After a start of everything the node that Sentinels remember is closed at first, and would answer MASTERDOWN.
local function check_named(node, asked_at)
  if node ~= named or asked_at < named_at or (sights[node] == "master") == is_open then return end
  set_open(not is_open)
  say(is_open and "open" or "closed", "master=" .. node, "what the named node says of its role")
end

-- A node that was killed may be up again, closed, before the Sentinels name another one. One that answers no role but an
-- error is left to the Sentinels' word.
local function heed_silence(node, reason)
  if node ~= named then return end
  local silent = reason == "closed" or reason == "timeout"
  if is_open and silent then
    set_open(false)
    is_silent = true
    say("closed", "master=" .. node, "the named node gives no answer")
  elseif is_silent and not silent then
    set_open(true)
    say("open", "master=" .. node, "the named node answers " .. reason)
  end
end

local function fresh(view)
  return view and seconds() - view.at <= view_age
end

-- Never a minority's word: without a majority all stays as it is.
local function decide()
  local votes = {}
  for _, view in pairs(views) do
    if fresh(view) then votes[view.address] = (votes[view.address] or 0) + 1 end
  end
  for i, address in ipairs(settings.addresses) do
    local node = settings.nodes[i]
    if (votes[address] or 0) * 2 > #settings.sentinels and node ~= named then take_writes(node) end
  end
end

local function hear(sentinel, host, port)
  views[sentinel] = { address = host .. ":" .. port, at = seconds() }
  decide()
end

local function hear_push(sentinel, push)
  local name, host, port = tostring(push[3]):match("^(%S+) %S+ %d+ (%S+) (%d+)$")
  if name == settings.master_name then hear(sentinel, host, port) end
end

local function listen_to(sentinel, link)
  if not link:send(command("SUBSCRIBE", "+switch-master")) then return end
  local question = command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", settings.master_name)
  local due, unanswered = 0, false
  while true do
    if seconds() >= due then
      if unanswered or not link:send(question) then return end
      due, unanswered = seconds() + 1, true
      link:settimeout(1)
    end
    local value, reason = read(link)
    if value and value.push then
      if value[1] == "message" then hear_push(sentinel, value) end
    elseif value then
      unanswered = false
      hear(sentinel, value[1], value[2])
    elseif value == false then
      unanswered = false
    elseif reason ~= "timeout" then
      return
    end
  end
end

local function follow(sentinel)
  while true do
    local link = open(sentinel, "HELLO", "3", "AUTH", "proxy", password())
    if link then
      listen_to(sentinel, link)
      link:close()
    end
    core.msleep(200)
  end
end

-- Until it is cut, which is heard at once, or gets no answer for 2 s.
local function stay(link)
  link:settimeout(0.5)
  local unanswered = 0
  while unanswered < 4 do
    local value, reason = read(link)
    if value then
      unanswered = 0
    elseif reason == "timeout" and link:send(command("PING")) then
      unanswered = unanswered + 1
    else
      return
    end
  end
end

-- A client of the write side itself, subscribed to a channel: as long as the old master has a subscriber there,
-- sessions of others may still be open, and its hand-over waits for that (step 8). It is cut with them.
local function be_present()
  while true do
    local link = named and open("presence", "AUTH", "proxy", password())
    if link then
      if ask(link, "SUBSCRIBE", "redis-cache:proxy") then
        present_on = named
        stay(link)
        present_on = nil
      end
      link:close()
    end
    core.msleep(50)
  end
end

-- Read side -----------------------------------------------------------------------------------------------------------

-- In touch: it has heard its master a short while ago, though it may be changing over to another one right now.
local function sight(info)
  local role = info:match("role:(%a+)")
  if role == "master" then return "master" end
  local linked = info:match("master_link_status:(%a+)") == "up"
  local field = linked and "master_last_io_seconds_ago" or "master_link_down_since_seconds"
  local silence = tonumber(info:match(field .. ":(%-?%d+)"))
  if silence and silence >= 0 and silence <= settings.read_lag then return "replica" end
end

local function wanted(node, replicas)
  if sights[node] == "replica" then return "ready" end
  if sights[node] ~= "master" then return "gone" end
  if node ~= named then return seconds() - master_since[node] <= news_age and "drain" or "gone" end
  if settings.reads == "any" then return "ready" end
  return replicas == 0 and settings.reads_from_master and "ready" or "drain"
end

-- A master takes no new reads where replicas can, and loses none that it has.
local function share_reads()
  local replicas = 0
  for _, seen in pairs(sights) do
    if seen == "replica" then replicas = replicas + 1 end
  end
  local read_side = servers("read")
  local open = false
  for _, node in ipairs(settings.nodes) do
    local state = wanted(node, replicas)
    open = open or state == "ready"
    if state ~= serving[node] then
      serving[node] = state
      if state == "ready" then read_side[node]:set_ready() end
      if state == "drain" then read_side[node]:set_drain() end
      if state == "gone" then
        read_side[node]:set_maint()
        read_side[node]:shut_sess()
      end
    end
  end
  -- Beside nodes it would be tried first by each new connection, as the server with the fewest.
  if open ~= reads_open then
    reads_open = open
    if open then read_side.none:set_maint() else read_side.none:set_ready() end
  end
end

local function look_at(node)
  while true do
    local link, reason = open(node, "AUTH", "proxy", password())
    if not link then heed_silence(node, reason) end
    local asked_at = seconds()
    local info = link and ask(link, "INFO", "replication")
    while info do
      sights[node] = sight(info)
      master_since[node] = sights[node] == "master" and (master_since[node] or seconds()) or nil
      check_named(node, asked_at)
      share_reads()
      core.msleep(node == named and 200 or 1000)
      asked_at = seconds()
      info = ask(link, "INFO", "replication")
    end
    if link then link:close() end
    sights[node] = nil
    share_reads()
    core.msleep(node == named and 50 or 500)
  end
end

-- What others ask -----------------------------------------------------------------------------------------------------

local function answer(applet, status, kind, text)
  applet:set_status(status)
  applet:add_header("content-type", kind)
  applet:add_header("content-length", #text)
  applet:start_response()
  applet:send(text)
end

local function heard()
  local count, newest = 0, 0
  for _, view in pairs(views) do
    if fresh(view) then count = count + 1 end
    newest = math.max(newest, view.at)
  end
  return count, newest
end

local function report()
  local count, newest = heard()
  local lines = {
    "configuration=" .. settings.configuration,
    "named=" .. (named or "none"),
    "open=" .. (is_open and "yes" or "no"),
    "sentinels=" .. count .. "/" .. #settings.sentinels,
  }
  for _, node in ipairs(settings.nodes) do lines[#lines + 1] = node .. "=" .. (serving[node] or "gone") end
  return table.concat(lines, "\n") .. "\n", count, newest
end

-- Attempts of connections that wait, for each makes one after the other.
local function retries(backend)
  local stats = core.backends[backend]:get_stats()
  return stats.wretr + stats.wredis
end

-- Ready once a majority has named a master. It stays so without Sentinels: the master that it had is better than none,
-- and so it does while that one is closed, for all other proxies would say the same.
core.register_service("ready", "http", function(applet)
  local text = report()
  answer(applet, named and 200 or 503, "text/plain", text)
end)

core.register_service("sentinels", "http", function(applet)
  local _, count, newest = report()
  local lines = {
    "# HELP redis_cache_proxy_sentinels_heard Sentinels that have named a master within the last seconds.",
    "# TYPE redis_cache_proxy_sentinels_heard gauge",
    "redis_cache_proxy_sentinels_heard " .. count,
    "# HELP redis_cache_proxy_sentinels Sentinels of the instance.",
    "# TYPE redis_cache_proxy_sentinels gauge",
    "redis_cache_proxy_sentinels " .. #settings.sentinels,
    "# HELP redis_cache_proxy_newest_word_age_seconds Age of the newest word of a Sentinel.",
    "# TYPE redis_cache_proxy_newest_word_age_seconds gauge",
    string.format("redis_cache_proxy_newest_word_age_seconds %.3f", newest > 0 and seconds() - newest or -1),
    "# HELP redis_cache_proxy_switches_total Times that the write side has moved to another node.",
    "# TYPE redis_cache_proxy_switches_total counter",
    "redis_cache_proxy_switches_total " .. switches,
    "# HELP redis_cache_proxy_retries_total Attempts of waiting connections to reach a node, by their side.",
    "# TYPE redis_cache_proxy_retries_total counter",
    'redis_cache_proxy_retries_total{side="write"} ' .. retries("write"),
    'redis_cache_proxy_retries_total{side="read"} ' .. retries("read"),
    "# HELP redis_cache_proxy_master Node that takes writes.",
    "# TYPE redis_cache_proxy_master gauge",
  }
  for _, node in ipairs(settings.nodes) do
    lines[#lines + 1] = 'redis_cache_proxy_master{node="' .. node .. '"} ' .. (node == named and 1 or 0)
  end
  answer(applet, 200, "text/plain; version=0.0.4", table.concat(lines, "\n") .. "\n")
end)

-- HAProxy ends a task at its first error, and nobody would follow any more.
local function keep_doing(task, subject)
  core.register_task(function()
    while true do
      local _, problem = pcall(task, subject)
      say("error", "task=" .. (subject or "presence"), tostring(problem):gsub('"', "'"))
      core.msleep(1000)
    end
  end)
end

for _, sentinel in ipairs(settings.sentinels) do keep_doing(follow, sentinel) end
for _, node in ipairs(settings.nodes) do keep_doing(look_at, node) end
keep_doing(be_present)
