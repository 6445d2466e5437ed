if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

setlocal commentstring=#\ %s
setlocal comments=b:#
setlocal formatoptions-=t
let b:undo_ftplugin = 'setlocal commentstring< comments< formatoptions<'

if has('nvim-0.7')
  lua require('sctui').attach(vim.api.nvim_get_current_buf())
endif
