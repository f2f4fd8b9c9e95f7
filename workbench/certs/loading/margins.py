"""PEM whose every line carries something: a log's time stamp, `cat -n`'s number, the quotation marks of a C or Arduino string."""

from __future__ import annotations

import re

from workbench.certs.loading.pile import Pile, repaired

_LOWER_CASE = re.compile(r"-----(begin|end) ([a-z0-9 ]{1,60})-----")
_BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]{1,60}-----")
_END = re.compile(r"-----END [A-Z0-9 ]{1,60}-----")
_BASE64_LINE = re.compile(r"([A-Za-z0-9+/]+={0,2})(?:(?:\\r)?\\n)?[\"']?[ \t,;+\\]*").fullmatch
_STRING_LINE = re.compile(r"[ \t+]*[\"']([A-Za-z0-9+/]+={0,2})(?:(?:\\r)?\\n)?[\"'][ \t,;+.\\]*").fullmatch
_PURE = re.compile(r"[ \t]*[A-Za-z0-9+/=]*[ \t]*").fullmatch
_MENDED_ELSEWHERE = frozenset({"", ">", "#", "|", "*", "//"})


def without_margins(text: str, pile: Pile) -> str:
    """The text with plain PEM blocks, line by line the same; notes what was mended."""
    if "-----begin " in text:
        upper = _LOWER_CASE.sub(lambda boundary: boundary.group().upper(), text)
        if upper != text:
            pile.note(
                repaired(
                    "The BEGIN line is in lower case; it was read all the same.", remedy="Write BEGIN and the label in capitals."
                )
            )
            text = upper
    lines = text.split("\n")
    mended = False
    column = -1
    for number, line in enumerate(lines):
        begin = _BEGIN.search(line)
        if begin:
            column = begin.start() if number + 1 < len(lines) and _body(lines[number + 1], begin.start()) else -1
            if column >= 0 and line[:column].strip() not in _MENDED_ELSEWHERE:
                lines[number] = begin.group()
                mended = True
            else:
                column = -1
        elif column >= 0 and (end := _END.search(line)):
            lines[number] = end.group()
            column = -1
        elif column >= 0 and (body := _body(line, column)):
            lines[number] = body
        else:
            column = -1
    if not mended:
        return text
    pile.note(
        repaired(
            "Each line carries a margin, as in a log, a numbered listing or program text; it was read without.",
            remedy="Cut the margins off: other programs see no PEM here.",
        )
    )
    return "\n".join(lines)


def _body(line: str, column: int) -> str:
    """The base64 of a line with a margin; empty where the line has none, or is none."""
    line = line.rstrip("\r")
    if _PURE(line):
        return ""
    match = _STRING_LINE(line) or _BASE64_LINE(line[column:])
    return match.group(1) if match else ""
