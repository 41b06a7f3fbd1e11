-- The action lua.hold of haproxy.cfg: holds an answer back for 15 s, longer than an endpoint waits for one.
core.register_action("hold", { "http-res" }, function()
    core.msleep(15000)
end)
