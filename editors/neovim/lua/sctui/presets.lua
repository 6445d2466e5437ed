-- Choosing which preset of the model is plotted.
local M = {}

local DEFAULT = '(the values of the file)'

--- The names of the presets in a buffer, in their order.
function M.names(buffer)
  local found = {}
  for _, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, true)) do
    local name = line:match('^%s*#*%s*preset%s+([%a_][%w_]*)%s*:')
    if name and not vim.tbl_contains(found, name) then
      table.insert(found, name)
    end
  end
  return found
end

local function use(buffer, name)
  vim.b[buffer].ode_preset = name
  require('sctui.preview').show(buffer)
end

--- `:OdePreset`: asks which one, or takes the one that is named, and shows the plot.
function M.choose(name)
  local buffer = require('sctui.preview').source() or vim.api.nvim_get_current_buf()
  local names = M.names(buffer)
  if name and name ~= '' then
    if not vim.tbl_contains(names, name) then
      local known = #names == 0 and 'the file has none' or ('there is ' .. table.concat(names, ', '))
      vim.notify(('sctui: no preset is called %s; %s'):format(name, known), vim.log.levels.ERROR)
      return
    end
    use(buffer, name)
    return
  end
  if #names == 0 then
    vim.notify('sctui: the file has no presets; a line `# preset NAME: tau = 5 ms` makes one', vim.log.levels.INFO)
    return
  end
  table.insert(names, 1, DEFAULT)
  vim.ui.select(names, { prompt = 'Preset' }, function(chosen)
    if chosen then
      use(buffer, chosen ~= DEFAULT and chosen or nil)
    end
  end)
end

return M
