" Files of the ODE language. XPPAUT uses the suffix too: the server says so and offers to convert such a file.
autocmd BufRead,BufNewFile *.ode setfiletype ode
