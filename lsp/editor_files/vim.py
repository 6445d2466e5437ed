"""The syntax file of Neovim and Vim."""

from __future__ import annotations

from lsp.editor_files import vocabulary as words

# Our group: the group whose colour it takes
_LINKS = {
    "odeComment": "Comment",
    "odeHash": "Comment",
    "odeDirective": "PreProc",
    "odeLabel": "Label",
    "odeText": "String",
    "odeString": "String",
    "odeNumber": "Number",
    "odeUnit": "Type",
    "odeConstant": "Constant",
    "odeFunction": "Function",
    "odeCall": "Function",
    "odeWord": "Keyword",
    "odeState": "Identifier",
    "odeDefinition": "Identifier",
    "odeOperator": "Operator",
}
_CODE = "odeString,odeNumber,odeOperator,odeWord,odeFunction,odeConstant,odeUnit,odeCall"


def vim_syntax() -> str:
    """The file `syntax/ode.vim`. Of two items that begin at one place Vim takes the one defined later."""
    return "\n".join([*_beginning(), *_code(), *_definitions(), *_directives(), *_end()]) + "\n"


def _beginning() -> list[str]:
    return [
        '" ODE, the equation language of sctui.',
        "\" Written by `python -m lsp.editor_files`; change the language's tables instead.",
        "if exists('b:current_syntax')",
        "  finish",
        "endif",
        "syntax case match",
        "syntax iskeyword @,48-57,_",
        "",
    ]


def _code() -> list[str]:
    noise = words.NOISE.replace("+", r"\+")
    return [
        f"syntax cluster odeCode contains={_CODE}",
        r"syntax match odeOperator '->\|\*\*\|//\|[-+*/<>=!]=\|[-+*/%^<>=]'",
        r"syntax match odeCall '\<\h\w*\ze[ \t]*('",
        rf"syntax match odeUnit '\v{vim_pattern(words.unit_pattern())}'",
        rf"syntax match odeConstant '\v<%({words.any_of(words.CONSTANT_WORDS)})>'",
        rf"syntax match odeConstant '\<{noise}\>'",
        f"syntax keyword odeFunction {' '.join(words.FUNCTION_WORDS)}",
        f"syntax keyword odeWord {' '.join(words.OPERATOR_WORDS)}",
        r"syntax match odeNumber '\v[0-9A-Za-z_.]@1<!%([0-9]+\.?[0-9]*|\.[0-9]+)%([eE][-+]?[0-9]+)?'",
        "syntax region odeString start='\"' end='\"' oneline",
        'syntax region odeString start="\'" end="\'" oneline',
        "syntax match odeComment '#.*$' contains=@Spell",
        "",
    ]


def _definitions() -> list[str]:
    return [
        r"syntax match odeState '\v%(^[ \t]*d)@<=\h\w*\ze[ \t]*/[ \t]*dt>'",
        r"syntax match odeState '\v^[ \t]*\zs\h\w*\ze[ \t]*\[[^\]]*\][ \t]*\=\=@!'",
        r"syntax match odeCall '\v^[ \t]*\zs\h\w*\ze[ \t]*\([^)]*\)[ \t]*\=\=@!'",
        r"syntax match odeDefinition '\v^[ \t]*\zs\h\w*\ze[ \t]*%(\=\=@!|:)'",
        "",
    ]


def _directives() -> list[str]:
    """`#`, key, name and value, each handing over to the next."""
    plain = [key for key in words.PLAIN_HEADS if key not in words.DIRECTIVE_WORDS]
    named = [key for key in words.NAMED_HEADS if key not in words.DIRECTIVE_WORDS]
    heads = [(words.any_of(words.TEXT_HEADS), ""), (words.any_of(plain), ""), (words.any_of(named), named[0])]
    heads += [(key, key) for key in words.DIRECTIVE_WORDS]
    any_head = "|".join(f"%({keys}){_name(key)}[ \\t]*:" for keys, key in heads)
    groups = ["odeTextKey", "odePlainKey", "odeNamedKey", *map(_group, words.DIRECTIVE_WORDS)]
    lines = [
        f"syntax match odeHash '\\v^[ \\t]*#+[ \\t]*\\ze%({any_head})' nextgroup={','.join(groups)}",
        _key("odeTextKey", heads[0], "odeTextColon"),
        r"syntax match odeTextColon '[ \t]*:[ \t]*' contained nextgroup=odeText",
        r"syntax match odeText '\S.*$' contained contains=@Spell",
        _key("odePlainKey", heads[1], ""),
        _key("odeNamedKey", heads[2], "odeNamedLabel"),
        r"syntax match odeNamedLabel '\h\w*' contained",
    ]
    for key, (kind, own) in words.DIRECTIVE_WORDS.items():
        group = _group(key)
        following = f"{group}Label,{group}Value" if _name(key) else f"{group}Value"
        lines.append(_key(group, (key, key), following))
        if _name(key):
            lines.append(rf"syntax match {group}Label '\h\w*' contained nextgroup={group}Value skipwhite")
        lines.append(f"syntax match {group}Value ':.*$' contained contains=@odeCode,odeComment,{group}Word")
        lines.append(f"syntax keyword {group}Word contained {' '.join(own)}")
        lines.append(f"highlight default link {group} odeDirective")
        lines.append(f"highlight default link {group}Label odeLabel")
        lines.append(f"highlight default link {group}Word {'odeFunction' if kind == 'function' else 'odeWord'}")
    return [*lines, ""]


def _key(group: str, head: tuple[str, str], following: str) -> str:
    keys, key = head
    handed = f" nextgroup={following} skipwhite" if following else ""
    return f"syntax match {group} '\\v%(^[ \\t]*#*[ \\t]*)@<=%({keys})\\ze{_name(key)}[ \\t]*:'{handed}"


def _name(key: str) -> str:
    if key in words.NAMED_HEADS:
        return r"[ \t]+\h\w*"
    return r"%([ \t]+\h\w*)?" if key in words.OPTIONAL_HEADS else ""


def _group(key: str) -> str:
    return f"ode{key.capitalize()}"


def _end() -> list[str]:
    links = [f"highlight default link {group} {target}" for group, target in _LINKS.items()]
    keys = [f"highlight default link {group} odeDirective" for group in ("odeTextKey", "odePlainKey", "odeNamedKey")]
    return [*links, *keys, "highlight default link odeNamedLabel odeLabel", "", "let b:current_syntax = 'ode'"]


def vim_pattern(pattern: str) -> str:
    """A pattern of whole words without classes of its own, for Vim's `\\v`."""
    return pattern.replace("(?:", "%(").removeprefix(r"\b").removesuffix(r"\b").join(("<", ">"))
