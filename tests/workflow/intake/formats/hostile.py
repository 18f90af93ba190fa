"""Files made to be costly. Called with the name of one, reads it within bounds of time and memory."""

from __future__ import annotations

import sys

from states.refusal import Refusal
from tests.workflow.intake.formats import make
from workflow.intake.formats import extract

SECONDS = 45
MEMORY = 1536 * 2**20
HEAD = b"From: a\nMessage-ID: <1>\n"


def pdf_of_a_form_in_itself() -> bytes:
    form = b"<< /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 12 0 R >> >> /Length 6 >>"
    form += b"\nstream\n/X Do \nendstream"
    return make.raw_pdf("/X Do " * 9999, resources="/XObject << /X 12 0 R >>", extra=(form,))


def pdf_that_unpacks_to_much() -> bytes:
    return make.raw_pdf(" " * 100_000_000 + "(x) Tj")


def pdf_of_many_strokes() -> bytes:
    return make.raw_pdf(*["0 0 m 1 1 l S " * 200_000 + "(x) Tj"] * 20)


def pdf_drawn_far_apart() -> bytes:
    return make.raw_pdf(
        "BT /F1 9 Tf " + "".join(f"1 0 0 1 {n}e9 {n}e9 Tm (weit) Tj " for n in range(2000)) + "ET"
    )


def page_of_many_rows() -> bytes:
    return ("<html><body><table>" + "<tr><td>a<td>b" * 99_000).encode()


def page_of_deep_lists() -> bytes:
    return ("<html><ul>" + "<li><ul>" * 150 + "x").encode()


def page_of_open_signs() -> bytes:
    return b"<html>" + b"<!--" * 400_000 + b"<script" * 400_000


def page_of_open_quotes() -> bytes:
    return b"<html>" + b"<a \"<a '" * 400_000


def mail_with_a_long_subject() -> bytes:
    return HEAD + b"Subject: " + b"=?utf-8?q?=41?= (" * 30_000 + b"\n\nx"


def mail_with_a_long_type() -> bytes:
    return HEAD + b"Content-Type: text/plain; " + b'a="(b\\"; ' * 30_000 + b"\n\nx"


def mail_of_parts_in_parts() -> bytes:
    part = b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n"
    return HEAD + b"".join(part % (n, n) for n in range(3000))


def mail_of_empty_lines() -> bytes:
    return HEAD + b"\n" * 2_000_000 + b"Antrag\n" + b"- " * 1_000_000


def rich_text_of_open_groups() -> bytes:
    return b"{\\rtf1 " + b"{\\b x" * 300_000


def rich_text_of_tabs() -> bytes:
    return b"{\\rtf1 " + b"\\tab" * 500_000 + b" x}"


def text_of_soft_hyphens() -> bytes:
    return ("x" + "\xad" * 1_000_000).encode()


def text_of_blanks() -> bytes:
    return (" " * 4_000_000 + "x").encode()


FILES = [
    value
    for name, value in list(globals().items())
    if name.startswith(("pdf_", "page_", "mail_", "rich_", "text_"))
]


def main(name: str) -> None:
    import resource  # knows no Windows

    data = globals()[name]()
    used = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    resource.setrlimit(resource.RLIMIT_CPU, (int(used) + SECONDS, int(used) + SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    said = "read"
    try:
        extract(data, "a")
    except Refusal as refusal:
        said = refusal.code
    now = resource.getrusage(resource.RUSAGE_SELF)
    sys.stdout.write(f"{name}: {said}, {now.ru_utime - used:.1f} s, {now.ru_maxrss // 1024} MB\n")


if __name__ == "__main__":
    main(sys.argv[1])
