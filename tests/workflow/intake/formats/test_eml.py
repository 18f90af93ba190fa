"""Mails: which of their parts are documents."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from tests.workflow.intake.formats.make import mail, odt, page, raw_pdf, scan_pdf, word
from workflow.intake.formats import detect, eml, extract
from workflow.intake.formats._refusals import MailWithoutDocument, PictureOnly, ScanWithoutText, TooMuchWork

LETTER = (
    "Sehr geehrte Damen und Herren,\n\nanbei unser Antrag mit der Bitte um Aufnahme in die Tagesordnung.\n"
)
MOTION = "Antrag\n\nBeschlussvorschlag:\nDie Verwaltung stellt Bänke auf.\n\nBegründung:\nEs fehlen Bänke.\n"
PDF = raw_pdf(page("Antrag auf neue Bänke am Marktplatz"))


def read(message: EmailMessage) -> list[tuple[str, str]]:
    return [(part.name, part.text) for part in extract(bytes(message), "mail.eml")]


def test_attachments_are_the_documents_and_a_covering_letter_is_none() -> None:
    """Each attachment that can be read, under the mail's name and its own."""
    document = word(lambda document: document.add_paragraph("Antrag auf Schatten"))
    found = read(
        mail(LETTER, antrag_pdf=PDF, zwei_docx=document, drei_odt=odt("<text:p>Antrag drei</text:p>"))
    )
    assert found == [
        ("mail.eml/antrag.pdf", "Antrag auf neue Bänke am Marktplatz\n"),
        ("mail.eml/zwei.docx", "Antrag auf Schatten\n"),
        ("mail.eml/drei.odt", "Antrag drei\n"),
    ]


def test_a_body_that_is_itself_a_motion_comes_first() -> None:
    """It has a motion's headings; sender, day and subject stand above it as programs print them."""
    found = read(mail(MOTION, "Bänke", anlage_pdf=PDF))
    head = "Von: Fraktion Die Hellen <post@fraktion.example>\nDatum: 04.03.2024\nBetreff: Bänke\n\n"
    assert found[0] == ("mail.eml", head + MOTION)
    assert found[1][0] == "mail.eml/anlage.pdf"


def test_a_body_alone_is_the_document() -> None:
    """Whatever it says: there is nothing else. The signature is cut off."""
    ((_, text),) = read(mail(LETTER + "\n-- \nTelefon 0815"))
    assert "anbei unser Antrag" in text
    assert "0815" not in text


def test_a_body_in_html_is_read_as_a_page() -> None:
    """Plain text is preferred; without it the page's text is taken."""
    message = mail()
    message.clear_content()
    message.set_content("<p>Antrag</p><ol><li>Bänke</li></ol>", subtype="html")
    assert read(message)[0][1].endswith("\n\nAntrag\n\n1. Bänke\n")
    message = mail(MOTION)
    message.add_alternative("<p>dasselbe schöner</p>", subtype="html")
    ((_, text),) = read(message)
    assert "schöner" not in text


def test_mails_in_mails_are_read_to_a_depth() -> None:
    """A forwarded mail's attachment keeps the way it came; beyond some mails it is refused."""
    inner = mail(LETTER, "Weitergeleitet", antrag_pdf=PDF)
    outer = mail("Siehe unten.")
    outer.add_attachment(inner)
    assert [name for name, _ in read(outer)] == ["mail.eml/Weitergeleitet.eml/antrag.pdf"]
    for _ in range(eml.DEPTH + 1):
        inner = mail("Siehe unten.")
        inner.add_attachment(bytes(outer), "application", "octet-stream", filename="mail.eml")
        outer = inner
    with pytest.raises(TooMuchWork):
        read(outer)


def test_what_cannot_be_read_is_a_note_if_something_else_can() -> None:
    """A logo or a scan beside the motion does not keep it from being read."""
    (found,) = extract(bytes(mail(LETTER, antrag_pdf=PDF, anlage_pdf=scan_pdf())), "mail.eml")
    assert [note.facts["name"] for note in found.notes] == ["mail.eml/anlage.pdf"]
    assert "scan" in str(found.notes[0])


def test_the_only_document_decides() -> None:
    """A covering letter is not taken for the motion because its scan cannot be read."""
    with pytest.raises(ScanWithoutText) as refusal:
        read(mail(LETTER, antrag_pdf=scan_pdf()))
    assert refusal.value.facts["name"] == "mail.eml/antrag.pdf"
    with pytest.raises(PictureOnly):
        read(mail("Gruß", foto_png=b"\x89PNG\r\n\x1a\n" + bytes(50)))


def test_pictures_of_a_signature_are_not_mentioned() -> None:
    """Logos in the text are no attachments."""
    message = mail(LETTER)
    message.add_related(b"\x89PNG\r\n\x1a\n" + bytes(50), "image", "png", cid="<logo>")
    (found,) = extract(bytes(message), "mail.eml")
    assert found.notes == ()


def test_a_mail_without_anything_is_refused() -> None:
    """Neither text nor attachment."""
    with pytest.raises(MailWithoutDocument):
        read(mail(""))


def test_names_of_attachments_lead_nowhere() -> None:
    """A name with folders in it is only its last part."""
    message = mail(LETTER)
    message.add_attachment(PDF, "application", "pdf", filename="../../etc/antrag.pdf")
    assert [name for name, _ in read(message)] == ["mail.eml/antrag.pdf"]


def test_many_parts_are_read_up_to_a_number() -> None:
    """A mail of a thousand parts is read in part, and says so."""
    message = mail(LETTER)
    for n in range(eml.PARTS + 50):
        message.add_attachment(f"Antrag {n}", filename=f"a{n}.txt")
    found = extract(bytes(message), "mail.eml")
    assert len(found) == eml.PARTS - 1
    assert found[0].notes[-1].message == eml.TOO_MANY


def test_other_encodings_and_line_ends() -> None:
    """Old programs name Latin-1 or nothing at all; Unix boxes begin with a line of their own."""
    body = (
        "From: a@b.example\nTo: c@d.example\nSubject: =?iso-8859-1?q?B=E4nke?=\nDate: Mon, 4 Mar 2024 10:00\n"
    )
    data = b"From a@b.example Mon Mar 4\n" + body.encode() + b"\nAntrag f\xfcr B\xe4nke\n"
    for raw in (data, data.replace(b"\n", b"\r\n")):
        text = extract(raw, "x.eml")[0].text
        assert "Betreff: Bänke\n\nAntrag für Bänke\n" in text


@pytest.mark.parametrize(
    "text",
    [
        "An: Rat\nVon: Fraktion\nDatum: 03.03.2024\nBetreff: Bänke\n\nAntrag\n",
        "Date: 03/10/2009\nAntrag\n\nSubject: x\n",
        "Antragsteller: Fraktion\nDrucksache: 12/397\n\nText",
    ],
)
def test_a_letter_that_begins_with_labels_is_no_mail(text: str) -> None:
    """Only a mail's own fields make a mail."""
    assert detect(text.encode(), "a.txt") == "txt"


def test_a_page_saved_as_one_file_is_read() -> None:
    """Browsers save pages as mails without a sender."""
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["Subject"] = "Vorlage"
    message["MIME-Version"] = "1.0"
    message.set_content(
        "<html><body><table><tr><td>Art:</td><td>Antrag</td></tr></table></body></html>", subtype="html"
    )
    message.add_related(b"p{}", "text", "css")
    assert "Art:\tAntrag" in extract(bytes(message), "seite.mht")[0].text
