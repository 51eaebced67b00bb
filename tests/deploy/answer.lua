-- Filters of the answers that account.conf.template passes on. Of the provider's headers only those pass that the page
-- reads, and only with values of the form they should have, so that none can hold the key. The status keeps its number
-- and loses the provider's words. An encoded answer, in which sub_filter could not see the key, becomes a 502.
local filters = {}

-- Headers with one value that pass, as case-insensitive patterns of ngx.re.
local passing = {
    ["retry-after"] = [[^(?:\d{1,9}(?:\.\d{1,9})?|\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT)\z]],
    ["retry-after-ms"] = [[^\d{1,9}(?:\.\d{1,9})?\z]],
}
local kinds = {
    ["application/json"] = true,
    ["application/problem+json"] = true,
    ["application/x-ndjson"] = true,
    ["text/csv"] = true,
    ["text/html"] = true,
    ["text/plain"] = true,
}
local refused = '{"error":{"message":"The provider sent an encoded answer, which this server refuses."}}'

local function is_encoded()
    local encoding = ngx.var.upstream_http_content_encoding
    return encoding ~= nil and encoding ~= "" and encoding:lower() ~= "identity"
end

function filters.head()
    -- Assigning takes the provider's words away.
    ngx.status = is_encoded() and 502 or ngx.status
    ngx.ctx.is_refused = is_encoded()
    local kind = (ngx.header["Content-Type"] or ""):lower():match("^[%w/+-]+") or ""
    if ngx.ctx.is_refused then
        kind = "application/json"
    elseif not kinds[kind] then
        kind = "application/octet-stream"
    end
    for name, value in pairs(ngx.resp.get_headers(0)) do
        local pattern = passing[name]
        if not pattern or type(value) ~= "string" or not ngx.re.find(value, pattern, "ijo") then
            ngx.header[name] = nil
        end
    end
    -- With a charset of its own, or nginx adds the provider's, which can be any text. Pages read JSON as UTF-8 anyway.
    ngx.header["Content-Type"] = kind .. "; charset=utf-8"
end

function filters.body()
    if ngx.ctx.is_refused then
        ngx.arg[1] = ngx.arg[2] and refused or nil
    end
end

return filters
