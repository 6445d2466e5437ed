-- The plot that follows the text: `sctui run` on the buffer after each pause in typing. The last plot that worked
-- stays, marked as stale, while the text has errors.
local run = require('sctui.run')

local M = {}

local NAME = 'ode://preview'
local STALE = vim.api.nvim_create_namespace('sctui_stale')

-- One preview for all files: which buffer it shows, its last good plot, the job under way, the latest request
local state = { source = nil, good = nil, good_of = nil, job = nil, asked = 0, group = nil }

local function options()
  return require('sctui').options.preview
end

--- The buffer whose plot is shown, or nil.
function M.source()
  return state.group and state.source or nil
end

--- What the preview is doing: for tests and status lines. `state` is fresh, stale, running or closed.
function M.status()
  if not state.group then
    return { state = 'closed' }
  end
  return { state = state.job and 'running' or state.problem and 'stale' or 'fresh', problem = state.problem }
end

local function draw()
  local buffer = run.scratch(NAME)
  local name = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(state.source), ':t')
  local preset = vim.b[state.source].ode_preset
  local title = (name ~= '' and name or 'unnamed') .. (preset and (', preset ' .. preset) or '')
  local lines = {}
  if state.problem then
    title = state.good and ('STALE, the text has changed since: ' .. state.problem) or state.problem
  end
  table.insert(lines, title)
  if state.good_of == state.source then
    vim.list_extend(lines, state.good or {})
  end
  run.fill(buffer, lines)
  vim.api.nvim_buf_clear_namespace(buffer, STALE, 0, -1)
  local function colour(line, group)
    vim.api.nvim_buf_set_extmark(buffer, STALE, line - 1, 0, { end_col = #lines[line], hl_group = group })
  end
  colour(1, state.problem and 'WarningMsg' or 'Title')
  for line = 2, state.problem and #lines or 1 do
    colour(line, 'Comment')
  end
end

--- Draws the plot of the text as it is now; the latest request wins.
function M.refresh()
  local window = state.group and run.window(run.scratch(NAME))
  if not window or not state.source or not vim.api.nvim_buf_is_loaded(state.source) then
    return
  end
  if state.job then
    vim.fn.jobstop(state.job)
  end
  state.asked = state.asked + 1
  local asked, source = state.asked, state.source
  local arguments = vim.list_extend({ 'run', '-', '--plot', '--marker', options().marker }, options().arguments)
  local preset = vim.b[source].ode_preset
  if preset then
    vim.list_extend(arguments, { '--preset', preset })
  end
  -- a line for the title, and `sctui` leaves a line free below its picture
  local width, height = vim.api.nvim_win_get_width(window), vim.api.nvim_win_get_height(window) - 1
  local job, problem = run.start(source, arguments, width, height, function(status, lines, errors)
    if asked ~= state.asked or not state.group then
      return -- a later text is on its way
    end
    state.job = nil
    if status == 0 then
      state.good, state.good_of, state.problem = lines, source, nil
    else
      local said = errors[1] or lines[1] or ('sctui ended with status ' .. status)
      state.problem = said:gsub('^sctui: error: ', ''):gsub('^<stdin>:(%d+):%d+: ', 'line %1: ')
    end
    draw()
  end)
  state.job = job
  if not job then
    state.problem = problem
    draw()
  end
end

--- Draws after a pause of `debounce` milliseconds without another call.
local function later()
  state.asked = state.asked + 1
  local asked = state.asked
  vim.defer_fn(function()
    if asked == state.asked then
      M.refresh()
    end
  end, options().debounce)
end

local function follow(buffer)
  if vim.bo[buffer].filetype == 'ode' and buffer ~= state.source then
    state.source, state.problem = buffer, nil
    if state.good_of ~= buffer then
      state.good, state.good_of = nil, nil
    end
    later()
  end
end

local function listen()
  state.group = vim.api.nvim_create_augroup('sctui_preview', { clear = true })
  local function on(events, does)
    vim.api.nvim_create_autocmd(events, { group = state.group, callback = does })
  end
  on({ 'TextChanged', 'TextChangedI', 'TextChangedP' }, function(event)
    if event.buf == state.source then
      later()
    end
  end)
  on({ 'BufEnter', 'FileType' }, function(event)
    follow(event.buf)
  end)
  on({ 'VimResized' }, later)
  if vim.fn.exists('##WinResized') == 1 then
    on({ 'WinResized' }, later)
  end
  on({ 'BufWinLeave' }, function(event)
    if vim.api.nvim_buf_get_name(event.buf) == NAME then
      vim.schedule(function()
        if state.group and not run.window(run.scratch(NAME)) then
          M.close()
        end
      end)
    end
  end)
end

--- Opens the preview of a buffer, or draws it again.
function M.show(buffer)
  state.source = buffer
  if not state.group then
    state.problem = nil
    listen()
  end
  local preview = run.scratch(NAME)
  if not run.window(preview) then
    run.open(preview, options().size, options().vertical)
  end
  M.refresh()
end

--- Closes it.
function M.close()
  if state.job then
    vim.fn.jobstop(state.job)
  end
  if state.group then
    vim.api.nvim_del_augroup_by_id(state.group)
  end
  local window = run.window(run.scratch(NAME))
  state.group, state.job, state.asked = nil, nil, state.asked + 1
  if window and #vim.api.nvim_tabpage_list_wins(0) > 1 then
    vim.api.nvim_win_close(window, true)
  end
end

--- `:OdePreview`
function M.toggle()
  local buffer = vim.api.nvim_get_current_buf()
  if state.group then
    M.close()
  elseif vim.bo[buffer].filetype == 'ode' then
    M.show(buffer)
  else
    vim.notify('sctui: the current buffer is no .ode file', vim.log.levels.ERROR)
  end
end

return M
