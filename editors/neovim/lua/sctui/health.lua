-- `:checkhealth sctui`
local program = require('sctui.program')

local M = {}

local health = vim.health or require('health')
local begin = health.start or health.report_start
local ok = health.ok or health.report_ok
local warn = health.warn or health.report_warn
local bad = health.error or health.report_error

local function check_program(name, configured, question, needed_for)
  local command, source = program.find(name, configured, vim.api.nvim_get_current_buf())
  if not command then
    bad(('%s (%s)'):format(source, needed_for))
    return
  end
  local shown = table.concat(command, ' ')
  local said = vim.fn.system(vim.list_extend(vim.list_extend({}, command), { question }))
  if vim.v.shell_error == 0 then
    ok(('%s, from %s: %s'):format(shown, source, vim.split(said, '\n')[1]))
  else
    bad(('%s does not answer to %s: is it installed whole?'):format(shown, question))
  end
end

function M.check()
  local options = require('sctui').options
  begin('sctui: Neovim')
  if vim.fn.has('nvim-0.7') == 1 then
    ok('Neovim is 0.7 or later')
  else
    bad('Neovim 0.7 or later is needed')
  end
  if vim.o.encoding == 'utf-8' then
    ok('plots can be drawn with braille characters')
  else
    warn("'encoding' is not utf-8: set preview.marker = 'ascii'")
  end

  begin('sctui: programs')
  if options.lsp then
    check_program('sctui-lsp', options.server, '--help', 'diagnostics, completion, hover')
  else
    ok('the language server is switched off by lsp = false')
  end
  check_program('sctui', options.sctui, '--version', ':OdePreview, :OdeRun')

  begin('sctui: language server')
  local clients = require('sctui.server').clients()
  if #clients == 0 then
    warn('not running; it starts with the first .ode file')
  end
  for _, client in ipairs(clients) do
    ok(('running for %s'):format(client.config.root_dir or '?'))
  end
end

return M
