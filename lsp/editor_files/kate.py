"""The syntax file of Kate, KWrite and KDevelop."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from lsp.editor_files import vocabulary as words

# Our attribute: the style of Kate's themes that it takes
STYLES = {
    "Normal": "dsNormal",
    "Comment": "dsComment",
    "Directive": "dsPreprocessor",
    "Label": "dsAttribute",
    "Text": "dsSpecialString",
    "String": "dsString",
    "Number": "dsDecVal",
    "Unit": "dsDataType",
    "Constant": "dsConstant",
    "Function": "dsFunction",
    "Call": "dsFunction",
    "Word": "dsControlFlow",
    "State": "dsVariable",
    "Definition": "dsVariable",
    "Operator": "dsOperator",
}
_BEGIN = r"^[ \t]*#*[ \t]*"
_KIND = {"function": "Function", "word": "Word"}


def kate_syntax() -> str:
    """The file `ode.xml`."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<!DOCTYPE language>",
        "<!-- Written by `python -m lsp.editor_files` from the tables of the language. -->",
        '<language name="ODE" version="1" kateversion="5.62" section="Scientific" extensions="*.ode"'
        ' casesensitive="1" author="sctui" license="MIT">',
        "<highlighting>",
        *_list("functions", words.FUNCTION_WORDS),
        *_list("words", words.OPERATOR_WORDS),
    ]
    for key, (_, own) in words.DIRECTIVE_WORDS.items():
        lines += _list(key, own)
    lines += ["<contexts>", *_line(), *_code(), *_text(), *_values(), "</contexts>", "<itemDatas>"]
    lines += [f'  <itemData name="{name}" defStyleNum="{style}"/>' for name, style in STYLES.items()]
    lines += ["</itemDatas>", "</highlighting>", "<general>", "  <comments>"]
    lines += ['    <comment name="singleLine" start="#"/>', "  </comments>"]
    return "\n".join([*lines, '  <keywords casesensitive="1"/>', "</general>", "</language>"]) + "\n"


def _line() -> list[str]:
    plain = [key for key in words.PLAIN_HEADS if key not in words.DIRECTIVE_WORDS]
    named = [key for key in words.NAMED_HEADS if key not in words.DIRECTIVE_WORDS]
    heads = [("Text head", words.any_of(words.TEXT_HEADS), ""), ("Head", words.any_of(plain), "")]
    heads.append(("Head", words.any_of(named), words.head(named[0])))
    heads += [(f"{key} head", key, words.head(key)) for key in words.DIRECTIVE_WORDS]
    begins = [_regexp("", f"{_BEGIN}(?:{keys}){name}[ \\t]*:", context, ahead=True) for context, keys, name in heads]
    return [
        *_open("Line", "Normal", "#stay"),
        *begins,
        _regexp("Normal", rf"^[ \t]*d(?={words.NAME}[ \t]*/[ \t]*dt\b)", "State"),
        _regexp("Call", rf"^[ \t]*{words.NAME}(?=[ \t]*\([^)]*\)[ \t]*=(?!=))"),
        _regexp("State", rf"^[ \t]*{words.NAME}(?=[ \t]*\[[^\]]*\][ \t]*=(?!=))"),
        _regexp("Definition", rf"^[ \t]*{words.NAME}(?=[ \t]*(?:=(?!=)|:))"),
        '    <IncludeRules context="Code"/>',
        "  </context>",
        *_open("State", "State", "#pop"),
        _regexp("State", words.NAME, "#pop"),
        "  </context>",
    ]


def _code() -> list[str]:
    return [
        *_open("Code", "Normal", "#pop"),
        '    <DetectSpaces attribute="Normal"/>',
        _regexp("Comment", "#.*$"),
        _regexp("String", words.STRING),
        _regexp("Number", words.NUMBER),
        '    <keyword attribute="Word" context="#stay" String="words"/>',
        '    <keyword attribute="Function" context="#stay" String="functions"/>',
        _regexp("Constant", rf"{words.whole(words.CONSTANT_WORDS)}|\b{words.NOISE}\b"),
        _regexp("Unit", words.unit_pattern()),
        _regexp("Call", rf"\b{words.NAME}(?=[ \t]*\()"),
        _regexp("Normal", rf"\b{words.NAME}\b"),
        _regexp("Operator", words.OPERATOR),
        "  </context>",
    ]


def _text() -> list[str]:
    return [*_head("Text head", words.TEXT_HEADS, "Text"), *_open("Text", "Text", "#pop"), "  </context>"]


def _values() -> list[str]:
    plain = [key for key in (*words.PLAIN_HEADS, *words.NAMED_HEADS) if key not in words.DIRECTIVE_WORDS]
    lines = [*_head("Head", plain, "Value"), *_open("Value", "Normal", "#pop")]
    lines += ['    <IncludeRules context="Code"/>', "  </context>"]
    for key, (kind, _) in words.DIRECTIVE_WORDS.items():
        lines += _head(f"{key} head", [key], f"{key} value")
        lines += _open(f"{key} value", "Normal", "#pop")
        lines += [f'    <keyword attribute="{_KIND[kind]}" context="#stay" String="{key}"/>']
        lines += ['    <IncludeRules context="Code"/>', "  </context>"]
    return lines


def _head(name: str, keys: Iterable[str], value: str) -> list[str]:
    """The context of `# key name:`, which hands over to that of the value."""
    return [
        *_open(name, "Normal", "#pop"),
        '    <DetectSpaces attribute="Normal"/>',
        _regexp("Comment", "#+"),
        _regexp("Directive", words.whole(keys)),
        _regexp("Label", words.NAME),
        f'    <DetectChar attribute="Operator" context="#pop!{value}" char=":"/>',
        "  </context>",
    ]


def _open(name: str, attribute: str, at_end: str) -> list[str]:
    return [f'  <context name="{name}" attribute="{attribute}" lineEndContext="{at_end}">']


def _regexp(attribute: str, pattern: str, context: str = "#stay", ahead: bool = False) -> str:
    shown = f' attribute="{attribute}"' if attribute else ""
    more = (' lookAhead="true"' if ahead else "") + (' column="0"' if pattern.startswith("^") else "")
    return f'    <RegExpr{shown} context="{context}" String={quoteattr(pattern)}{more}/>'


def _list(name: str, items: Iterable[str]) -> list[str]:
    return [f'<list name="{name}">', *(f"  <item>{escape(item)}</item>" for item in items), "</list>"]
