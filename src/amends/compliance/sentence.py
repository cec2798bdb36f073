"""Where the sentence around some words begins and ends."""

import re

_END = re.compile(r"[.!?…;](?=[\s\"'»”)]|$)[\"'»”)]*|[。！？；]+[”」』]*|\n")


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """From where to before where the sentences stretch that hold the words from `start` to before `end`.

    Code points. Spaces before and the end of a line after are no part of it; a full stop after it is.
    """
    begin, finish = 0, len(text)
    for stop in _END.finditer(text):
        if stop.end() <= start:
            begin = stop.end()
        elif stop.end() >= end:
            finish = stop.start() if stop[0] == "\n" else stop.end()
            break
    while begin < start and text[begin].isspace():
        begin += 1
    return begin, max(finish, end)
