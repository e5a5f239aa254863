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
-- Limit of each answer, in s. HAProxy closes a link when its limit has passed, so one that waits for news has another.
local patience = 2
local quiet = 86400
-- A node that has just been promoted keeps the reads that it has until the Sentinels' word is here, in s.
local news_age = 5

local views = {} -- by Sentinel: address = what it named last, at = when it said so
local named -- the node that takes writes
local named_at, switches = 0, 0
local opened_at = 0 -- when the write side was opened to it, in s
local is_open = false -- whether it does so already
local silent_since -- since when it is closed because the named node answers nothing, in s
local present_on -- the node that a session of its own on the write side leads to
local sights = {} -- by node: "master", "replica" in touch, or nil
local answered_at = {} -- by node: when it last said its role, in s
local reached = {} -- by node: whether the link to it works
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

-- One value; a list where it has several; false for none. nil and "closed" where the connection cannot be used any more,
-- nil and its text for an error.
local function read(link)
  local line = link:receive("*l")
  if not line then return nil, "closed" end
  line = line:gsub("\r$", "")
  local kind, rest = line:sub(1, 1), line:sub(2)
  if kind == "$" then
    local length = tonumber(rest)
    if length < 0 then return false end
    local text = link:receive(length + 2)
    if not text then return nil, "closed" end
    return text:sub(1, length)
  end
  if kind == "*" then
    if tonumber(rest) < 0 then return false end
    local list = {}
    for i = 1, tonumber(rest) do
      local value, failed = read(link)
      if failed then return nil, "closed" end
      list[i] = value
    end
    return list
  end
  if kind == "-" then return nil, rest end
  return rest
end

local function ask(link, ...)
  if not link:send(command(...)) then return nil, "closed" end
  return read(link)
end

-- Read at each login, so that a changed password is found; as nodes read it, without what some editors add.
local function password()
  local file = io.open(settings.password_file)
  if not file then return "" end
  local text = file:read("*l") or ""
  file:close()
  return (text:gsub("^\239\187\191", ""):gsub("\r$", ""))
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
  is_open, silent_since = open, nil
  if open then opened_at = seconds() end
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
    if name == present_on and reached[name] then server:shut_sess() end
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

-- A node that was killed may be up again, closed, before the Sentinels name another one. An error instead of its role,
-- and a way to it that has not worked since it was opened, say nothing of the node: the Sentinels' word counts.
local function heed_silence(node, reason)
  if node ~= named then return end
  if reason ~= "closed" then
    if silent_since then
      set_open(true)
      say("open", "master=" .. node, "the named node answers " .. reason)
    end
  elseif is_open and (answered_at[node] or 0) >= opened_at then
    set_open(false)
    silent_since = seconds()
    say("closed", "master=" .. node, "the named node gives no answer")
  end
end

local function fresh(view)
  return view and seconds() - view.at <= view_age
end

-- Clients may reach a node that this proxy does not, and that the Sentinels go on naming.
local function doubt_silence()
  if not silent_since or seconds() - silent_since < 3 * view_age then return end
  set_open(true)
  say("open", "master=" .. named, "the Sentinels go on naming it, though it gives no answer here")
end

-- Never a minority's word: without a majority all stays as it is.
local function decide()
  local votes = {}
  for _, view in pairs(views) do
    if fresh(view) then votes[view.address] = (votes[view.address] or 0) + 1 end
  end
  for i, address in ipairs(settings.addresses) do
    local node = settings.nodes[i]
    if (votes[address] or 0) * 2 > #settings.sentinels then
      if node ~= named then take_writes(node) else doubt_silence() end
    end
  end
end

local function hear(sentinel, host, port)
  views[sentinel] = { address = host .. ":" .. port, at = seconds() }
  decide()
end

-- A Sentinel says at once that it has switched, in a message: kind, channel, and a text.
local function hear_switches(sentinel)
  while true do
    local link = open(sentinel, "AUTH", "proxy", password())
    local message = link and ask(link, "SUBSCRIBE", "+switch-master")
    if message then link:settimeout(quiet) end
    while message do
      local name, host, port = tostring(message[3]):match("^(%S+) %S+ %d+ (%S+) (%d+)$")
      if name == settings.master_name then hear(sentinel, host, port) end
      message = read(link)
    end
    if link then link:close() end
    core.msleep(200)
  end
end

local function ask_sentinel(sentinel)
  while true do
    local link = open(sentinel, "AUTH", "proxy", password())
    local master = link and ask(link, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", settings.master_name)
    while master ~= nil do
      if master then hear(sentinel, master[1], master[2]) end
      core.msleep(1000)
      master = ask(link, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", settings.master_name)
    end
    if link then link:close() end
    core.msleep(200)
  end
end

-- A client of the write side itself, subscribed to a channel: as long as the old master has a subscriber there,
-- sessions of others may still be open, and its hand-over waits for that (step 8). It is cut with them.
local function be_present()
  while true do
    local link = named and open("presence", "AUTH", "proxy", password())
    if link then
      if ask(link, "SUBSCRIBE", "redis-cache:proxy") then
        link:settimeout(quiet)
        present_on = named
        while read(link) do end
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

-- The named node is asked again soon, for as long as somebody may be about to start it.
local function is_recent(node)
  return node == named and seconds() - (answered_at[node] or 0) < 5
end

local function look_at(node)
  while true do
    local link, reason = open(node, "AUTH", "proxy", password())
    local asked_at, info = seconds(), nil
    if link then info, reason = ask(link, "INFO", "replication") end
    while info do
      sights[node], answered_at[node], reached[node] = sight(info), seconds(), true
      master_since[node] = sights[node] == "master" and (master_since[node] or seconds()) or nil
      if node == named then silent_since = nil end
      check_named(node, asked_at)
      share_reads()
      core.msleep(node == named and 200 or 1000)
      asked_at = seconds()
      info = ask(link, "INFO", "replication")
    end
    -- A link that has worked tells nothing by its end: another one is made at once.
    if reason then heed_silence(node, reason) end
    if link then link:close() end
    sights[node], reached[node] = nil, nil
    share_reads()
    core.msleep(is_recent(node) and 50 or 500)
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

for _, sentinel in ipairs(settings.sentinels) do
  keep_doing(hear_switches, sentinel)
  keep_doing(ask_sentinel, sentinel)
end
for _, node in ipairs(settings.nodes) do keep_doing(look_at, node) end
keep_doing(be_present)
