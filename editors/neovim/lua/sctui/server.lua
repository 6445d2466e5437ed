-- Starts the language server, one for each workspace, on every Neovim from 0.7 on.
local program = require('sctui.program')

local M = {}

local complained = false
local started = {} -- root folder to client id, for versions before vim.lsp.start

-- What a line above the text does here (`vim.lsp.codelens.run()`) and not in the server, by its name
local COMMANDS = {
  ['sctui.run'] = function(command)
    local given = command.arguments[1]
    local buffer = vim.uri_to_bufnr(given.uri)
    vim.b[buffer].ode_preset = type(given.preset) == 'string' and given.preset or nil
    require('sctui.preview').show(buffer)
  end,
}

local function options()
  return require('sctui').options
end

--- The workspace: the nearest folder above the file with one of these, or the file's own.
function M.root(buffer)
  local folder = program.folder(buffer)
  local from = vim.fn.escape(folder, ' ,;') .. ';'
  for _, mark in ipairs({ '.git', '.venv', 'pyproject.toml' }) do
    local found = vim.fn.finddir(mark, from)
    if found == '' then
      found = vim.fn.findfile(mark, from)
    end
    if found ~= '' then
      return vim.fn.fnamemodify(vim.fn.fnamemodify(found, ':p'):gsub('[/\\]$', ''), ':h')
    end
  end
  return folder
end

--- Our clients, of one buffer if it is given.
function M.clients(buffer)
  local all
  if vim.lsp.get_clients then
    all = vim.lsp.get_clients({ name = 'sctui', bufnr = buffer })
  elseif buffer then
    all = vim.tbl_values(vim.lsp.buf_get_clients(buffer))
  else
    all = vim.lsp.get_active_clients()
  end
  return vim.tbl_filter(function(client)
    return client.name == 'sctui'
  end, all)
end

local function map(buffer, keys, does)
  if vim.fn.maparg(keys, 'n') == '' then
    vim.keymap.set('n', keys, does, { buffer = buffer })
  end
end

local function on_attach(client, buffer)
  if options().keymaps then
    map(buffer, 'K', vim.lsp.buf.hover)
    map(buffer, 'gd', vim.lsp.buf.definition)
    map(buffer, 'grn', vim.lsp.buf.rename)
    map(buffer, 'gra', vim.lsp.buf.code_action)
    map(buffer, 'grr', vim.lsp.buf.references)
  end
  if vim.fn.has('nvim-0.8') == 0 then
    vim.bo[buffer].omnifunc = 'v:lua.vim.lsp.omnifunc'
  end
  if options().inlay_hints and vim.lsp.inlay_hint and vim.fn.has('nvim-0.10') == 1 then
    vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
  end
  if options().code_lens and vim.fn.has('nvim-0.8') == 1 then
    local group = vim.api.nvim_create_augroup('sctui_code_lens', { clear = false })
    vim.api.nvim_clear_autocmds({ group = group, buffer = buffer })
    vim.api.nvim_create_autocmd({ 'BufEnter', 'InsertLeave', 'TextChanged' }, {
      group = group,
      buffer = buffer,
      callback = function()
        vim.lsp.codelens.refresh({ bufnr = buffer })
      end,
    })
    vim.lsp.codelens.refresh({ bufnr = buffer })
  end
  if options().on_attach then
    options().on_attach(client, buffer)
  end
end

--- Starts the server for a buffer, or attaches it to the one of its workspace. Returns the client's id or nil.
function M.attach(buffer)
  local command, source = program.find('sctui-lsp', options().server, buffer)
  if not command then
    if not complained then
      complained = true
      vim.schedule(function()
        vim.notify('sctui: ' .. source, vim.log.levels.WARN)
      end)
    end
    return nil
  end
  local root = M.root(buffer)
  local configuration = {
    name = 'sctui',
    cmd = command,
    root_dir = root,
    workspace_folders = { { uri = vim.uri_from_fname(root), name = vim.fn.fnamemodify(root, ':t') } },
    settings = { sctui = options().settings },
    init_options = vim.tbl_extend('force', options().settings, { commands = vim.tbl_keys(COMMANDS) }),
    commands = COMMANDS,
    on_attach = on_attach,
  }
  if vim.lsp.start then
    return vim.lsp.start(configuration, { bufnr = buffer })
  end
  local id = started[root]
  if not id or not vim.lsp.get_client_by_id(id) then
    configuration.on_exit = function()
      started[root] = nil
    end
    id = vim.lsp.start_client(configuration)
    started[root] = id
  end
  if id then
    vim.lsp.buf_attach_client(buffer, id)
  end
  return id
end

--- Stops our servers and starts them again for the buffers they had.
function M.restart()
  complained = false
  local clients = M.clients()
  for _, client in ipairs(clients) do
    if vim.fn.has('nvim-0.11') == 1 then
      client:stop(true)
    else
      client.stop(true)
    end
  end
  local function again()
    for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
      if vim.api.nvim_buf_is_loaded(buffer) and vim.bo[buffer].filetype == 'ode' then
        require('sctui').attach(buffer)
      end
    end
  end
  local waited = 0
  local function wait()
    if #M.clients() == 0 or waited > 5000 then
      started = {}
      again()
    else
      waited = waited + 50
      vim.defer_fn(wait, 50)
    end
  end
  wait()
end

return M
