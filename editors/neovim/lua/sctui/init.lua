-- The plugin's settings, and what happens when an .ode file is opened.
local M = {}

M.options = {
  -- The language server as a list, { '/path/to/sctui-lsp' }; without it the workspace's .venv, then PATH are searched
  server = nil,
  -- The same for the program `sctui`, which draws the plots
  sctui = nil,
  -- false: no language server, only syntax colours and the commands
  lsp = true,
  -- Settings handed to the server
  settings = {},
  -- K, gd, grn, gra, grr as Neovim 0.11 has them, where the running version lacks them
  keymaps = true,
  -- Inferred units and derived values inside the text (Neovim 0.10 and later)
  inlay_hints = false,
  -- `run`, `run PRESET` and `check` above their lines (Neovim 0.8 and later); vim.lsp.codelens.run() does what they say
  code_lens = false,
  preview = {
    debounce = 300, -- milliseconds without a keystroke before the plot is drawn anew
    vertical = false, -- true: beside the text instead of below it
    size = 18, -- rows, or columns if vertical
    marker = 'braille', -- braille, block or ascii
    arguments = {}, -- further options of `sctui run`
  },
  -- function(client, buffer), called when the server has attached
  on_attach = nil,
}

--- Changes settings; to be called before the first .ode file is opened. Nothing else needs it.
function M.setup(options)
  M.options = vim.tbl_deep_extend('force', M.options, options or {})
end

--- Called for each .ode buffer.
function M.attach(buffer)
  if M.options.lsp and vim.bo[buffer].buftype == '' then
    require('sctui.server').attach(buffer)
  end
end

return M
