"""Web pages: what a reader sees, as lines."""

from __future__ import annotations

import pytest

from workflow.intake.formats import extract
from workflow.intake.formats._refusals import EmptyDocument, TooMuchWork


def text_of(body: str, head: str = "") -> str:
    page = f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"
    return extract(page.encode(), "a.html")[0].text


def test_running_text_breaks_where_the_page_does() -> None:
    """Blocks and breaks end lines; other blanks are one blank; links are their text."""
    body = "<h1>Antrag</h1><p>Der <b>Rat</b>\n   möge <a href='x'>tun</a>:<br>sofort</p>und<div>hier</div>"
    assert text_of(body) == "Antrag\n\nDer Rat möge tun:\nsofort\n\nund\nhier\n"


def test_what_is_no_content_is_left_out() -> None:
    """Scripts, styles, menus, hidden parts and the page's foot."""
    body = (
        "<nav>Menü</nav><div role='navigation'>Menü</div><script>if (a<b) x='<p>Nein</p>'</script>"
        "<style>p{}</style><!-- <p>Nein</p> --><p hidden>Nein</p><p style='display: none'>Nein</p>"
        "<button>Drucken</button><p>Ja</p><footer>Impressum</footer>"
    )
    assert text_of(body) == "Ja\n"


def test_a_page_that_names_its_content_is_read_there() -> None:
    """Beside `main` stand menus and notices of the portal."""
    text = "Der Rat beschließt, am Marktplatz Bänke aufzustellen."
    assert text_of(f"<div>Portal</div><main><p>{text}</p></main><div>Cookies</div>") == text + "\n"


def test_the_title_stands_in_for_a_missing_heading() -> None:
    """Information systems often name the paper only there."""
    title = "<title>Vorlage 12/397 - Kreis Lichtenau</title>"
    assert text_of("<p>Antrag</p>", title) == "Vorlage 12/397 - Kreis Lichtenau\nAntrag\n"
    assert text_of("<h1>12/397</h1><p>Antrag</p>", title) == "12/397\n\nAntrag\n"


def test_tables_of_information_systems_become_rows() -> None:
    """Labels and values in a table; two pairs in a row; a table of the route."""
    body = (
        "<table class='tk1'><tr><td class='kb1'>Betreff:</td><td colspan='3'>Mehr&nbsp;Bänke</td></tr>"
        "<tr><td>Status:</td><td>öffentlich</td><td>Art:</td><td>Antrag</td></tr></table>"
        "<table><thead><tr><th>Gremium</th><th>Datum</th></tr></thead>"
        "<tr><td><a href='#'>Bauausschuss</a></td><td>20.03.2024</td></tr></table>"
    )
    assert text_of(body).splitlines() == [
        *("Betreff:\tMehr\u00a0Bänke", "Status:\töffentlich\tArt:\tAntrag", ""),
        *("Gremium\tDatum", "Bauausschuss\t20.03.2024"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "<div class='row'><div class='col-3'>Datum</div><div class='col-9'>03.03.2024</div></div>",
        "<div class='smc-row'><div class='smc-td'>Datum</div><div class='smc-td'>03.03.2024</div></div>",
        "<div role='row'><span>Datum</span><span>03.03.2024</span></div>",
        "<div style='display: table-row'><div>Datum</div><div>03.03.2024</div></div>",
    ],
)
def test_grids_of_blocks_become_rows(body: str) -> None:
    """Newer pages draw their tables with blocks, and say so by class, role or style."""
    assert text_of(body) == "Datum\t03.03.2024\n"


def test_a_grid_that_is_the_pages_layout_is_no_row() -> None:
    """A "row" of long columns holds text, not cells."""
    long = "Der Rat beschließt, am Marktplatz Bänke aufzustellen. " * 10
    assert "\t" not in text_of(f"<div class='row'><div><p>{long}</p></div><div><p>{long}</p></div></div>")


def test_terms_and_labels_are_followed_by_their_values() -> None:
    """``Label: value``, with one colon."""
    body = (
        "<dl><dt>Art</dt><dd>Antrag</dd><dt>Federführend:</dt><dd>Amt 61</dd><dd>Amt 20</dd></dl>"
        "<div><label>Datum</label><span>03.03.2024</span></div>"
    )
    assert text_of(body) == "Art: Antrag\nFederführend: Amt 61\nAmt 20\nDatum: 03.03.2024\n"


def test_lists_show_numbers_and_bullets() -> None:
    """From where they start, in their form; lists in lists are set in; numbers typed by hand stay single."""
    body = (
        "<ol start='2'><li>zwei</li><li value='5'>fünf<ul><li>Punkt</li></ul></li></ol>"
        "<ol type='a'><li>ah</li></ol><ul><li>1. getippt</li></ul>"
    )
    assert text_of(body) == "2. zwei\n5. fünf\n  - Punkt\na. ah\n1. getippt\n"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "iso-8859-15", "cp1250"])
def test_the_encoding_is_the_pages_own(encoding: str) -> None:
    """Named in the head, marked at the beginning, or told by the bytes."""
    charset = {"cp1252": "iso-8859-1", "cp1250": "windows-1250"}.get(encoding, encoding)
    page = f"<html><head><meta charset='{charset}'></head><body><p>Bänke für die Straße</p></body></html>"
    assert extract(page.encode(encoding), "a.htm")[0].text == "Bänke für die Straße\n"


def test_a_fragment_is_a_page_too() -> None:
    """What is copied out of a page lacks its head."""
    found = extract("<p>Der Rat möge</p><p>beschließen</p><p>so</p><p>es</p>".encode(), "a.txt")[0]
    assert found.media_type == "text/html"
    assert found.notes[0].facts["found"] == "HTML"


def test_plain_text_with_a_sign_or_two_is_no_page() -> None:
    """Less-than signs occur in texts."""
    text = "Grenzwert < 30 km/h, <Name einsetzen>\n"
    assert extract(text.encode(), "a.txt")[0].text == text


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 100_000,
        "<p>" + "<b><i>" * 50_000,
        "<div " + " ".join(f"a{n}" for n in range(50_000)) + ">x</div>",
        "<div " + "/".join(f"a{n}=''" for n in range(50_000)) + ">x</div>",
        "<br>" * 400_000,
        "x" * 9_000_000,
    ],
    ids=["nested", "formatting", "attributes", "attributes by slashes", "tags", "long"],
)
def test_markup_no_program_writes_is_refused_before_it_is_parsed(body: str) -> None:
    """The parser's time grows with the square of depth and attributes."""
    with pytest.raises(TooMuchWork):
        text_of(body)


def test_closing_what_is_not_open_hides_no_depth() -> None:
    """Stray end tags do not count against open elements of other names."""
    with pytest.raises(TooMuchWork):
        text_of("<div></b>" * 5_000)


def test_long_pages_of_ordinary_markup_are_read() -> None:
    """Unclosed paragraphs, items and cells nest in nothing, however many."""
    assert (
        text_of("<table>" + "<tr><td>Rat<td>27.03.2024" * 2000 + "</table><p>eins" + "<p>zwei" * 3000).count(
            "\n"
        )
        > 5000
    )


def test_a_page_without_text_is_empty() -> None:
    """A page that is all script."""
    with pytest.raises(EmptyDocument):
        text_of("<script>document.write('Antrag')</script><div></div>")
