-- Simulations of a buffer's text by the program `sctui`.
local program = require('sctui.program')

local M = {}

--- Runs `sctui` with these arguments on the text of a buffer and calls `done(status, lines, errors)`.
--- `width` and `height` are those of the picture. Returns the job's id, or nil and what to do.
function M.start(buffer, arguments, width, height, done)
  local command, source = program.find('sctui', require('sctui').options.sctui, buffer)
  if not command then
    return nil, source
  end
  local words = vim.list_extend(vim.list_extend({}, command), arguments)
  local output, errors = {}, {}
  local job = vim.fn.jobstart(words, {
    cwd = program.folder(buffer),
    env = { COLUMNS = tostring(width), LINES = tostring(height), NO_COLOR = '1', PYTHONIOENCODING = 'utf-8' },
    stdout_buffered = true,
    stderr_buffered = true,
    on_stdout = function(_, lines)
      output = lines
    end,
    on_stderr = function(_, lines)
      errors = lines
    end,
    on_exit = function(_, status)
      done(status, M.trimmed(output), M.trimmed(errors))
    end,
  })
  if job <= 0 then
    return nil, command[1] .. ' cannot be started'
  end
  vim.fn.chansend(job, table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, true), '\n') .. '\n')
  vim.fn.chanclose(job, 'stdin')
  return job
end

--- Lines without carriage returns and without the empty ones at the end.
function M.trimmed(lines)
  local kept = {}
  for at, line in ipairs(lines) do
    kept[at] = line:gsub('\r$', '')
  end
  while #kept > 0 and kept[#kept] == '' do
    table.remove(kept)
  end
  return kept
end

--- A buffer for plots and reports that no one edits.
function M.scratch(name)
  local buffer = vim.fn.bufnr('^' .. name .. '$')
  if buffer < 0 then
    buffer = vim.api.nvim_create_buf(false, true)
    vim.api.nvim_buf_set_name(buffer, name)
  end
  vim.bo[buffer].buftype = 'nofile'
  vim.bo[buffer].swapfile = false
  vim.bo[buffer].modifiable = false
  return buffer
end

--- Puts lines into such a buffer.
function M.fill(buffer, lines)
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].modifiable = false
end

--- Opens a window on a buffer, below or beside the present one, which stays the current one.
function M.open(buffer, size, vertical)
  local before = vim.api.nvim_get_current_win()
  vim.cmd(('noautocmd botright %d%s'):format(size, vertical and 'vsplit' or 'split'))
  local window = vim.api.nvim_get_current_win()
  vim.api.nvim_win_set_buf(window, buffer)
  for option, value in pairs({
    number = false,
    relativenumber = false,
    wrap = false,
    list = false,
    spell = false,
    signcolumn = 'no',
    foldcolumn = '0',
    cursorline = false,
    winfixheight = not vertical,
    winfixwidth = vertical,
  }) do
    vim.wo[window][option] = value
  end
  vim.api.nvim_set_current_win(before)
  return window
end

--- The window of this tab page that shows a buffer, or nil.
function M.window(buffer)
  for _, window in ipairs(vim.api.nvim_tabpage_list_wins(0)) do
    if vim.api.nvim_win_get_buf(window) == buffer then
      return window
    end
  end
end

--- `:OdeRun`: one run of the current buffer, with whatever `sctui run` takes, in a window of its own.
function M.run(arguments)
  local source = vim.api.nvim_get_current_buf()
  if vim.bo[source].filetype ~= 'ode' then
    vim.notify('sctui: the current buffer is no .ode file', vim.log.levels.ERROR)
    return
  end
  local words = vim.list_extend({ 'run', '-', '--plot' }, arguments)
  if vim.b[source].ode_preset and not vim.tbl_contains(arguments, '--preset') then
    vim.list_extend(words, { '--preset', vim.b[source].ode_preset })
  end
  local report = M.scratch('ode://run')
  local window = M.window(report) or M.open(report, require('sctui').options.preview.size, false)
  local width, height = vim.api.nvim_win_get_width(window), vim.api.nvim_win_get_height(window)
  local job, problem = M.start(source, words, width, height, function(_, lines, errors)
    M.fill(report, vim.list_extend(errors, lines))
  end)
  if not job then
    M.fill(report, { problem })
  end
end

return M
