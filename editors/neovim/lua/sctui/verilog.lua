-- The model as Verilog, by the language server.
local M = {}

M.ARCHITECTURES = { 'single', 'shared', 'array' }

local function request(client, parameters, done, buffer)
  if vim.fn.has('nvim-0.11') == 1 then
    return client:request('workspace/executeCommand', parameters, done, buffer)
  end
  return client.request('workspace/executeCommand', parameters, done, buffer)
end

--- A buffer with the module, beside the text.
local function show(found)
  local name = 'ode://verilog/' .. found.fileName
  local run = require('sctui.run')
  local buffer = run.scratch(name)
  run.fill(buffer, vim.split(found.text, '\n', { plain = true, trimempty = true }))
  vim.bo[buffer].filetype = 'verilog'
  if not run.window(buffer) then
    run.open(buffer, math.floor(vim.o.columns / 2), true)
  end
  vim.notify('sctui: ' .. found.summary, #found.warnings > 0 and vim.log.levels.WARN or vim.log.levels.INFO)
end

--- `:OdeVerilog [architecture] [format]`: without them the server's settings hold.
function M.compile(words)
  local buffer = vim.api.nvim_get_current_buf()
  local client = require('sctui.server').clients(buffer)[1]
  if not client then
    vim.notify('sctui: no language server is attached to this buffer', vim.log.levels.ERROR)
    return
  end
  local argument = { uri = vim.uri_from_bufnr(buffer), preset = vim.b[buffer].ode_preset, show = false }
  for _, word in ipairs(words) do
    argument[vim.tbl_contains(M.ARCHITECTURES, word) and 'architecture' or 'format'] = word
  end
  request(client, { command = 'ode.verilog', arguments = { argument } }, function(problem, found)
    if problem then
      vim.notify('sctui: ' .. problem.message, vim.log.levels.ERROR)
    elseif found then
      show(found)
    end
  end, buffer)
end

return M
