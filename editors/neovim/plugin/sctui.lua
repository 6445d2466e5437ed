-- The commands; what they do is loaded when one is used.
if vim.g.loaded_sctui or vim.fn.has('nvim-0.7') == 0 then
  return
end
vim.g.loaded_sctui = true

local function command(name, does, options)
  vim.api.nvim_create_user_command(name, does, options)
end

command('OdePreview', function()
  require('sctui.preview').toggle()
end, { desc = 'Show or hide the plot of the model, which follows the text' })

command('OdeRun', function(given)
  require('sctui.run').run(given.fargs)
end, { nargs = '*', desc = 'Simulate the model once; takes the options of `sctui run`' })

command('OdePreset', function(given)
  require('sctui.presets').choose(given.args)
end, {
  nargs = '?',
  complete = function()
    return require('sctui.presets').names(vim.api.nvim_get_current_buf())
  end,
  desc = "Choose the preset that the plot shows",
})

command('OdeVerilog', function(given)
  require('sctui.verilog').compile(given.fargs)
end, {
  nargs = '*',
  complete = function()
    return require('sctui.verilog').ARCHITECTURES
  end,
  desc = 'Compile the model to Verilog; takes an architecture and a format',
})

command('OdeRestart', function()
  require('sctui.server').restart()
end, { desc = 'Start the language server anew' })
