-- Writes the addresses of nodes down, for a HAProxy that begins, or reads its configuration anew, while no name server
-- answers: it would know none of them. HAProxy itself reads the file (server-state-file), before all else.

local file_name = "servers"

-- Columns of `show servers state`.
local backend, name, address, admin_state, since = 2, 4, 5, 7, 10

local function command(text)
  local link = core.tcp()
  link:settimeout(1)
  local answer = link:connect("unix@admin.sock") and link:send(text .. "\n") and link:receive("*a")
  link:close()
  return answer or ""
end

-- Moved into place, so that it is never half written; after a reload the worker before writes too.
local function write_file(text)
  local new = file_name .. "." .. core.get_info().Pid
  local file = io.open(new, "w")
  if not file then return end
  file:write(text)
  file:close()
  os.rename(new, file_name)
end

-- A line without what follow.lua alone decides: who is in maintenance.
local function line_of(server)
  server[admin_state], server[since] = "0", "0"
  return table.concat(server, " ")
end

core.register_task(function()
  local known, written = {}, nil
  while true do
    local head, lines = {}, {}
    for line in command("show servers state"):gmatch("[^\n]+") do
      local server = {}
      for word in line:gmatch("%S+") do server[#server + 1] = word end
      if #server < since or line:match("^#") then
        head[#head + 1] = line
      else
        local key = server[backend] .. "/" .. server[name]
        if server[address] ~= "-" then known[key] = line_of(server) end
        lines[#lines + 1] = known[key]
      end
    end
    local text = table.concat(head, "\n") .. "\n" .. table.concat(lines, "\n") .. "\n"
    if #lines > 0 and text ~= written then
      write_file(text)
      written = text
    end
    core.msleep(1000)
  end
end)
