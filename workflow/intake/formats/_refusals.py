"""Every reason why a document cannot be read, each with what helps."""

from __future__ import annotations

from states.refusal import N_, Exit, Refusal


class UnreadableDocument(Refusal):
    """What all reasons share: the input is at fault, nothing was changed."""

    code = "document_unreadable"
    exit_status = Exit.INPUT
    message = N_("“{name}” cannot be read.")


class EmptyDocument(UnreadableDocument):
    code = "document_empty"
    message = N_("“{name}” holds no text.")
    way_out = N_("Check whether the file was saved or sent completely.")


class BrokenDocument(UnreadableDocument):
    code = "document_broken"
    message = N_("“{name}” is damaged or incomplete and cannot be read as {kind}.")
    way_out = N_(
        "Open it in the program it was written with and save it again, or ask for it to be sent again."
    )


class UnknownFormat(UnreadableDocument):
    code = "document_format_unknown"
    message = N_("“{name}” is in none of the formats that can be read.")
    way_out = N_("Save it as PDF, docx, odt, HTML or plain text.")


class ScanWithoutText(UnreadableDocument):
    code = "document_is_scan"
    message = N_("“{name}” is a scan: it holds pictures of pages, but no text.")
    way_out = N_("Add the text by character recognition first, e.g. ocrmypdf -l deu scan.pdf text.pdf.")


class GarbledText(UnreadableDocument):
    code = "document_text_garbled"
    message = N_("The text in “{name}” is stored in such a way that no readable letters come out of it.")
    way_out = N_("Recognise the text anew, e.g. ocrmypdf --force-ocr -l deu old.pdf new.pdf.")


class PictureOnly(UnreadableDocument):
    code = "document_is_picture"
    message = N_("“{name}” is a picture, not a text.")
    way_out = N_(
        "Make a PDF with text of it by character recognition, "
        "e.g. ocrmypdf -l deu --image-dpi 300 picture.png text.pdf."
    )


class EncryptedDocument(UnreadableDocument):
    code = "document_encrypted"
    message = N_("“{name}” is protected by a password.")
    way_out = N_("Open it with the password and save a copy without one.")


class LegacyWord(UnreadableDocument):
    code = "document_legacy"
    message = N_("“{name}” is in an Office format from before 2007, which is not read.")
    way_out = N_("Open it in Word or LibreOffice and save it as docx, odt or PDF.")


class OutlookMessage(UnreadableDocument):
    code = "document_outlook"
    message = N_("“{name}” is in Outlook’s own format for mails.")
    way_out = N_("Save the mail as .eml, or save its attachments and read those.")


class Spreadsheet(UnreadableDocument):
    code = "document_is_spreadsheet"
    message = N_("“{name}” is a spreadsheet, not the text of a motion.")
    way_out = N_("A history of motions is read by: laufzettel import history FILE")


class PackedArchive(UnreadableDocument):
    code = "document_is_archive"
    message = N_("“{name}” is an archive of files.")
    way_out = N_("Unpack it and read the folder.")


class TooLarge(UnreadableDocument):
    code = "document_too_large"
    message = N_("“{name}” is larger than {limit} MB, too large for the text of a motion.")
    way_out = N_("Save the pages of the motion itself as a document of their own.")


class TooMuchWork(UnreadableDocument):
    code = "document_too_costly"
    message = N_("“{name}” is built in such a way that reading it takes too much time or memory.")
    way_out = N_("Open it, select the text and save that as plain text.")


class UnpacksTooLarge(UnreadableDocument):
    code = "document_bomb"
    message = N_("“{name}” would unpack to a size no document of its kind has; it was not unpacked.")
    way_out = N_("Ask whoever sent it for a PDF.")


class ForbiddenEntities(UnreadableDocument):
    code = "document_entities"
    message = N_("“{name}” defines XML entities of its own, which no office program does; it was not read.")
    way_out = N_("Ask whoever sent it for a PDF.")


class MailWithoutDocument(UnreadableDocument):
    code = "mail_without_document"
    message = N_("“{name}” has neither text nor an attachment that can be read.")
    way_out = N_("Save the attachment on its own and see whether it opens.")


class ExtraMissing(UnreadableDocument):
    code = "extra_missing"
    message = N_("To read “{name}”, the package {package} is needed, which is not installed.")
    way_out = N_("Install it with: pip install 'laufzettel[{extra}]'")
