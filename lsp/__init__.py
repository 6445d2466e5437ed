"""The language server for .ode files will stand here."""
