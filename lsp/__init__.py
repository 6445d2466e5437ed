"""The language server for .ode files."""
