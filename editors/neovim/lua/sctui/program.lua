-- Where the programs `sctui` and `sctui-lsp` are.
local M = {}

M.install = "install it with `pip install sctui`, in the workspace's .venv or where PATH finds it, "
  .. "or name it in require('sctui').setup"

--- The folder of a buffer's file, or the current one.
function M.folder(buffer)
  local name = vim.api.nvim_buf_get_name(buffer)
  local folder = name ~= '' and vim.fn.fnamemodify(name, ':p:h') or ''
  return vim.fn.isdirectory(folder) == 1 and folder or vim.fn.getcwd()
end

--- The virtual environments that a buffer's file may belong to, nearest first.
local function environments(buffer)
  local found = {}
  for _, name in ipairs({ '.venv', 'venv' }) do
    local folder = vim.fn.finddir(name, vim.fn.escape(M.folder(buffer), ' ,;') .. ';')
    if folder ~= '' then
      table.insert(found, (vim.fn.fnamemodify(folder, ':p'):gsub('[/\\]$', '')))
    end
  end
  if vim.env.VIRTUAL_ENV then
    table.insert(found, vim.env.VIRTUAL_ENV)
  end
  return found
end

--- The command of a program as a list, and where it comes from; nil and what to do if there is none.
--- `configured` is the user's setting.
function M.find(name, configured, buffer)
  if configured then
    local list = type(configured) == 'string' and { configured } or configured
    if vim.fn.executable(list[1]) == 1 then
      return list, 'configured'
    end
    return nil, ('%s, configured for %s, cannot be run; '):format(list[1], name) .. M.install
  end
  for _, folder in ipairs(environments(buffer)) do
    for _, path in ipairs({ folder .. '/bin/' .. name, folder .. '/Scripts/' .. name .. '.exe' }) do
      if vim.fn.executable(path) == 1 then
        return { path }, folder
      end
    end
  end
  if vim.fn.executable(name) == 1 then
    return { vim.fn.exepath(name) }, 'PATH'
  end
  return nil, name .. ' was not found: ' .. M.install
end

return M
