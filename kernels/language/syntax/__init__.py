"""From text to a syntax tree: lines, tokens, expressions, statements, directives."""
